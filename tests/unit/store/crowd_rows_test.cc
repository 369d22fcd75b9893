#include "store/crowd_rows.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <span>

#include "base/visible_text.h"
#include "store/segment_offsets.h"
#include "unit/allocation_counter.h"
#include "unit/child_env.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

class CrowdRowsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CrowdRowsTest);
  CPPUNIT_TEST(AnAttackIsTakenOnce);
  CPPUNIT_TEST(GoesOnWhileTheyComeAndIsOverOnce);
  CPPUNIT_TEST(WhoeverErrsDoesNotKeepItGoing);
  CPPUNIT_TEST(AFaultGoesOnWhileVisitorsMeetIt);
  CPPUNIT_TEST(AnotherTimeBeginsWithNobody);
  CPPUNIT_TEST(TheSameClientsAgainAreNoCrowd);
  CPPUNIT_TEST(EntriesThatWeighNothingAreNotCounted);
  CPPUNIT_TEST(MadeUpAccountsPushOutNoOtherTarget);
  CPPUNIT_TEST(MadeUpPathsPushOutNoOtherTarget);
  CPPUNIT_TEST(ATargetUnderAttackIsNotPushedOut);
  CPPUNIT_TEST(ARowWhoseTakerWasKilledIsMadeAnew);
  CPPUNIT_TEST(NamesTheNetworks);
  CPPUNIT_TEST(NobodyCameWithoutAnEntry);
  CPPUNIT_TEST(KnowsWhenTheNextOneIsOver);
  CPPUNIT_TEST(ClockSetBack);
  CPPUNIT_TEST(NotesWithoutAllocation);
  CPPUNIT_TEST(ThreadsNoteTogether);
  CPPUNIT_TEST(ProcessesNoteTogether);
  CPPUNIT_TEST(WhateverStandsThereIsHarmless);
  CPPUNIT_TEST_SUITE_END();

  static constexpr uint64_t kTime = TicksIn(kCrowdTime);
  TestSegment segment_{SmallGeometry(1)};
  CrowdRows rows_ = segment_->crowds();
  Tick now_{1'000'000'000};

  static uint64_t Random(uint64_t number) {
    std::mt19937_64 random(number);
    return random();
  }
  static CrowdEntry Of(uint32_t client, uint64_t target = 77) {
    CrowdEntry entry;
    entry.print = target;
    entry.client = Random(client) >> 8;
    entry.different = Random(client + 1'000'000);
    entry.address = ClientNumber(client);
    entry.category = Category::kAuthFailure;
    entry.vhost = "www.example.org";
    entry.text = "alice";
    return entry;
  }
  std::optional<AnomalyKind> Come(uint32_t first, uint32_t last, uint64_t target = 77) {
    std::optional<AnomalyKind> kind;
    for (uint32_t client = first; client < last; ++client) kind = rows_.Note(Of(client, target), now_);
    return kind;
  }

  // Killed behind the swap that gives the row to another target: whatever else stands there is the former one's.
  void ARowWhoseTakerWasKilledIsMadeAnew() {
    constexpr uint64_t kFormer = 0x1111'1111'0000'0000, kNext = 0x2222'2222'0000'0000;  // one place
    Come(0, 20, kFormer);
    const std::size_t at = OffsetsOf(segment_->geometry()).crowds;
    const std::span<CrowdWords> rows(At<CrowdWords>(segment_.region().bytes().data(), at), kCrowdRows);
    const auto row = std::ranges::find_if(
        rows, [](const CrowdWords& one) { return one.print.load(std::memory_order_relaxed) == kFormer; });
    row->print.store(kNext, std::memory_order_relaxed);
    for (uint32_t client = 100; client < 200; ++client) {
      CrowdEntry entry = Of(client, kNext);
      entry.text = "bob";
      rows_.Note(entry, now_);
    }
    const std::vector<KnownCrowd> news = rows_.TakeNews(now_);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, news.size());
    CPPUNIT_ASSERT(news[0].text == "bob" && news[0].entries == 100);
  }

  void AnAttackIsTakenOnce() {
    CPPUNIT_ASSERT(!Come(0, 100));  // nobody has judged yet
    const std::vector<KnownCrowd> news = rows_.TakeNews(now_);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, news.size());
    CPPUNIT_ASSERT(news[0].kind == AnomalyKind::kBruteForce && !news[0].over);
    CPPUNIT_ASSERT(news[0].category == Category::kAuthFailure && news[0].entries == 100);
    CPPUNIT_ASSERT(std::abs(static_cast<int>(news[0].clients) - 100) < 35);
    CPPUNIT_ASSERT(news[0].vhost == "www.example.org" && news[0].text == "alice" && news[0].begun == now_);
    CPPUNIT_ASSERT(rows_.TakeNews(now_).empty());
    CPPUNIT_ASSERT(Come(100, 101) == AnomalyKind::kBruteForce);
    CPPUNIT_ASSERT_EQUAL(101U, rows_.List(now_).at(0).entries);
  }

  void GoesOnWhileTheyComeAndIsOverOnce() {
    Come(0, 100);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, rows_.TakeNews(now_).size());
    for (uint32_t i = 0; i < 8; ++i) {
      now_.value += kTime / 2;
      CPPUNIT_ASSERT(Come(100 + 20 * i, 120 + 20 * i) == AnomalyKind::kBruteForce);
      CPPUNIT_ASSERT(rows_.TakeNews(now_).empty());
    }
    now_.value += kTime;
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, rows_.List(now_).size());
    const std::vector<KnownCrowd> news = rows_.TakeNews(now_);
    CPPUNIT_ASSERT(news.size() == 1 && news[0].over && news[0].entries == 260 && news[0].clients >= 60);
    CPPUNIT_ASSERT(rows_.TakeNews(now_).empty() && rows_.List(now_).empty());
    CPPUNIT_ASSERT(!Come(0, 1));
  }

  // One after the other, for hours, each once: other people, somebody known, who sends the same again.
  void WhoeverErrsDoesNotKeepItGoing() {
    for (int who = 0; who < 3; ++who) {
      Come(0, 100, 500 + static_cast<uint64_t>(who));
      CPPUNIT_ASSERT_EQUAL(std::size_t{1}, rows_.TakeNews(now_).size());
      bool over = false;
      for (uint32_t i = 0; i < 40 && !over; ++i) {
        now_.value += kTime / 10;
        CrowdEntry entry = Of(1000 + i, 500 + static_cast<uint64_t>(who));
        entry.visitor = who == 1;
        entry.weighs = who != 2;
        rows_.Note(entry, now_);
        const std::vector<KnownCrowd> news = rows_.TakeNews(now_);
        over = !news.empty() && news[0].over;
      }
      CPPUNIT_ASSERT(over);  // after two times of kCrowdTime at most
    }
  }

  void AFaultGoesOnWhileVisitorsMeetIt() {
    const auto meet = [this](uint32_t first, uint32_t last, bool visitor) {
      for (uint32_t client = first; client < last; ++client) {
        CrowdEntry entry = Of(client, 90);
        entry.kind = TargetKind::kPath;
        entry.visitor = visitor;
        rows_.Note(entry, now_);
      }
    };
    meet(0, 60, true);
    CPPUNIT_ASSERT(rows_.TakeNews(now_).at(0).kind == AnomalyKind::kBreakage);
    for (uint32_t i = 0; i < 4; ++i) {
      now_.value += kTime * 2 / 3;
      meet(i * 20, i * 20 + 20, true);
      CPPUNIT_ASSERT(rows_.TakeNews(now_).empty());
    }
    now_.value += kTime - 1;
    meet(1000, 1100, false);
    now_.value += 1;
    CPPUNIT_ASSERT(rows_.TakeNews(now_).at(0).over);
  }

  void AnotherTimeBeginsWithNobody() {
    Come(0, 25);
    now_.value += kTime;
    Come(25, 50);
    CPPUNIT_ASSERT(rows_.TakeNews(now_).empty());
  }

  void TheSameClientsAgainAreNoCrowd() {
    for (int i = 0; i < 50; ++i) Come(0, 15);
    CPPUNIT_ASSERT(rows_.TakeNews(now_).empty());
  }

  void EntriesThatWeighNothingAreNotCounted() {
    for (uint32_t client = 0; client < 100; ++client) {
      CrowdEntry entry = Of(client);
      entry.kind = TargetKind::kLogin;
      rows_.Note(entry, now_);
      entry.weighs = false;
      for (int i = 0; i < 5; ++i) rows_.Note(entry, now_);
    }
    CPPUNIT_ASSERT(rows_.TakeNews(now_).empty());  // each has tried its own password, once
  }

  void MadeUpAccountsPushOutNoOtherTarget() {
    CrowdEntry form = Of(0, 5);
    form.kind = TargetKind::kLogin;
    for (uint32_t client = 0; client < 3; ++client) {
      form.client = Random(client) >> 8;
      rows_.Note(form, now_);
    }
    now_.value += 100;
    for (uint32_t target = 1; target < 5000; ++target) Come(target, target + 1, Random(target) | 1);
    CPPUNIT_ASSERT(segment_->counters().Sum(Counter::kTargetsUncounted) > 0);
    for (uint32_t client = 3; client < 120; ++client) {
      form = Of(client, 5);
      form.kind = TargetKind::kLogin;
      for (uint32_t i = 0; i < 3; ++i) {
        form.different = Random(client + 5'000'000 * i);
        rows_.Note(form, now_);
      }
    }
    const std::vector<KnownCrowd> news = rows_.TakeNews(now_);
    CPPUNIT_ASSERT(news.size() == 1 && news[0].entries == 3 + 3 * 117);
  }

  void MadeUpPathsPushOutNoOtherTarget() {
    for (uint64_t path = 1; path < 3000; ++path) {
      for (uint32_t client = 0; client < 5; ++client) {
        CrowdEntry entry = Of(client, Random(path) | 1);
        entry.kind = TargetKind::kPath;
        rows_.Note(entry, now_);
      }
    }
    CPPUNIT_ASSERT(segment_->counters().Sum(Counter::kTargetsUncounted) > 0);
    const uint64_t before = segment_->counters().Sum(Counter::kTargetsUncounted);
    for (uint32_t client = 0; client < 100; ++client) {
      for (const TargetKind kind : {TargetKind::kLogin, TargetKind::kSite}) {
        CrowdEntry entry = Of(client, 5 + static_cast<uint64_t>(kind));
        entry.kind = kind;
        for (int i = 0; i < 3; ++i) rows_.Note(entry, now_);
      }
    }
    CPPUNIT_ASSERT_EQUAL(before, segment_->counters().Sum(Counter::kTargetsUncounted));
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, rows_.TakeNews(now_).size());
  }

  void ATargetUnderAttackIsNotPushedOut() {
    Come(0, 100);
    rows_.TakeNews(now_);
    now_.value += kTime - 1;
    for (uint32_t target = 1; target < 5000; ++target) Come(target, target + 1, Random(target) | 1);
    CPPUNIT_ASSERT(Come(100, 101) == AnomalyKind::kBruteForce);
  }

  void NamesTheNetworks() {
    for (uint32_t client = 0; client < 100; ++client) {
      CrowdEntry entry = Of(client);
      entry.address = *ClientAddress::Parse("203.0.113." + std::to_string(client));
      rows_.Note(entry, now_);
    }
    CPPUNIT_ASSERT_EQUAL(std::string("203.0.113.0/24"), rows_.TakeNews(now_).at(0).networks);
  }

  // Estimates of how many came are too high now and then.
  void NobodyCameWithoutAnEntry() {
    for (uint64_t target = 1000; target < 1100; ++target) {
      const auto first = static_cast<uint32_t>(target * 100);
      Come(first, first + 60, target);
    }
    std::vector<KnownCrowd> news = rows_.TakeNews(now_);
    CPPUNIT_ASSERT(news.size() > 80);
    for (const KnownCrowd& crowd : news) CPPUNIT_ASSERT(crowd.entries == 60 && crowd.clients <= 60);
    for (const KnownCrowd& crowd : rows_.List(now_)) CPPUNIT_ASSERT(crowd.clients <= crowd.entries);
    now_.value += kTime;
    news = rows_.TakeNews(now_);
    CPPUNIT_ASSERT(news.size() > 80);
    for (const KnownCrowd& crowd : news) CPPUNIT_ASSERT(crowd.over && crowd.clients <= crowd.entries);
  }

  void KnowsWhenTheNextOneIsOver() {
    CPPUNIT_ASSERT(!rows_.NextEnd());
    Come(0, 100);
    rows_.TakeNews(now_);
    const Tick end = After(now_, kCrowdTime);
    CPPUNIT_ASSERT(rows_.NextEnd() == end);
    now_.value += 1000;
    Come(0, 100, 78);
    rows_.TakeNews(now_);
    CPPUNIT_ASSERT(rows_.NextEnd() == end);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, rows_.TakeNews({end.value - 1}).size());
    CPPUNIT_ASSERT(rows_.TakeNews(end).at(0).over);
    CPPUNIT_ASSERT(rows_.NextEnd() == After(now_, kCrowdTime));
  }

  void ClockSetBack() {
    Come(0, 100);
    rows_.TakeNews(now_);
    now_ = {now_.value - 100 * kTime};
    // It goes on, by the clock as it is now, and has one end.
    CPPUNIT_ASSERT(rows_.TakeNews(now_).empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, rows_.List(now_).size());
    now_ = {now_.value + kTime + kTime / 2};
    CPPUNIT_ASSERT(rows_.TakeNews(now_).at(0).over);
  }

  void NotesWithoutAllocation() {
    const AllocationCounter allocations;
    for (uint32_t client = 0; client < 200; ++client) {
      rows_.Note(Of(client % 50), now_);
      rows_.Note(Of(client, Random(client) | 1), now_);
      now_.value += kTime / 20;
    }
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
  }

  // Counts of entries are exact but for lost races of a new time; sketches lose nothing.
  template <typename Env>
  void NoteTogether() {
    CPPUNIT_ASSERT(Env::Run(4, [this](int worker) {
      CrowdRows rows = segment_->crowds();
      for (uint32_t i = 0; i < 500; ++i) rows.Note(Of(static_cast<uint32_t>(worker) * 500 + i), now_);
      return true;
    }));
    const std::vector<KnownCrowd> news = rows_.TakeNews(now_);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, news.size());
    CPPUNIT_ASSERT(news[0].clients > 1300 && news[0].clients < 2800);
    CPPUNIT_ASSERT(news[0].entries > 1900 && news[0].entries <= 2000);
  }
  void ThreadsNoteTogether() { NoteTogether<ThreadEnv>(); }
  void ProcessesNoteTogether() {
    if (kForksAreTested) NoteTogether<ForkEnv>();
  }

  void WhateverStandsThereIsHarmless() {
    std::mt19937_64 random(9);
    for (int round = 0; round < 20; ++round) {
      std::vector<uint64_t> noise(sizeof(CrowdWords) / 8 * kCrowdRows);
      for (uint64_t& word : noise) word = round == 0 ? UINT64_MAX : random();
      MemoryRegion region(noise.size() * 8);
      std::memcpy(region.As<char>(), noise.data(), noise.size() * 8);
      CrowdRows rows(region.As<CrowdWords>(), segment_->counters());
      for (uint32_t client = 0; client < 100; ++client) rows.Note(Of(client), now_);
      for (const KnownCrowd& crowd : rows.List(now_)) {
        CPPUNIT_ASSERT(crowd.scope < kScopeNames && crowd.text.size() <= kShownTextBytes);
        CPPUNIT_ASSERT_EQUAL(VisibleText(crowd.text + crowd.vhost), crowd.text + crowd.vhost);
      }
      CPPUNIT_ASSERT(rows.TakeNews(now_).size() <= kCrowdRows);
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CrowdRowsTest);

}  // namespace
}  // namespace errwatch::store
