#include "store/client_table.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>

#include "model/bucket_tag.h"
#include "unit/allocation_counter.h"
#include "unit/memory_region.h"
#include "unit/slow_bucket.h"

namespace errwatch::store {
namespace {

Limit BlockFor(int64_t ms) {
  Limit limit;
  limit.shape = kSlow;
  limit.block = Milliseconds(ms);
  return limit;
}

class ClientTableTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ClientTableTest);
  CPPUNIT_TEST(KeysTellClientsAndScopesApart);
  CPPUNIT_TEST(PrefixMakesOneClient);
  CPPUNIT_TEST(PouringInserts);
  CPPUNIT_TEST(OverflowsOnceAndBeginsAnew);
  CPPUNIT_TEST(LeaksWithTime);
  CPPUNIT_TEST(CategoriesAndSumAreApart);
  CPPUNIT_TEST(OneCategoryTooManyReplacesTheLowest);
  CPPUNIT_TEST(StaleCategoryIsReplacedSilently);
  CPPUNIT_TEST(CategoriesAreWorthHalfAfterTenMinutes);
  CPPUNIT_TEST(OldestOfEqualCategoriesIsReplaced);
  CPPUNIT_TEST(TouchAndDenialsShow);
  CPPUNIT_TEST(TouchRepairsTheAddress);
  CPPUNIT_TEST(CountsStopBeforeTheyCarry);
  CPPUNIT_TEST(WalkShowsEveryClientOnce);
  CPPUNIT_TEST(LookingUpAllocatesNothing);
  CPPUNIT_TEST(NonsenseInMemoryIsShownInRange);
  CPPUNIT_TEST_SUITE_END();

  TestSegment segment_{SmallGeometry(4)};
  ClientTable table_ = segment_->clients();
  const Tick now_{100'000'000};

  ClientKey Key(uint32_t number) { return table_.KeyOf(ClientNumber(number), 7); }
  Bucket BucketOf(const ClientKey& key, uint8_t tag) {
    const auto view = table_.Find(key);
    CPPUNIT_ASSERT(view.has_value());
    for (const Bucket& bucket : view->buckets) {
      if (bucket.tag == tag) return bucket;
    }
    return {};
  }

 public:
  void KeysTellClientsAndScopesApart() {
    std::set<Fingerprint> seen;
    for (uint32_t i = 0; i < 1000; ++i) {
      for (const char* scope : {"server", "shop"}) {
        const ClientKey key = table_.KeyOf(ClientNumber(i), ScopeHash(scope));
        CPPUNIT_ASSERT(key.fingerprint != 0 && key.fingerprint >> 56 == 0);
        CPPUNIT_ASSERT(seen.insert(key.fingerprint).second);
      }
    }
    HashKey other = kTestKey;
    other[15] ^= 1;
    const ClientTable table(nullptr, SmallGeometry(1), other, {}, segment_->counters());
    CPPUNIT_ASSERT(table.KeyOf(ClientNumber(1), 7).fingerprint != Key(1).fingerprint);
  }

  void PrefixMakesOneClient() {
    const auto one = *ClientAddress::Parse("2001:db8:1:2::1"),
               same = *ClientAddress::Parse("2001:db8:1:2:ffff::"),
               other = *ClientAddress::Parse("2001:db8:1:3::1");
    CPPUNIT_ASSERT(table_.KeyOf(one, 7).fingerprint == table_.KeyOf(same, 7).fingerprint);
    CPPUNIT_ASSERT(table_.KeyOf(one, 7).fingerprint != table_.KeyOf(other, 7).fingerprint);
    CPPUNIT_ASSERT(table_.KeyOf(same, 7).address == *ClientAddress::Parse("2001:db8:1:2::"));
  }

