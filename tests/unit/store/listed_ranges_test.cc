#include "store/listed_ranges.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>
#include <utility>
#include <vector>

#include "unit/child_env.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

constexpr Tick kBegun{1'000'000};
constexpr uint64_t kScope = 77;

ClientAddress Address(const char* text) { return *ClientAddress::Parse(text); }
Tick Later(int64_t seconds) { return After(kBegun, Milliseconds(seconds * 1000)); }

ListedRange Range(ListKind kind, const char* text, uint8_t bits) {
  ListedRange range;
  range.kind = kind;
  range.address = FirstOf(Address(text), bits);
  range.bits = bits;
  if (kind == ListKind::kBlocked) range.scope = kScope;
  range.scope_index = 2;
  return range;
}
ListedRange Blocked(const char* text, uint8_t bits) { return Range(ListKind::kBlocked, text, bits); }
ListedRange Allowed(const char* text, uint8_t bits) { return Range(ListKind::kAllowed, text, bits); }

ListedRange Slash24(uint32_t number) {
  const unsigned char bytes[4] = {static_cast<unsigned char>(number >> 16),
                                  static_cast<unsigned char>(number >> 8), static_cast<unsigned char>(number),
                                  0};
  ListedRange range = Blocked("192.0.2.0", 24);
  range.address = ClientAddress::FromIpv4(bytes);
  return range;
}

class ListedRangesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ListedRangesTest);
  CPPUNIT_TEST(TellsAddressesApart);
  CPPUNIT_TEST(FindsEveryLength);
  CPPUNIT_TEST(BlocksInTheirScope);
  CPPUNIT_TEST(AllowsInEveryScope);
  CPPUNIT_TEST(RenewsAndEnds);
  CPPUNIT_TEST(ReportsAnEndOnce);
  CPPUNIT_TEST(CountsDenials);
  CPPUNIT_TEST(CutsReasonsBetweenCharacters);
  CPPUNIT_TEST(HoldsFourThousand);
  CPPUNIT_TEST(IsFullAndGivesWay);
  CPPUNIT_TEST(LeavesNothingOfAFormerRange);
  CPPUNIT_TEST(ProcessesEnterTogether);
  CPPUNIT_TEST_SUITE_END();

  TestSegment segment_{SmallGeometry(16)};
  ListedRanges listed_ = segment_->listed();

  static ClientKey Key(const char* text, uint64_t scope = kScope) { return {Address(text), scope, 0}; }
  bool IsBlocked(const char* text, Tick now = kBegun, uint64_t scope = kScope) {
    return listed_.FindBlock(Key(text, scope), now).has_value();
  }
  std::vector<ListedView> All(Tick now = kBegun) {
    std::vector<ListedView> all;
    listed_.ForEach(now, [&](ListedView view) { all.push_back(std::move(view)); });
    return all;
  }

 public:
  void TellsAddressesApart() {
    const auto holds = [](const char* outer, uint8_t outer_bits, const char* inner, uint8_t inner_bits) {
      return Holds(Address(outer), outer_bits, Address(inner), inner_bits);
    };
    CPPUNIT_ASSERT(holds("192.0.2.0", 24, "192.0.2.9", 32) && !holds("192.0.2.9", 32, "192.0.2.0", 24));
    CPPUNIT_ASSERT(holds("192.0.2.0", 24, "192.0.2.0", 24) && !holds("192.0.2.0", 24, "192.0.3.0", 32));
    // IPv4 lies in ::ffff:0:0/96, which is no range of IPv6.
    CPPUNIT_ASSERT(!holds("::1", 1, "192.0.2.1", 32));
    CPPUNIT_ASSERT(Overlap(Address("192.0.2.9"), 32, Address("192.0.0.0"), 16));
    CPPUNIT_ASSERT(!Overlap(Address("2001:db8::"), 48, Address("2001:db8:1::"), 48));
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.128"), FirstOf(Address("192.0.2.200"), 25).ToString());
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::"), FirstOf(Address("2001:db8:1::9"), 32).ToString());
    CPPUNIT_ASSERT_EQUAL(0, int{RangeBits(Address("192.0.2.1"), 32, {})});
    CPPUNIT_ASSERT_EQUAL(24, int{RangeBits(Address("192.0.2.0"), 24, {})});
    CPPUNIT_ASSERT_EQUAL(0, int{RangeBits(Address("2001:db8::"), 64, {})});
  }

  void FindsEveryLength() {
    for (uint8_t bits = 1; bits <= 32; ++bits) {
      TestSegment segment{SmallGeometry(16)};
      CPPUNIT_ASSERT(segment->listed().Enter(Allowed("203.0.113.77", bits), Later(60), "", kBegun));
      CPPUNIT_ASSERT(segment->listed().Allows(Address("203.0.113.77"), kBegun));
      CPPUNIT_ASSERT_EQUAL(bits == 1, segment->listed().Allows(Address("131.0.0.1"), kBegun));
      CPPUNIT_ASSERT(!segment->listed().Allows(Address("2001:db8::1"), kBegun));
    }
    for (uint8_t bits = 1; bits <= 127; ++bits) {
      TestSegment segment{SmallGeometry(16)};
      CPPUNIT_ASSERT(segment->listed().Enter(Blocked("2001:db8:1:2:3:4:5:6", bits), Later(60), "", kBegun));
      CPPUNIT_ASSERT(segment->listed().FindBlock(Key("2001:db8:1:2:3:4:5:6"), kBegun));
      CPPUNIT_ASSERT(!segment->listed().FindBlock(Key("a001:db8::1"), kBegun));
      CPPUNIT_ASSERT(!segment->listed().FindBlock(Key("192.0.2.1"), kBegun));
    }
  }

  void BlocksInTheirScope() {
    CPPUNIT_ASSERT(!IsBlocked("192.0.2.1"));
    CPPUNIT_ASSERT(listed_.Enter(Blocked("192.0.0.0", 20), Later(60), "scraping", kBegun));
    CPPUNIT_ASSERT(IsBlocked("192.0.0.1") && IsBlocked("192.0.15.255") && !IsBlocked("192.0.16.0"));
    CPPUNIT_ASSERT(!IsBlocked("192.0.0.1", kBegun, kScope + 1) && !IsBlocked("192.0.0.1", Later(60)));
    CPPUNIT_ASSERT(!listed_.Allows(Address("192.0.0.1"), kBegun));
    const BlockWord block = *listed_.FindBlock(Key("192.0.0.1"), kBegun);
    CPPUNIT_ASSERT(block.by_hand && block.until == Later(60) && block.reason == 0 && !block.detection_only);
    const std::vector<ListedView> all = All();
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, all.size());
    CPPUNIT_ASSERT(all[0].kind == ListKind::kBlocked && all[0].address == Address("192.0.0.0"));
    CPPUNIT_ASSERT(all[0].bits == 20 && all[0].scope == 2 && all[0].reason == "scraping");
    CPPUNIT_ASSERT(all[0].since == kBegun && all[0].until == Later(60));
    // Of two the longer one counts; and a gate asks for the segment's word.
    CPPUNIT_ASSERT(listed_.Enter(Blocked("192.0.2.0", 24), Later(90), "", kBegun));
    CPPUNIT_ASSERT(listed_.FindBlock(Key("192.0.2.1"), kBegun)->until == Later(90));
    CPPUNIT_ASSERT(segment_->FindRangeBlock(Key("192.0.2.1"), kBegun)->by_hand);
    CPPUNIT_ASSERT(
        segment_->FindBlock(segment_->clients().KeyOf(Address("192.0.2.1"), kScope), kBegun)->of_range);
  }

  void AllowsInEveryScope() {
    CPPUNIT_ASSERT(listed_.Enter(Allowed("2001:db8::", 64), Later(60), "the office", kBegun));
    CPPUNIT_ASSERT(listed_.Allows(Address("2001:db8::7"), kBegun) &&
                   !listed_.Allows(Address("2001:db8:0:1::"), kBegun));
    CPPUNIT_ASSERT(!listed_.Allows(Address("2001:db8::7"), Later(60)));
    CPPUNIT_ASSERT(!IsBlocked("2001:db8::7"));
    CPPUNIT_ASSERT(All()[0].kind == ListKind::kAllowed && All(Later(60)).empty());
  }

  void RenewsAndEnds() {
    CPPUNIT_ASSERT(listed_.Enter(Blocked("192.0.2.0", 24), Later(60), "first", kBegun));
    CPPUNIT_ASSERT(listed_.Enter(Blocked("192.0.2.0", 24), Later(30), "second", kBegun));  // also shortens
    CPPUNIT_ASSERT(listed_.Enter(Allowed("192.0.2.0", 24), Later(60), "", kBegun));        // another list
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, All().size());
    CPPUNIT_ASSERT(!IsBlocked("192.0.2.9", Later(30)));
    std::vector<ListedView> ended;
    listed_.EndIf([](const ListedView& view) { return view.kind == ListKind::kBlocked; }, kBegun,
                  [&](const ListedView& view) { ended.push_back(view); });
    CPPUNIT_ASSERT(ended.size() == 1 && ended[0].reason == "second" && !IsBlocked("192.0.2.9"));
    CPPUNIT_ASSERT(listed_.Allows(Address("192.0.2.9"), kBegun));
    CPPUNIT_ASSERT(listed_.Enter(Blocked("192.0.2.0", 24), Later(60), "", kBegun) && IsBlocked("192.0.2.9"));
  }

  void ReportsAnEndOnce() {
    CPPUNIT_ASSERT(listed_.Enter(Blocked("192.0.2.0", 24), Later(60), "", kBegun));
    CPPUNIT_ASSERT(listed_.Enter(Blocked("198.51.100.0", 24), Later(60), "", kBegun));
    listed_.EndIf([](const ListedView& view) { return view.address == Address("198.51.100.0"); }, kBegun,
                  [](const ListedView&) {});
    int told = 0;
    const auto report = [&](const ListedView& view) {
      told += view.address == Address("192.0.2.0") ? 1 : 100;
    };
    listed_.SweepExpired(Later(59), report);
    CPPUNIT_ASSERT_EQUAL(0, told);
    listed_.SweepExpired(Later(60), report);
    listed_.SweepExpired(Later(61), report);
    CPPUNIT_ASSERT_EQUAL(1, told);
  }

  void CountsDenials() {
    CPPUNIT_ASSERT(listed_.Enter(Blocked("192.0.2.0", 24), Later(60), "", kBegun));
    for (int i = 0; i < 3; ++i) segment_->CountDenialOfRange(Key("192.0.2.8"), Later(i));
    segment_->CountDenialOfRange(Key("192.0.3.8"), Later(9));
    CPPUNIT_ASSERT_EQUAL(3U, All()[0].denials);
    CPPUNIT_ASSERT(All()[0].last_denial == Later(2));
    CPPUNIT_ASSERT(listed_.Enter(Blocked("192.0.2.0", 24), Later(90), "longer", kBegun));
    CPPUNIT_ASSERT_EQUAL(3U, All()[0].denials);
  }

  void CutsReasonsBetweenCharacters() {
    const std::string most(kListedReasonBytes, 'x');
    CPPUNIT_ASSERT(listed_.Enter(Allowed("192.0.2.1", 32), Later(60), most + "y", kBegun));
    CPPUNIT_ASSERT_EQUAL(most, All()[0].reason);
    CPPUNIT_ASSERT(listed_.Enter(Allowed("192.0.2.1", 32), Later(60), most.substr(1) + "\xC3\xA9", kBegun));
    CPPUNIT_ASSERT_EQUAL(most.substr(1), All()[0].reason);
    CPPUNIT_ASSERT(listed_.Enter(Allowed("192.0.2.1", 32), Later(60), "", kBegun));
    CPPUNIT_ASSERT_EQUAL(std::string(), All()[0].reason);
  }

  void HoldsFourThousand() {
    for (uint32_t i = 0; i < 4096; ++i) CPPUNIT_ASSERT(listed_.Enter(Slash24(i), Later(60), "", kBegun));
    CPPUNIT_ASSERT_EQUAL(std::size_t{4096}, All().size());
    for (uint32_t i = 0; i < 4096; ++i) {
      const ClientKey key{Slash24(i).address, kScope, 0};
      CPPUNIT_ASSERT(listed_.FindBlock(key, kBegun));
      const ClientKey other{Slash24(i + 4096).address, kScope, 0};
      CPPUNIT_ASSERT(!listed_.FindBlock(other, kBegun));
    }
  }

  void IsFullAndGivesWay() {
    uint32_t entered = 0;
    for (uint32_t i = 0; i < 2 * kListedPlaces; ++i)
      entered += listed_.Enter(Slash24(i), Later(60), "", kBegun);
    CPPUNIT_ASSERT(entered <= kListedPlaces && entered > kListedPlaces * 9 / 10);
    CPPUNIT_ASSERT_EQUAL(uint64_t{2 * kListedPlaces - entered},
                         segment_->counters().Sum(Counter::kListedFull));
    CPPUNIT_ASSERT_EQUAL(std::size_t{entered}, All().size());
    // What has ended gives way.
    for (uint32_t i = 0; i < 100; ++i) CPPUNIT_ASSERT(listed_.Enter(Slash24(i), Later(120), "", Later(60)));
  }

  // A process that died after it took a place: neither the former range nor the new one holds.
  void LeavesNothingOfAFormerRange() {
    CPPUNIT_ASSERT(listed_.Enter(Blocked("192.0.2.0", 24), Later(60), "former", kBegun));
    const std::span<std::byte> bytes = segment_.region().bytes();
    std::size_t taken = 0;
    for (std::size_t i = kPageBytes; i + sizeof(ListedSet) <= bytes.size(); i += kPageBytes) {
      auto* set = reinterpret_cast<ListedSet*>(bytes.data() + i);
      for (uint32_t way = 0; way < kListedWays; ++way) {
        const uint64_t state = set->states[way].load(std::memory_order_relaxed);
        if ((state & kMaxTick) != Later(60).value || set->prints[way].load(std::memory_order_relaxed) == 0)
          continue;
        set->prints[way].store(~set->prints[way].load(std::memory_order_relaxed), std::memory_order_relaxed);
        ++taken;
      }
    }
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, taken);
    CPPUNIT_ASSERT(!IsBlocked("192.0.2.9") && All().empty());
    CPPUNIT_ASSERT(listed_.Enter(Blocked("192.0.2.0", 24), Later(60), "again", kBegun) &&
                   IsBlocked("192.0.2.9"));
  }

  void ProcessesEnterTogether() {
    CPPUNIT_ASSERT(ForkEnv::Run(4, [&](int worker) {
      for (uint32_t i = 0; i < 500; ++i) {
        listed_.Enter(Slash24(4 * i + static_cast<uint32_t>(worker)), Later(60), "mine", kBegun);
        listed_.Enter(Slash24(100'000 + i), Later(60), "everybody's", kBegun);
      }
      return true;
    }));
    std::multiset<ClientAddress> found;
    for (const ListedView& view : All()) found.insert(view.address);
    for (uint32_t i = 0; i < 2000; ++i) CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.count(Slash24(i).address));
    listed_.EndIf([](const ListedView&) { return true; }, kBegun, [](const ListedView&) {});
    CPPUNIT_ASSERT(All().empty());
    for (uint32_t i = 0; i < 500; ++i)
      CPPUNIT_ASSERT(!listed_.FindBlock({Slash24(100'000 + i).address, kScope, 0}, kBegun));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ListedRangesTest);

}  // namespace
}  // namespace errwatch::store
