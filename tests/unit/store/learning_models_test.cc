#include "store/learning_models.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstring>
#include <random>
#include <string>

#include "anomaly/request_parts.h"
#include "unit/allocation_counter.h"
#include "unit/child_env.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

class LearningModelsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LearningModelsTest);
  CPPUNIT_TEST(KnowsWhatSeveralClientsSent);
  CPPUNIT_TEST(LearnsPartsThenCountsThenJudges);
  CPPUNIT_TEST(ASiteThatFewVisitTakesLonger);
  CPPUNIT_TEST(IsTheSameAsAModelOfLogs);
  CPPUNIT_TEST(PlacesAreClaimedAndFreed);
  CPPUNIT_TEST(WhatWasWrittenIsLearntAgainOnceItsFileIsGone);
  CPPUNIT_TEST(AClockThatWasSetBackBeginsAgain);
  CPPUNIT_TEST(OneClientDoesNotPushOutWhatOthersSent);
  CPPUNIT_TEST(WhoComesFirstDoesNotFillItForGood);
  CPPUNIT_TEST(LearnsWithoutAllocation);
  CPPUNIT_TEST(ThreadsLearnTogether);
  CPPUNIT_TEST(ProcessesLearnTogether);
  CPPUNIT_TEST(WhateverStandsThereIsHarmless);
  CPPUNIT_TEST_SUITE_END();

  static constexpr Milliseconds kWeek{7 * 86'400'000};
  static Tick Day(int day) { return After({1'000'000}, Milliseconds(86'400'000LL * day)); }

  TestSegment segment_{SmallGeometry(1)};
  LearningModel model_ = *segment_->learning_models().Claim(5, Day(0));

  static Entry Of(std::string_view path, std::string_view args) {
    Entry entry;
    entry.method = "GET";
    entry.uri = path;
    entry.args = args;
    entry.status = 200;
    return entry;
  }
  static RequestParts PartsOf(const Entry& entry) {
    RequestParts parts;
    TakeParts(entry, 0, parts);
    return parts;
  }
  std::size_t KnownOf(std::string_view path, std::string_view args) const {
    const RequestParts parts = PartsOf(Of(path, args));
    const KnownParts known = model_.Known(parts.parts());
    return static_cast<std::size_t>(std::ranges::count_if(known, [](uint32_t times) { return times != 0; }));
  }
  void LearnAndCount(int requests) {
    const RequestParts parts = PartsOf(Of("/shop", "page=1"));
    for (int i = 0; i < requests; ++i) {
      model_.Count(parts.parts(), static_cast<uint64_t>(i));
      model_.Learn(parts.parts(), static_cast<uint64_t>(i));
    }
  }

  void KnowsWhatSeveralClientsSent() {
    const RequestParts parts = PartsOf(Of("/shop", "page=1"));
    model_.Learn(parts.parts(), 1);
    model_.Learn(parts.parts(), 1);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, KnownOf("/shop", "page=1"));
    model_.Learn(parts.parts(), 2);
    CPPUNIT_ASSERT(KnownOf("/shop", "page=1") >= 4);
    CPPUNIT_ASSERT(KnownOf("/other", "id=1") < KnownOf("/shop", "page=1"));
  }

  void LearnsPartsThenCountsThenJudges() {
    CPPUNIT_ASSERT(model_.PhaseAt(Day(5), kWeek) == LearningPhase::kParts);
    CPPUNIT_ASSERT(model_.PhaseAt(Day(6), kWeek) == LearningPhase::kCounts);
    LearnAndCount(200);
    CPPUNIT_ASSERT(model_.PhaseAt(Day(6), kWeek) == LearningPhase::kCounts);
    CPPUNIT_ASSERT(model_.PhaseAt(Day(7), kWeek) == LearningPhase::kLearnt);
    CPPUNIT_ASSERT_EQUAL(uint64_t{200}, model_.counts().requests);
    model_.SetSaved(Day(7));
    CPPUNIT_ASSERT(model_.PhaseAt(Day(0), kWeek) == LearningPhase::kLearnt);
  }

  void ASiteThatFewVisitTakesLonger() {
    LearnAndCount(static_cast<int>(kLeastRequests) - 1);
    CPPUNIT_ASSERT(model_.PhaseAt(Day(30), kWeek) == LearningPhase::kCounts);
    LearnAndCount(1);
    CPPUNIT_ASSERT(model_.PhaseAt(Day(30), kWeek) == LearningPhase::kLearnt);
  }

  void IsTheSameAsAModelOfLogs() {
    RequestModel of_logs;
    std::mt19937 random(3);
    for (uint64_t i = 0; i < 500; ++i) {
      const std::string args = "page=" + std::to_string(Below(random, 20)) + "&q=" + std::to_string(i);
      const RequestParts parts = PartsOf(Of("/shop", args));
      model_.Learn(parts.parts(), i % 40);
      of_logs.Learn(parts.parts(), i % 40);
    }
    const RequestParts odd = PartsOf(Of("/shop/..;/.env", "page=%7B%24x%3A(y)%7D%3B%60id%60&zz=1"));
    for (uint64_t i = 0; i < 500; ++i) {
      model_.Count(odd.parts(), i % 40);
      static_cast<void>(of_logs.Count(odd.parts(), i % 40));
    }
    constexpr auto kPath = static_cast<std::size_t>(PartKind::kPath);
    CPPUNIT_ASSERT(model_.counts().clients == of_logs.counts().clients);
    CPPUNIT_ASSERT_EQUAL(of_logs.counts().kinds[kPath].novel, model_.counts().kinds[kPath].novel);
    RequestModel copy;
    model_.CopyTo(copy);
    CPPUNIT_ASSERT(std::ranges::equal(copy.places(), of_logs.places()));
    CPPUNIT_ASSERT_EQUAL(uint64_t{500}, copy.counts().requests);
  }

  void PlacesAreClaimedAndFreed() {
    LearningModels models = segment_->learning_models();
    LearnAndCount(2);
    CPPUNIT_ASSERT(models.Claim(5, Day(1))->begun() == Day(0));
    CPPUNIT_ASSERT(models.Claim(6, Day(1)));
    CPPUNIT_ASSERT(!models.Claim(7, Day(1)));
    CPPUNIT_ASSERT(models.Find(5)->begun() == Day(0) && models.Find(6)->begun() == Day(1));
    CPPUNIT_ASSERT(!models.Find(7));
    const uint64_t kept[] = {6};
    models.KeepOnly(kept);
    CPPUNIT_ASSERT_EQUAL(Day(1).value, models.Claim(6, Day(2))->begun().value);
    const std::optional<LearningModel> fresh = models.Claim(7, Day(2));
    CPPUNIT_ASSERT(fresh && fresh->begun() == Day(2) && fresh->counts().requests == 0);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, KnownOf("/shop", "page=1"));
  }

  void WhatWasWrittenIsLearntAgainOnceItsFileIsGone() {
    LearningModels models = segment_->learning_models();
    LearnAndCount(200);
    CPPUNIT_ASSERT(models.Claim(5, Day(8))->PhaseAt(Day(8), kWeek) == LearningPhase::kLearnt);
    CPPUNIT_ASSERT(KnownOf("/shop", "page=1") != 0);  // not written: it could not be
    model_.SetSaved(Day(8));
    const std::optional<LearningModel> again = models.Claim(5, Day(9));
    CPPUNIT_ASSERT(again && again->begun() == Day(9) && again->saved() == Tick());
    CPPUNIT_ASSERT(again->PhaseAt(Day(9), kWeek) == LearningPhase::kParts);
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, again->counts().requests);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, KnownOf("/shop", "page=1"));
    CPPUNIT_ASSERT(models.Claim(6, Day(9)));  // it took no second place
  }

  void AClockThatWasSetBackBeginsAgain() {
    segment_->learning_models().Claim(6, Day(400));
    CPPUNIT_ASSERT(segment_->learning_models().Claim(6, Day(1))->begun() == Day(1));
  }

  void OneClientDoesNotPushOutWhatOthersSent() {
    for (int i = 0; i < 3; ++i) LearnAndCount(3);
    const std::size_t known = KnownOf("/shop", "page=1");
    for (int i = 0; i < 60'000; ++i) {
      const std::string args = "p" + std::to_string(i) + "=1";
      model_.Learn(PartsOf(Of("/x", args)).parts(), 99);
    }
    CPPUNIT_ASSERT_EQUAL(known, KnownOf("/shop", "page=1"));
  }

  void WhoComesFirstDoesNotFillItForGood() {
    LearnAndCount(50);
    const std::size_t known = KnownOf("/shop", "page=1");
    for (int i = 0; i < 60'000; ++i) {
      const RequestParts parts = PartsOf(Of("/shop", "p" + std::to_string(i) + "=1"));
      for (const uint64_t client : {uint64_t{98}, uint64_t{99}}) model_.Learn(parts.parts(), client);
    }
    RequestModel copy;
    model_.CopyTo(copy);
    CPPUNIT_ASSERT(copy.is_full());
    CPPUNIT_ASSERT_EQUAL(known, KnownOf("/shop", "page=1"));
    for (uint64_t i = 0; i < 20; ++i) model_.Learn(PartsOf(Of("/new/page", "lang=de")).parts(), i);
    CPPUNIT_ASSERT(KnownOf("/new/page", "lang=de") >= known);
  }

  void LearnsWithoutAllocation() {
    const RequestParts parts = PartsOf(Of("/shop", "page=1"));
    const RequestParts odd = PartsOf(Of("/shop/..;/.env", "page=%7B%24x%3A(y)%7D%3B%60id%60&zz=1"));
    const AllocationCounter allocations;
    model_.Count(parts.parts(), 1);
    model_.Count(odd.parts(), 1);
    model_.Learn(parts.parts(), 1);
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
  }

  // What a race loses is a count of a part, never the part.
  template <typename Env>
  void LearnTogether() {
    CPPUNIT_ASSERT(Env::Run(4, [this](int worker) {
      std::optional<LearningModel> model = segment_->learning_models().Claim(5, Day(1));
      for (uint64_t i = 0; model && i < 500; ++i) {
        const RequestParts parts = PartsOf(Of("/shop", "page=1"));
        const uint64_t client = static_cast<uint64_t>(worker) * 500 + i;
        model->Count(parts.parts(), client);
        model->Learn(parts.parts(), client);
      }
      return model.has_value();
    }));
    CPPUNIT_ASSERT_EQUAL(uint64_t{2000}, model_.counts().requests);
    CPPUNIT_ASSERT(KnownOf("/shop", "page=1") >= 4);
    CPPUNIT_ASSERT(model_.PhaseAt(Day(8), kWeek) == LearningPhase::kLearnt);
  }
  void ThreadsLearnTogether() { LearnTogether<ThreadEnv>(); }
  void ProcessesLearnTogether() {
    if (kForksAreTested) LearnTogether<ForkEnv>();
  }

  void WhateverStandsThereIsHarmless() {
    std::mt19937_64 random(11);
    for (int round = 0; round < 4; ++round) {
      std::vector<uint64_t> noise(sizeof(ModelTable) / 8);
      for (uint64_t& word : noise) word = round == 0 ? UINT64_MAX : random();
      MemoryRegion region(sizeof(ModelTable));
      std::memcpy(region.As<char>(), noise.data(), sizeof(ModelTable));
      LearningModel model(region.As<ModelTable>()->models[0]);
      const RequestParts parts = PartsOf(Of("/shop", "page=1"));
      model.Count(parts.parts(), 7);
      model.Learn(parts.parts(), 7);
      const LearntCounts counts = model.counts();
      for (const KindCount& kind : counts.kinds) CPPUNIT_ASSERT(kind.novel <= kind.seen);
      const RequestScorer scorer(counts);
      const float bits = scorer.Of(parts.parts(), model.Known(parts.parts())).bits;
      CPPUNIT_ASSERT(bits >= 0 && bits < 1000 && scorer.threshold() >= kLeastThreshold &&
                     scorer.threshold() <= kMostThreshold);
      RequestModel copy;
      model.CopyTo(copy);
      CPPUNIT_ASSERT(copy.counts().requests == counts.requests);
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LearningModelsTest);

}  // namespace
}  // namespace errwatch::store
