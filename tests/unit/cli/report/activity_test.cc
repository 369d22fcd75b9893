#include "cli/report/activity.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/report_fixture.h"

namespace errwatch::cli {
namespace {

class ActivityTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ActivityTest);
  CPPUNIT_TEST(SumsUp);
  CPPUNIT_TEST(KeepsTheFirstOfEachRuleAndTheLast);
  CPPUNIT_TEST(IsBounded);
  CPPUNIT_TEST(SecretsAreNotKept);
  CPPUNIT_TEST(ASignIsToldOnce);
  CPPUNIT_TEST(MainIsWhatWeighsMost);
  CPPUNIT_TEST(MainIsWhatItWasBlockedFor);
  CPPUNIT_TEST(MergesAnother);
  CPPUNIT_TEST(ReportedOnlyIsNoBlock);
  CPPUNIT_TEST_SUITE_END();

 public:
  void SumsUp() {
    Activity activity;
    Sighting sighting = AttackAt(5);
    sighting.status = 200;
    activity.Add(sighting);
    sighting = AttackAt(2);
    sighting.status = 404;
    sighting.after_block = true;
    activity.Add(sighting);
    CPPUNIT_ASSERT_EQUAL(kTenUs + 2'000'000, activity.first_us);
    CPPUNIT_ASSERT_EQUAL(kTenUs + 5'000'000, activity.last_us);
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, activity.entries);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, activity.after_block);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, activity.good);
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, activity.answered);
    CPPUNIT_ASSERT(activity.attacked);
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, activity.targets.counts().at("/shop"));
  }

  void KeepsTheFirstOfEachRuleAndTheLast() {
    Activity activity;
    for (int i = 0; i < 4; ++i) activity.Add(AttackAt(i));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, activity.samples.size());
    CPPUNIT_ASSERT_EQUAL(kTenUs, activity.samples[0].time_us);
    CPPUNIT_ASSERT(activity.LastSample().has_value());
    CPPUNIT_ASSERT_EQUAL(kTenUs + 3'000'000, activity.LastSample()->time_us);
    Sighting other = AttackAt(4);
    other.rule = 3021;
    activity.Add(other);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, activity.samples.size());
    CPPUNIT_ASSERT(!activity.LastSample().has_value());
  }

  void IsBounded() {
    Activity activity;
    for (int i = 0; i < 1000; ++i) {
      Sighting sighting = AttackAt(i);
      const std::string path = "/" + std::to_string(i) + std::string(2000, 'x');
      sighting.path = path;
      sighting.rule = static_cast<uint32_t>(i + 1);
      activity.Add(sighting);
    }
    CPPUNIT_ASSERT_EQUAL(kMostTargetsKept, activity.targets.counts().size());
    CPPUNIT_ASSERT_EQUAL(uint64_t{1000 - kMostTargetsKept}, activity.targets.others());
    CPPUNIT_ASSERT_EQUAL(kMostRulesKept, activity.rules.counts().size());
    CPPUNIT_ASSERT_EQUAL(kMostSamples, activity.samples.size());
    for (const Sample& sample : activity.samples) CPPUNIT_ASSERT(sample.request.size() <= kKeptBytes);
  }

  void SecretsAreNotKept() {
    Sighting sighting = AttackAt(0);
    sighting.query = "user=eve&password=geheim";
    sighting.message = "AH00000: x password=geheim";
    const Sample sample = SampleOf(sighting);
    CPPUNIT_ASSERT_EQUAL(std::string("GET /shop?user=eve&password=***"), sample.request);
    CPPUNIT_ASSERT(!Contains(sample.message, "geheim"));
  }

  void ASignIsToldOnce() {
    Activity activity;
    for (int i = 0; i < 3; ++i) activity.AddSign({SignKind::kAnswered, 1, {}, SampleOf(AttackAt(i))});
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, activity.signs.size());
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, activity.signs_seen);
    for (int i = 0; i < 100; ++i)
      activity.AddSign({SignKind::kUploadUsed, 1, std::to_string(i), SampleOf(AttackAt(i))});
    CPPUNIT_ASSERT_EQUAL(kMostSignsKept, activity.signs.size());
    CPPUNIT_ASSERT_EQUAL(uint64_t{101}, activity.signs_seen);
  }

  void MainIsWhatWeighsMost() {
    Activity activity;
    CPPUNIT_ASSERT(activity.Main() == Category::kBenign);
    Sighting probe = AttackAt(0);
    probe.category = Category::kVulnScan;
    for (int i = 0; i < 4; ++i) activity.Add(probe);
    CPPUNIT_ASSERT(activity.Main() == Category::kVulnScan);
    activity.Add(AttackAt(1));
    CPPUNIT_ASSERT(activity.Main() == Category::kSqlInjection);
    CPPUNIT_ASSERT(activity.Categories().Has(Category::kVulnScan));
  }

  void MainIsWhatItWasBlockedFor() {
    Activity activity;
    Sighting tool = AttackAt(0);
    tool.category = Category::kVulnScan;
    for (int i = 0; i < 14; ++i) activity.Add(tool);
    Sighting guess = AttackAt(1);
    guess.category = Category::kAuthFailure;
    activity.Add(guess);
    CPPUNIT_ASSERT(activity.Main() == Category::kVulnScan);
    BlockSpan block;
    block.until_us = kTenUs + 600'000'000;
    block.limit = "any";
    activity.AddBlock(block);
    CPPUNIT_ASSERT(activity.Main() == Category::kVulnScan);
    block.limit = "auth_failure";
    activity.AddBlock(block);
    CPPUNIT_ASSERT(activity.Main() == Category::kAuthFailure);
    for (int i = 0; i < 4; ++i) activity.Add(AttackAt(2));
    CPPUNIT_ASSERT(activity.Main() == Category::kSqlInjection);
  }

  void MergesAnother() {
    Activity one, other;
    one.Add(AttackAt(10));
    other.Add(AttackAt(5, "192.0.2.5"));
    other.Add(AttackAt(20, "192.0.2.5"));
    other.AddBlock({kTenUs, kTenUs + 1, "sql_injection", 3, false});
    other.AddSign({SignKind::kAnswered, 1, {}, SampleOf(AttackAt(20))});
    one.Merge(other);
    CPPUNIT_ASSERT_EQUAL(kTenUs, one.first_us);  // the block's time
    CPPUNIT_ASSERT_EQUAL(kTenUs + 20'000'000, one.last_us);
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, one.entries);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, one.signs_seen);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, one.blocks_seen);
    CPPUNIT_ASSERT(one.WasBlocked());
    CPPUNIT_ASSERT(one.LastSample()->client == AddressOf("192.0.2.5"));
  }

  void ReportedOnlyIsNoBlock() {
    Activity activity;
    activity.AddBlock({kTenUs, 0, "any", 0, false});
    CPPUNIT_ASSERT(activity.over_limit && !activity.WasBlocked());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ActivityTest);

}  // namespace
}  // namespace errwatch::cli
