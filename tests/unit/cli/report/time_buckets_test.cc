#include "cli/report/time_buckets.h"

#include <cppunit/extensions/HelperMacros.h>

#include <numeric>

#include "unit/report_fixture.h"

namespace errwatch::cli {
namespace {

constexpr int64_t kOneSecondUs = 1'000'000;
constexpr Category kSql = Category::kSqlInjection;

uint64_t SumOf(const std::vector<uint64_t>& values) {
  return std::accumulate(values.begin(), values.end(), uint64_t{0});
}

class TimeBucketsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TimeBucketsTest);
  CPPUNIT_TEST(OfNothing);
  CPPUNIT_TEST(OfOneMoment);
  CPPUNIT_TEST(GrowsWiderWithThePeriod);
  CPPUNIT_TEST(AnyOrder);
  CPPUNIT_TEST(BeforeTheEpochAndFarAway);
  CPPUNIT_TEST_SUITE_END();

 public:
  void OfNothing() {
    TimeBuckets buckets;
    buckets.Add(kNoTime, kSql, true);
    CPPUNIT_ASSERT(buckets.Take(10).all.empty());
  }

  void OfOneMoment() {
    TimeBuckets buckets;
    buckets.Add(kTenUs + 1, kSql, false);
    buckets.Add(kTenUs + 2, kSql, true);
    const TimeBuckets::Columns columns = buckets.Take(10);
    CPPUNIT_ASSERT_EQUAL(kTenUs, columns.first_us);
    CPPUNIT_ASSERT_EQUAL(kOneSecondUs, columns.width_us);
    CPPUNIT_ASSERT(columns.all == std::vector<uint64_t>{2} &&
                   columns.after_block == std::vector<uint64_t>{1});
  }

  void GrowsWiderWithThePeriod() {
    TimeBuckets buckets;
    for (int64_t i = 0; i < 50'000; ++i) buckets.Add(kTenUs + i * kOneSecondUs, kSql, i % 2 == 0);
    const TimeBuckets::Columns columns = buckets.Take(24);
    CPPUNIT_ASSERT_EQUAL(3600 * kOneSecondUs, columns.width_us);
    CPPUNIT_ASSERT_EQUAL(int64_t{0}, columns.first_us % columns.width_us);
    CPPUNIT_ASSERT_EQUAL(std::size_t{14}, columns.all.size());
    CPPUNIT_ASSERT_EQUAL(uint64_t{50'000}, SumOf(columns.all));
    CPPUNIT_ASSERT_EQUAL(uint64_t{25'000}, SumOf(columns.after_block));
    CPPUNIT_ASSERT_EQUAL(uint64_t{3600}, columns.all[1]);
  }

  void AnyOrder() {
    TimeBuckets buckets;
    for (const int64_t second : {30, 5, 17}) buckets.Add(kTenUs + second * kOneSecondUs, kSql, false);
    const TimeBuckets::Columns columns = buckets.Take(30);
    CPPUNIT_ASSERT_EQUAL(kTenUs + 5 * kOneSecondUs, columns.first_us);
    CPPUNIT_ASSERT_EQUAL(std::size_t{26}, columns.all.size());
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, columns.all[12]);
  }

  void BeforeTheEpochAndFarAway() {
    TimeBuckets buckets;
    buckets.Add(-5 * kOneSecondUs, kSql, false);
    buckets.Add(int64_t{253'402'300'799} * kOneSecondUs, kSql, false);  // the year 9999
    buckets.Add(0, Category::kBenign, false);
    const TimeBuckets::Columns columns = buckets.Take(60);
    CPPUNIT_ASSERT(columns.all.size() <= 60 && columns.first_us < 0);
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, SumOf(columns.all));
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, SumOf(columns.of_category[0]));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TimeBucketsTest);

}  // namespace
}  // namespace errwatch::cli
