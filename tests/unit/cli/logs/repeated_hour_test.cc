#include "cli/logs/repeated_hour.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdlib>
#include <ctime>

#include "unit/scan_plan_fixture.h"

namespace errwatch::cli {
namespace {

constexpr int64_t kAnHourUs = int64_t{3600} * 1'000'000;

class RepeatedHourTest : public ScanPlanFixture {
  CPPUNIT_TEST_SUITE(RepeatedHourTest);
  CPPUNIT_TEST(GoesOnFromBlockToBlock);
  CPPUNIT_TEST(OtherBlocksChangeNothing);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    ScanPlanFixture::setUp();
    Use("CET-1CEST,M3.5.0,M10.5.0/3");
  }
  void tearDown() override { Use("UTC"); }

  void GoesOnFromBlockToBlock() {
    RepeatedHour hour;
    CPPUNIT_ASSERT_EQUAL(int64_t{0}, Later(hour.Before(Block("02:10", "02:59"), plan_)));
    CPPUNIT_ASSERT_EQUAL(int64_t{0}, Later(hour.Before(Block("02:59", "02:05"), plan_)));
    CPPUNIT_ASSERT_EQUAL(kAnHourUs, Later(hour.Before(Block("02:30", "03:10"), plan_)));
    CPPUNIT_ASSERT_EQUAL(kAnHourUs, Later(hour.Before(Block("03:10", "03:20"), plan_)));
  }

  void OtherBlocksChangeNothing() {
    RepeatedHour hour;
    for (const char* time : {"00:10", "09:00", "08:00"}) hour.Before(Block(time, time), plan_);
    CPPUNIT_ASSERT_EQUAL(int64_t{0}, Later(hour.Before(Block("10:00", "10:00"), plan_)));
    ScanBlock words;
    words.text = "no time\nno time\n";
    CPPUNIT_ASSERT_EQUAL(int64_t{0}, Later(hour.Before(words, plan_)));
  }

 private:
  static ScanBlock Block(const std::string& first, const std::string& last) {
    ScanBlock block;
    block.input = InputForm{InputKind::kLog};
    for (const std::string& time : {first, last})
      block.text += "[Sun Oct 25 " + time + ":00.000000 2026] [core:info] [client 192.0.2.4:1] AH00128: x\n";
    return block;
  }

  // By how much a time that is there twice is taken to be later than the first of the two.
  static int64_t Later(LocalOrder order) {
    constexpr int64_t kNearlyThree = int64_t{1'792'889'970} * 1'000'000;  // 2026-10-25T00:59:30Z
    return order.Next(kNearlyThree, kAnHourUs) - kNearlyThree;
  }

  static void Use(const char* zone) {
    ::setenv("TZ", zone, 1);
    ::tzset();
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RepeatedHourTest);

}  // namespace
}  // namespace errwatch::cli
