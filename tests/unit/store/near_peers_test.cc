#include "store/near_peers.h"

#include <cppunit/extensions/HelperMacros.h>

#include <vector>

#include "model/unnamed_proxy.h"
#include "unit/allocation_counter.h"
#include "unit/child_env.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

class NearPeersTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(NearPeersTest);
  CPPUNIT_TEST(ProxyIsKnownByWhomItNames);
  CPPUNIT_TEST(ProxyIsKnownByManyPrograms);
  CPPUNIT_TEST(ScannerAloneIsNone);
  CPPUNIT_TEST(OneOfManyIsNone);
  CPPUNIT_TEST(FarAddressesNeverAre);
  CPPUNIT_TEST(HealthChecksDoNotHideIt);
  CPPUNIT_TEST(ASecondClientLetsItIn);
  CPPUNIT_TEST(BurstOnABusyServerIsNone);
  CPPUNIT_TEST(ProxyPutInFrontLaterTakesMinutes);
  CPPUNIT_TEST(BusyProxyPutInFrontLaterIsSeen);
  CPPUNIT_TEST(FirstMinutesAreBelievedForMinutes);
  CPPUNIT_TEST(UndecidedPassesAreCounted);
  CPPUNIT_TEST(WhoShowsOneVoiceHasNoPass);
  CPPUNIT_TEST(WhoHasCompanyHasNoPass);
  CPPUNIT_TEST(DecidedHasNoPass);
  CPPUNIT_TEST(IsHeldForADay);
  CPPUNIT_TEST(ClocksAreReadAtDifferentMoments);
  CPPUNIT_TEST(RowOfAClockAheadIsInUse);
  CPPUNIT_TEST(EachHourBeginsAnew);
  CPPUNIT_TEST(IsToldOnceAStart);
  CPPUNIT_TEST(FullTableForgetsNobodyBusy);
  CPPUNIT_TEST(NotesWithoutAllocation);
  CPPUNIT_TEST(ThreadsNote);
  CPPUNIT_TEST(ProcessesNote);
  CPPUNIT_TEST(WhateverStandsThereIsHarmless);
  CPPUNIT_TEST_SUITE_END();

  TestSegment segment_{SmallGeometry(1)};
  NearPeers peers_ = segment_->near_peers();
  Tick now_{360'000 * 1000};
  const ClientAddress proxy_ = ClientNumber(5);  // 10.0.0.5
  const ClientAddress far_ = *ClientAddress::Parse("203.0.113.1");

  static NearPeers::Request From(uint64_t voice, bool forwarded = false, bool failed = false) {
    return {true, forwarded, failed, false, voice, false};
  }
  // Requests of this many voices in turn. Returns how many it took, or 0.
  int Until(int most, int voices, bool forwarded, bool failed = false) {
    for (int i = 0; i < most; ++i) {
      const auto noted =
          peers_.Note(proxy_, From(1 + static_cast<uint64_t>(i % voices), forwarded, failed), now_);
      CPPUNIT_ASSERT_EQUAL(noted.is_proxy, noted.newly);
      if (noted.newly) return i + 1;
    }
    return 0;
  }

 public:
  void ProxyIsKnownByWhomItNames() {
    CPPUNIT_ASSERT(!peers_.IsProxy(proxy_, now_));
    const int took = Until(100, 3, true, true);  // all of it in vain: somebody scans through it
    CPPUNIT_ASSERT(took >= static_cast<int>(kEnoughEvidence.requests) && took < 30);
    CPPUNIT_ASSERT(peers_.IsProxy(proxy_, now_));
    CPPUNIT_ASSERT(!peers_.IsProxy(ClientNumber(6), now_));
    CPPUNIT_ASSERT((peers_.Proxies(now_) == std::vector{proxy_}));
    CPPUNIT_ASSERT(peers_.Note(proxy_, From(1), now_).is_proxy);
    CPPUNIT_ASSERT(!peers_.Note(proxy_, From(1), now_).newly);
  }

  void ProxyIsKnownByManyPrograms() {
    const int took = Until(100, 10, false);
    CPPUNIT_ASSERT(took >= static_cast<int>(kEnoughEvidence.requests) && took < 30);
  }

  void ScannerAloneIsNone() {
    CPPUNIT_ASSERT_EQUAL(0, Until(2000, 1, false, true));
    CPPUNIT_ASSERT_EQUAL(0, Until(2000, 1, true, true));    // and writes whom he wants to be
    CPPUNIT_ASSERT_EQUAL(0, Until(2000, 10, false, true));  // and changes his name
    CPPUNIT_ASSERT(peers_.Proxies(now_).empty());
  }

  void OneOfManyIsNone() {
    for (int i = 0; i < 500; ++i) {
      peers_.Note(far_, From(0), now_);
      const auto voice = static_cast<uint64_t>(i);
      CPPUNIT_ASSERT(!peers_.Note(proxy_, From(voice, true), now_).is_proxy);
      CPPUNIT_ASSERT(!peers_.Note(ClientNumber(9), From(voice), now_).is_proxy);
    }
  }

  void FarAddressesNeverAre() {
    for (uint64_t i = 0; i < 500; ++i) CPPUNIT_ASSERT(!peers_.Note(far_, From(i, true), now_).is_proxy);
    CPPUNIT_ASSERT(!peers_.IsProxy(far_, now_));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, segment_->counters().Sum(Counter::kForwarded));
    CPPUNIT_ASSERT_EQUAL(uint64_t{500}, segment_->counters().Sum(Counter::kRequests));
  }

  void HealthChecksDoNotHideIt() {
    NearPeers::Request check;
    check.counts = false;  // on the allow list
    bool known = false;
    for (uint64_t i = 0; i < 100; ++i) {
      known = peers_.Note(proxy_, From(1 + i % 4, true), now_).is_proxy || known;
      CPPUNIT_ASSERT(!peers_.Note(ClientNumber(1), check, now_).is_proxy);
    }
    CPPUNIT_ASSERT(known);
  }

  void ASecondClientLetsItIn() {
    CPPUNIT_ASSERT_EQUAL(0, Until(301, 1, true));
    CPPUNIT_ASSERT(peers_.Note(proxy_, From(2, true), now_).newly);  // at once, not with the next eighth
  }

  // Seen for long enough to be held for a day.
  void BecomeProxy() {
    CPPUNIT_ASSERT(Until(100, 3, true) != 0);
    Later(5);
    for (uint64_t i = 0; i < 8; ++i) CPPUNIT_ASSERT(!peers_.Note(proxy_, From(1 + i % 3, true), now_).newly);
  }
  void Others(int requests) {
    for (int i = 0; i < requests; ++i) peers_.Note(far_, From(0), now_);
  }
  void Later(int minutes) { now_ = After(now_, Milliseconds(minutes * 60'000)); }
  bool Pass(uint64_t voice) { return peers_.TakePass(proxy_, From(voice), now_); }

  void BurstOnABusyServerIsNone() {
    Others(500);
    CPPUNIT_ASSERT_EQUAL(0, Until(2000, 10, true));  // within a moment, in which nobody else asks
    Later(5);
    Others(300);
    CPPUNIT_ASSERT_EQUAL(0, Until(300, 10, true));
    CPPUNIT_ASSERT(peers_.Proxies(now_).empty());
  }

  void ProxyPutInFrontLaterTakesMinutes() {
    Others(500);
    CPPUNIT_ASSERT_EQUAL(0, Until(100, 10, true));
    Later(4);
    CPPUNIT_ASSERT_EQUAL(0, Until(100, 10, true));
    Later(1);
    const int took = Until(100, 10, true);
    CPPUNIT_ASSERT(took != 0 && took <= 8);
    now_ = {After(now_, NearPeers::kHolds).value - 1};
    CPPUNIT_ASSERT(peers_.IsProxy(proxy_, now_));
  }

  void BusyProxyPutInFrontLaterIsSeen() {
    Others(500);
    CPPUNIT_ASSERT_EQUAL(0, Until(70'000, 10, true));
    Later(5);
    CPPUNIT_ASSERT(Until(8, 10, true) != 0);
  }

  // A near address that is first at a new server is believed until there is something to compare it with.
  void FirstMinutesAreBelievedForMinutes() {
    CPPUNIT_ASSERT(Until(100, 3, true) != 0);
    now_ = {After(now_, NearPeers::kHoldsEarly).value - 1};
    CPPUNIT_ASSERT(peers_.IsProxy(proxy_, now_));
    Others(1000);
    ++now_.value;
    CPPUNIT_ASSERT(!peers_.IsProxy(proxy_, now_));
    CPPUNIT_ASSERT_EQUAL(0, Until(100, 3, true));
  }

  void UndecidedPassesAreCounted() {
    Others(500);
    for (uint64_t i = 0; i < 4; ++i) peers_.Note(proxy_, From(1 + i % 2, true), now_);
    uint32_t passed = 0;
    for (uint64_t i = 0; i < 3 * NearPeers::kMostPasses; ++i) passed += Pass(i) ? 1U : 0U;
    CPPUNIT_ASSERT_EQUAL(NearPeers::kMostPasses, passed);
    Later(60);  // and as many in the next hour
    CPPUNIT_ASSERT(!Pass(9));
    for (uint64_t i = 0; i < 4; ++i) peers_.Note(proxy_, From(1 + i % 2, true), now_);
    CPPUNIT_ASSERT(Pass(9));
  }

  void WhoShowsOneVoiceHasNoPass() {
    Others(500);
    for (int i = 0; i < 10; ++i) peers_.Note(proxy_, From(1, true), now_);
    CPPUNIT_ASSERT(!Pass(1));
    CPPUNIT_ASSERT(Pass(2));  // the second client, at once
    const ClientAddress silent = ClientNumber(6);
    for (int i = 0; i < 300; ++i) peers_.Note(silent, From(1 + static_cast<uint64_t>(i % 2)), now_);
    CPPUNIT_ASSERT(!peers_.TakePass(silent, From(2), now_));
    CPPUNIT_ASSERT(peers_.TakePass(silent, From(3), now_));
    CPPUNIT_ASSERT(!peers_.TakePass(ClientNumber(7), From(3), now_));  // who has never been here
    CPPUNIT_ASSERT(!peers_.TakePass(far_, From(3), now_));
    // All in vain: a scanner that changes its name.
    for (int i = 0; i < 2000; ++i)
      peers_.Note(silent, From(1 + static_cast<uint64_t>(i % 9), false, true), now_);
    CPPUNIT_ASSERT(!peers_.TakePass(silent, From(3), now_));
  }

  void WhoHasCompanyHasNoPass() {
    for (uint64_t i = 0; i < 19; ++i) {
      peers_.Note(proxy_, From(1 + i, true), now_);
      CPPUNIT_ASSERT_EQUAL(i > 0, Pass(1 + i));
    }
    Others(3);
    CPPUNIT_ASSERT(!Pass(1));
  }

  void DecidedHasNoPass() {
    Others(500);
    for (uint64_t i = 0; i < 20; ++i) peers_.Note(proxy_, From(1, true), now_);
    CPPUNIT_ASSERT(Pass(2));
    Later(5);
    CPPUNIT_ASSERT(!Pass(2));
  }

  void IsHeldForADay() {
    BecomeProxy();
    now_ = {After(now_, NearPeers::kHolds).value - 1};
    CPPUNIT_ASSERT(peers_.IsProxy(proxy_, now_));
    CPPUNIT_ASSERT(!peers_.IsProxy(proxy_, After(now_, Milliseconds(20))));
    CPPUNIT_ASSERT(peers_.Proxies(After(now_, Milliseconds(20))).empty());
    const uint64_t skewed = now_.value - After({0}, NearPeers::kHolds).value - kMaxSkew;
    CPPUNIT_ASSERT(!peers_.IsProxy(proxy_, {skewed}));  // clock set back
  }

  void ClocksAreReadAtDifferentMoments() {
    BecomeProxy();
    for (const uint64_t earlier : {uint64_t{1}, kMaxSkew}) {
      const Tick read{now_.value - earlier};
      CPPUNIT_ASSERT(peers_.IsProxy(proxy_, read));
      for (uint64_t i = 0; i < 8; ++i)
        CPPUNIT_ASSERT(!peers_.Note(proxy_, From(1 + i % 3, true), read).newly);
    }
    CPPUNIT_ASSERT(!peers_.IsProxy(proxy_, {now_.value - kMaxSkew - 1}));
  }

  // At the turn of an hour: whoever still reads the old one takes no row that the new one has begun.
  void RowOfAClockAheadIsInUse() {
    for (uint64_t i = 0; i < 15; ++i) peers_.Note(proxy_, From(1 + i % 3, true), now_);
    const Tick before{now_.value - 1};
    NearPeers::Request check;
    check.counts = false;
    for (uint32_t client = 100; client < 1000; ++client) peers_.Note(ClientNumber(client), check, before);
    for (uint64_t i = 0; i < 9; ++i) peers_.Note(proxy_, From(1 + i % 3, true), i % 2 == 0 ? before : now_);
    CPPUNIT_ASSERT(peers_.IsProxy(proxy_, now_));
  }

  void EachHourBeginsAnew() {
    for (int hour = 0; hour < 20; ++hour) {
      CPPUNIT_ASSERT_EQUAL(0, Until(static_cast<int>(kEnoughEvidence.requests) - 1, 10, true));
      now_.value += 360'000;
    }
    for (int i = 0; i < 1000; ++i) peers_.Note(far_, From(0), now_);  // what others sent in hours gone by
    now_.value += 360'000;
    CPPUNIT_ASSERT_EQUAL(0, Until(100, 10, true));
    Later(5);
    CPPUNIT_ASSERT(Until(100, 10, true) != 0);
  }

  void IsToldOnceAStart() {
    Until(100, 3, true);
    CPPUNIT_ASSERT(peers_.TakeTelling(proxy_, Tick{7}));
    CPPUNIT_ASSERT(!peers_.TakeTelling(proxy_, Tick{7}));
    CPPUNIT_ASSERT(peers_.TakeTelling(proxy_, Tick{8}));
    CPPUNIT_ASSERT(!peers_.TakeTelling(ClientNumber(77), Tick{7}));
  }

  void FullTableForgetsNobodyBusy() {
    BecomeProxy();
    for (uint32_t client = 100; client < 1000; ++client) peers_.Note(ClientNumber(client), From(1), now_);
    CPPUNIT_ASSERT(peers_.IsProxy(proxy_, now_));
    now_.value += 2 * 360'000;  // nor a proxy that is quiet
    for (uint32_t client = 1000; client < 2000; ++client) peers_.Note(ClientNumber(client), From(1), now_);
    CPPUNIT_ASSERT(peers_.IsProxy(proxy_, now_));
  }

  void NotesWithoutAllocation() {
    const AllocationCounter allocations;
    for (uint64_t i = 0; i < 100; ++i) peers_.Note(proxy_, From(i, true), now_);
    const bool known = peers_.IsProxy(proxy_, now_);
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT(known);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
  }

  template <typename Env>
  void NoteAtOnce() {
    CPPUNIT_ASSERT(Env::Run(4, [&](int worker) {
      NearPeers peers = peers_;
      Counters counters = segment_->counters();
      for (uint64_t i = 0; i < 2000; ++i) {
        if (peers.Note(proxy_, From(i % 30, true), now_).newly) counters.Add(Counter::kIncidents);
        if (worker == 0 && i > 1000 && peers.IsProxy(proxy_, now_) && peers.TakeTelling(proxy_, Tick{7}))
          counters.Add(Counter::kBlocks);
      }
      return true;
    }));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, segment_->counters().Sum(Counter::kIncidents));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, segment_->counters().Sum(Counter::kBlocks));
  }
  void ThreadsNote() { NoteAtOnce<ThreadEnv>(); }
  void ProcessesNote() { NoteAtOnce<ForkEnv>(); }

  void WhateverStandsThereIsHarmless() {
    std::mt19937_64 random(5);
    const std::span<std::byte> bytes = segment_.region().bytes();
    for (int round = 0; round < 200; ++round) {
      for (std::size_t at = sizeof(Header); at + 8 <= bytes.size(); at += 8) {
        const uint64_t word = random();
        std::memcpy(bytes.data() + at, &word, sizeof word);
      }
      for (uint32_t client = 0; client < 20; ++client) peers_.Note(ClientNumber(client), From(client), now_);
      CPPUNIT_ASSERT(peers_.Proxies(now_).size() <= kNearPeers);
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(NearPeersTest);

}  // namespace
}  // namespace errwatch::store