  void PouringInserts() {
    CPPUNIT_ASSERT(!table_.FindBlock(Key(1)) && !table_.Find(Key(1)));
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, segment_.WaysInUse());
    const PourResult result = table_.Pour(Key(1), kXssTag, 3 * kQuantaPerUnit, kSlow, now_);
    CPPUNIT_ASSERT(result.tracked && !result.overflow);
    CPPUNIT_ASSERT_EQUAL(3 * kQuantaPerUnit, result.level);
    CPPUNIT_ASSERT_EQUAL(uint32_t{1}, segment_.WaysInUse());
    CPPUNIT_ASSERT(table_.FindBlock(Key(1)) == BlockWord{});
    CPPUNIT_ASSERT(table_.Find(Key(1))->address == ClientNumber(1));
    CPPUNIT_ASSERT(!table_.Find(Key(2)));
  }

  void OverflowsOnceAndBeginsAnew() {
    const BucketShape five{5, kMaxTick};
    for (int round = 0; round < 3; ++round) {
      for (int i = 1; i <= 5; ++i)
        CPPUNIT_ASSERT_EQUAL(i == 5, table_.Pour(Key(1), kXssTag, kQuantaPerUnit, five, now_).overflow);
    }
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, BucketOf(Key(1), kXssTag).level);
  }

  void LeaksWithTime() {
    const BucketShape shape{10, 1000};
    table_.Pour(Key(1), kXssTag, 8 * kQuantaPerUnit, shape, now_);
    CPPUNIT_ASSERT_EQUAL(4 * kQuantaPerUnit,
                         table_.Pour(Key(1), kXssTag, 1 * kQuantaPerUnit, shape, {now_.value + 500}).level);
  }

  void CategoriesAndSumAreApart() {
    table_.Pour(Key(1), kXssTag, 2 * kQuantaPerUnit, kSlow, now_);
    table_.Pour(Key(1), TagOf(Category::kSqlInjection), 5 * kQuantaPerUnit, kSlow, now_);
    table_.Pour(Key(1), kAnyTag, 7 * kQuantaPerUnit, kSlow, now_);
    CPPUNIT_ASSERT_EQUAL(2 * kQuantaPerUnit, BucketOf(Key(1), kXssTag).level);
    CPPUNIT_ASSERT_EQUAL(5 * kQuantaPerUnit, BucketOf(Key(1), TagOf(Category::kSqlInjection)).level);
    CPPUNIT_ASSERT_EQUAL(7 * kQuantaPerUnit, table_.Find(Key(1))->any.level);
    CPPUNIT_ASSERT_EQUAL(int{kAnyTag}, int{table_.Find(Key(1))->any.tag});
  }

  void OneCategoryTooManyReplacesTheLowest() {
    for (uint8_t tag = 1; tag <= kCategoryBuckets; ++tag)
      table_.Pour(Key(1), tag, (tag == 3 ? 1 : 10U + tag) * kQuantaPerUnit, kSlow, now_);
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, segment_->counters().Sum(Counter::kBucketEvictions));
    CPPUNIT_ASSERT_EQUAL(3 * kQuantaPerUnit, table_.Pour(Key(1), 9, 3 * kQuantaPerUnit, kSlow, now_).level);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, segment_->counters().Sum(Counter::kBucketEvictions));
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, BucketOf(Key(1), 3).level);
    for (const int tag : {1, 2, 4, 5}) CPPUNIT_ASSERT(BucketOf(Key(1), static_cast<uint8_t>(tag)).level != 0);
  }

  void StaleCategoryIsReplacedSilently() {
    table_.Pour(Key(1), 8, 900 * kQuantaPerUnit, kSlow, {now_.value - 25 * 3600 * 100});
    for (uint8_t tag = 1; tag < kCategoryBuckets; ++tag)
      table_.Pour(Key(1), tag, 10 * kQuantaPerUnit, kSlow, now_);
    table_.Pour(Key(1), 9, 3 * kQuantaPerUnit, kSlow, now_);
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, BucketOf(Key(1), 8).level);
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, segment_->counters().Sum(Counter::kBucketEvictions));
  }

  // To the tick: what is left then is compared with what came since.
  void CategoriesAreWorthHalfAfterTenMinutes() {
    for (const bool stale : {false, true}) {
      const ClientKey key = Key(stale ? 1 : 2);
      table_.Pour(key, 1, 20 * kQuantaPerUnit, kSlow, {now_.value - 10 * 60 * 100 + (stale ? 0 : 1)});
      for (uint8_t tag = 2; tag <= kCategoryBuckets; ++tag)
        table_.Pour(key, tag, 11 * kQuantaPerUnit, kSlow, now_);
      table_.Pour(key, 9, kQuantaPerUnit, kSlow, now_);
      CPPUNIT_ASSERT_EQUAL(stale, BucketOf(key, 1).level == 0);
    }
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, segment_->counters().Sum(Counter::kBucketEvictions));
  }

  void OldestOfEqualCategoriesIsReplaced() {
    for (uint8_t tag = 1; tag <= kCategoryBuckets; ++tag)
      table_.Pour(Key(1), tag, 10 * kQuantaPerUnit, kSlow, {now_.value - (tag == 3 ? 9 : tag)});
    table_.Pour(Key(1), 9, kQuantaPerUnit, kSlow, now_);
    for (uint8_t tag = 1; tag <= kCategoryBuckets; ++tag)
      CPPUNIT_ASSERT_EQUAL(tag == 3, BucketOf(Key(1), tag).level == 0);
  }

  void TouchAndDenialsShow() {
    table_.Touch(Key(1), 2101, 3, now_);  // unknown: nothing happens
    table_.CountDenial(Key(1), now_);
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, segment_.WaysInUse());
    table_.Pour(Key(1), kXssTag, 1 * kQuantaPerUnit, kSlow, now_);
    table_.Touch(Key(1), 2101, 3, {now_.value + 5});
    table_.Touch(Key(1), 2102, 3, {now_.value + 6});
    table_.CountDenial(Key(1), {now_.value + 7});
    const ClientView view = *table_.Find(Key(1));
    CPPUNIT_ASSERT_EQUAL(uint32_t{2102}, view.last_rule);
    CPPUNIT_ASSERT_EQUAL(uint32_t{2}, view.entries);
    CPPUNIT_ASSERT_EQUAL(uint32_t{1}, view.denials);
    CPPUNIT_ASSERT_EQUAL(3, int{view.scope});
    CPPUNIT_ASSERT_EQUAL(now_.value + 7, view.last_seen.value);
  }

  // Whoever put the client in may have died before its address was there.
  void TouchRepairsTheAddress() {
    const ClientAddress address = *ClientAddress::Parse("2001:db8:1:2::1");
    const ClientKey key = table_.KeyOf(address, 7);
    table_.Pour(key, kXssTag, 1 * kQuantaPerUnit, kSlow, now_);
    ClientWords& words = Sets()[key.fingerprint % 4].clients[0];
    for (SharedWord* word : {&words.address_low, &words.address_high}) {
      word->store(12345, std::memory_order_relaxed);
      table_.Touch(key, 1, kScopeNames - 1, now_);
      CPPUNIT_ASSERT(table_.Find(key)->address == key.address);
    }
    CPPUNIT_ASSERT_EQUAL(kScopeNames - 1, uint32_t{table_.Find(key)->scope});
    CPPUNIT_ASSERT(table_.Find(key)->last_seen == now_);
  }

  void CountsStopBeforeTheyCarry() {
    table_.Pour(Key(1), kXssTag, 1 * kQuantaPerUnit, kSlow, now_);
    for (uint32_t i = 0; i < SmallGeometry(4).sets; ++i) {
      Sets()[i].clients[0].counts.store(0xFFFEFFFF'FFFEFFFF, std::memory_order_relaxed);
    }
    for (int i = 0; i < 5; ++i) table_.Touch(Key(1), 1, 0, now_), table_.CountDenial(Key(1), now_);
    CPPUNIT_ASSERT_EQUAL(uint32_t{0xFFFF0000}, table_.Find(Key(1))->entries);
    CPPUNIT_ASSERT_EQUAL(uint32_t{0xFFFF0000}, table_.Find(Key(1))->denials);
  }

  void WalkShowsEveryClientOnce() {
    for (uint32_t i = 0; i < 12; ++i) table_.Pour(Key(i), kXssTag, (i + 1) * kQuantaPerUnit, kSlow, now_);
    std::set<std::string> shown;
    table_.ForEach(
        [&](const ClientView& view) { CPPUNIT_ASSERT(shown.insert(view.address.ToString()).second); });
    CPPUNIT_ASSERT_EQUAL(std::size_t{segment_.WaysInUse()}, shown.size());
    for (uint32_t i = 0; i < 12; ++i)
      CPPUNIT_ASSERT_EQUAL(table_.Find(Key(i)).has_value(), shown.contains(ClientNumber(i).ToString()));
  }

  void LookingUpAllocatesNothing() {
    const AllocationCounter allocations;
    for (uint32_t i = 0; i < 200; ++i) {
      table_.Pour(Key(i), kXssTag, 1 * kQuantaPerUnit, kSlow, now_);
      table_.Touch(Key(i), 1, 0, now_);
      table_.Block(Key(i % 3), kXssTag, BlockFor(1000), {}, BlockKind{}, now_, nullptr);
      if (table_.FindBlock(Key(i))) table_.CountDenial(Key(i), now_);
      OwnClasses own;
      table_.NoteTarget(Key(i), i, i, i % 2 == 0, &own, now_);
      table_.NoteFailure(Key(i), now_);
      table_.NoteSuccess(Key(i), 0, now_);
      table_.NoteFailedName(Key(i), i + 1, now_);
      table_.ForgiveName(Key(i), i + 1, kXssTag, kSlow, now_);
    }
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
  }

  void NonsenseInMemoryIsShownInRange() {
    auto* words = reinterpret_cast<SharedWord*>(Sets());
    for (std::size_t i = 0; i < 4 * sizeof(Set) / 8; ++i)
      words[i].store(0x9E3779B97F4A7C15 * (i + 1), std::memory_order_relaxed);
    int shown = 0;
    table_.ForEach([&](const ClientView& view) {
      ++shown;
      CPPUNIT_ASSERT(view.scope < kScopeNames && view.last_seen.value <= kMaxTick &&
                     view.block.until.value <= kMaxTick);
      CPPUNIT_ASSERT(view.any.tag == 0 || view.any.tag == kAnyTag);
      for (const Bucket& bucket : view.buckets)
        CPPUNIT_ASSERT(bucket.tag <= kCategoryCount && bucket.level <= kMaxLevel);
    });
    CPPUNIT_ASSERT_EQUAL(32, shown);
  }

 private:
  Set* Sets() { return segment_.sets().data(); }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ClientTableTest);

}  // namespace
}  // namespace errwatch::store
