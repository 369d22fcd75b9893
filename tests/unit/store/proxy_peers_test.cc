#include "store/proxy_peers.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "model/forward_record.h"
#include "store/hourly_count.h"
#include "unit/child_env.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

constexpr Tick kStart{1000 * kHourTicks};
constexpr uint64_t kMinute = 60 * 100;

class ProxyPeersTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ProxyPeersTest);
  CPPUNIT_TEST(OneHeaderMakesNoProxy);
  CPPUNIT_TEST(RecordMakesAProxyForADay);
  CPPUNIT_TEST(ProxyGoesOn);
  CPPUNIT_TEST(OneClientIsNotEnough);
  CPPUNIT_TEST(OwnRequestsCountAgainstIt);
  CPPUNIT_TEST(ShieldIsBounded);
  CPPUNIT_TEST(ClocksAreReadAtDifferentMoments);
  CPPUNIT_TEST(HourBeginsOnceForClocksThatDiffer);
  CPPUNIT_TEST(ForgottenBeginsAnew);
  CPPUNIT_TEST(FullTableIsCounted);
  CPPUNIT_TEST(OldRowsGiveWay);
  CPPUNIT_TEST(OneOfManyThreadsTells);
  CPPUNIT_TEST(OneOfManyProcessesTells);
  CPPUNIT_TEST_SUITE_END();

  TestSegment segment_{SmallGeometry(1)};
  ProxyPeers peers_ = segment_->proxy_peers();
  Tick now_ = kStart;

  // `count` requests within `minutes`, for so many clients; how many times it became a proxy.
  int Forward(uint32_t peer, uint32_t count, uint32_t clients, uint64_t minutes) {
    int became = 0;
    for (uint32_t i = 0; i < count; ++i) {
      const Tick now{now_.value + minutes * kMinute * i / std::max(count - 1, 1U)};
      became += peers_.NoteForwarded(ClientNumber(peer), ClientNumber(1000 + i % clients), now);
    }
    now_ = {now_.value + minutes * kMinute};
    return became;
  }
  Standing Of(uint32_t peer) { return peers_.StandingOf(ClientNumber(peer), now_); }

 public:
  void OneHeaderMakesNoProxy() {
    CPPUNIT_ASSERT(Of(1) == Standing::kUnknown && !peers_.Contains(ClientNumber(1)));
    CPPUNIT_ASSERT_EQUAL(0, Forward(1, 1, 1, 0));
    CPPUNIT_ASSERT(Of(1) == Standing::kForwards && peers_.Contains(ClientNumber(1)));
    CPPUNIT_ASSERT_EQUAL(0, Forward(1, 500, 50, 4));  // nor do many in a hurry
    CPPUNIT_ASSERT(Of(1) == Standing::kForwards && peers_.Proxies(now_).empty());
    now_ = After(now_, ProxyPeers::kHolds);
    CPPUNIT_ASSERT(Of(1) == Standing::kUnknown);
  }

  void RecordMakesAProxyForADay() {
    CPPUNIT_ASSERT_EQUAL(1, Forward(1, 100, 20, 6));
    CPPUNIT_ASSERT(Of(1) == Standing::kProxy && Of(2) == Standing::kUnknown);
    CPPUNIT_ASSERT(peers_.Proxies(now_) == std::vector<ClientAddress>{ClientNumber(1)});
    now_ = {now_.value + 23 * kHourTicks};
    CPPUNIT_ASSERT(Of(1) == Standing::kProxy);
    now_ = {now_.value + 2 * kHourTicks};
    CPPUNIT_ASSERT(Of(1) == Standing::kUnknown && peers_.Proxies(now_).empty());
  }

  void ProxyGoesOn() {
    int became = 0;
    for (int hour = 0; hour < 72; ++hour) {
      became += Forward(1, 60, 20, 10);
      CPPUNIT_ASSERT(Of(1) == Standing::kProxy);
      now_ = {now_.value + 50 * kMinute};
    }
    CPPUNIT_ASSERT_EQUAL(1, became);
  }

  void OneClientIsNotEnough() {
    CPPUNIT_ASSERT_EQUAL(0, Forward(1, 500, 1, 30));
    CPPUNIT_ASSERT(Of(1) == Standing::kForwards);
  }

  void OwnRequestsCountAgainstIt() {
    Forward(1, 1, 1, 0);
    for (int i = 0; i < 1000; ++i) peers_.NoteOwn(ClientNumber(1), now_);
    CPPUNIT_ASSERT_EQUAL(0, Forward(1, 90, 20, 20));
    CPPUNIT_ASSERT_EQUAL(1, Forward(1, 60, 20, 20));
    peers_.NoteOwn(ClientNumber(2), now_);
    CPPUNIT_ASSERT(!peers_.Contains(ClientNumber(2)));  // who never forwarded has no row
  }

  void ShieldIsBounded() {
    CPPUNIT_ASSERT(!peers_.TakeShield(ClientNumber(1), now_));
    Forward(1, 1, 1, 0);
    uint32_t taken = 0;
    for (int i = 0; i < 1000; ++i) taken += peers_.TakeShield(ClientNumber(1), now_);
    CPPUNIT_ASSERT_EQUAL(ProxyPeers::kMostShielded, taken);
    now_ = {now_.value + kHourTicks};
    CPPUNIT_ASSERT(peers_.TakeShield(ClientNumber(1), now_));
  }

  // What was written a moment ahead of the reader's clock stands; what the clock cannot have reached does not.
  void ClocksAreReadAtDifferentMoments() {
    Forward(1, 1, 1, 0);
    Forward(2, 100, 20, 0);
    now_ = After(now_, kLeastTimeOfForwarding);
    CPPUNIT_ASSERT_EQUAL(1, Forward(2, 1, 1, 0));
    const auto read = [&](uint32_t peer, uint64_t earlier, Tick written) {
      return peers_.StandingOf(ClientNumber(peer), {written.value - earlier});
    };
    for (const uint64_t earlier : {uint64_t{0}, uint64_t{1}, kMaxSkew}) {
      CPPUNIT_ASSERT(read(1, earlier, kStart) == Standing::kForwards);
      CPPUNIT_ASSERT(read(2, earlier, now_) == Standing::kProxy);
      CPPUNIT_ASSERT_EQUAL(std::size_t{1}, peers_.Proxies({now_.value - earlier}).size());
    }
    CPPUNIT_ASSERT(read(1, kMaxSkew + 1, kStart) == Standing::kUnknown);
    CPPUNIT_ASSERT(read(2, kMaxSkew + 1, now_) == Standing::kUnknown);
  }

  void HourBeginsOnceForClocksThatDiffer() {
    now_ = {kStart.value + kHourTicks};
    int became = 0;
    for (uint32_t i = 0; i < 100; ++i)
      became += peers_.NoteForwarded(ClientNumber(1), ClientNumber(100 + i), {now_.value - i % 2});
    CPPUNIT_ASSERT_EQUAL(0, became);
    now_ = After(now_, kLeastTimeOfForwarding);
    CPPUNIT_ASSERT(peers_.NoteForwarded(ClientNumber(1), ClientNumber(100), now_));
  }

  void ForgottenBeginsAnew() {
    Forward(1, 100, 20, 6);
    peers_.Forget(ClientNumber(1));
    peers_.Forget(ClientNumber(2));
    CPPUNIT_ASSERT(Of(1) == Standing::kUnknown);
    CPPUNIT_ASSERT_EQUAL(0, Forward(1, 100, 20, 4));
    CPPUNIT_ASSERT_EQUAL(1, Forward(1, 100, 20, 6));
  }

  void FullTableIsCounted() {
    for (uint32_t i = 0; i < 1000; ++i) peers_.NoteForwarded(ClientNumber(i), ClientNumber(5000), now_);
    uint64_t known = 0;
    for (uint32_t i = 0; i < 1000; ++i) known += peers_.Contains(ClientNumber(i)) ? 1U : 0U;
    CPPUNIT_ASSERT(known > 200 && known <= kProxyPeers);
    CPPUNIT_ASSERT_EQUAL(1000 - known, segment_->counters().Sum(Counter::kProxyPeersFull));
  }

  void OldRowsGiveWay() {
    for (uint32_t i = 0; i < 1000; ++i) peers_.NoteForwarded(ClientNumber(i), ClientNumber(5000), now_);
    now_ = After(now_, ProxyPeers::kHolds);
    peers_.NoteForwarded(ClientNumber(2000), ClientNumber(5000), now_);
    CPPUNIT_ASSERT(Of(2000) == Standing::kForwards);
  }

  // Each has read the clock a moment before the one that began before it.
  template <typename Env>
  void OneTells() {
    MemoryRegion region(sizeof(std::atomic<uint64_t>));
    auto& told = *region.As<std::atomic<uint64_t>>();
    for (uint32_t peer = 0; peer < 20; ++peer)
      peers_.NoteForwarded(ClientNumber(peer), ClientNumber(99), kStart);
    CPPUNIT_ASSERT(Env::Run(4, [&](int worker) {
      ProxyPeers peers = segment_->proxy_peers();
      const Tick now{After(kStart, kLeastTimeOfForwarding).value + 3 - static_cast<uint64_t>(worker)};
      for (uint32_t i = 0; i < 500; ++i) {
        for (uint32_t peer = 0; peer < 20; ++peer)
          told += peers.NoteForwarded(ClientNumber(peer), ClientNumber(100 + i), now);
      }
      return true;
    }));
    CPPUNIT_ASSERT_EQUAL(uint64_t{20}, told.load());
  }
  void OneOfManyThreadsTells() { OneTells<ThreadEnv>(); }
  void OneOfManyProcessesTells() { OneTells<ForkEnv>(); }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ProxyPeersTest);

}  // namespace
}  // namespace errwatch::store
