#include "cli/report/log_evidence.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/report_fixture.h"

namespace errwatch::cli {
namespace {

constexpr const char* kPut =
    R"({"time":"2026-11-22T10:00:00Z","client":"192.0.2.4","method":"PUT","uri":"/../etc/passwd/x.php","message":"x","status":201})"
    "\n";

class LogEvidenceTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LogEvidenceTest);
  CPPUNIT_TEST(AClientOverItsLimit);
  CPPUNIT_TEST(PeriodOfTheSource);
  CPPUNIT_TEST(AllowedClientsAreLeftOut);
  CPPUNIT_TEST(WithoutTimes);
  CPPUNIT_TEST(SuccessAfterFailures);
  CPPUNIT_TEST(AnswersAreSeen);
  CPPUNIT_TEST_SUITE_END();

 public:
  void AClientOverItsLimit() {
    const ReportOf made(TraversalLog());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, made.report.incidents.size());
    const Activity& sum = made.report.incidents[0].sum;
    CPPUNIT_ASSERT_EQUAL(uint64_t{4}, sum.entries);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, sum.after_block);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, sum.blocks.size());
    CPPUNIT_ASSERT_EQUAL(std::string("path_traversal"), sum.blocks[0].limit);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, sum.blocks[0].entries);
    CPPUNIT_ASSERT(!sum.blocks[0].recorded);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, made.report.minor.clients);
  }

  void PeriodOfTheSource() {
    const ReportOf made(TraversalLog());
    CPPUNIT_ASSERT_EQUAL(kTenUs, made.report.sources[0].first_us);
    CPPUNIT_ASSERT_EQUAL(kTenUs + 10'000'000, made.report.sources[0].last_us);
    CPPUNIT_ASSERT_EQUAL(kTenUs - 60'000'000, made.report.BeganUs());
  }

  void AllowedClientsAreLeftOut() {
    std::string log;
    for (int i = 0; i < 3; ++i) log += LineAt(i, "core:info", "192.0.2.250", "AH00128: /../etc/passwd");
    const ReportOf made(log);
    CPPUNIT_ASSERT(made.report.incidents.empty());
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, made.replay->allowed());
  }

  void WithoutTimes() {
    ScannedLog scanned("[client 192.0.2.4] AH00128: /../etc/passwd\n");
    Result<std::unique_ptr<Replay>> made = Replay::Make(scanned.rules());
    made.value()->LimitsNeedTimes();
    IncidentReport report;
    report.rules = &scanned.rules();
    report.sources.resize(1);
    IncidentBook book;
    SignFinder signs;
    LogEvidence evidence(*made.value(), book, signs, report);
    for (const ScanRecord& record : scanned.block().records) evidence.Add(record, 0, 1);
    evidence.Finish();
    report.incidents = book.Take(scanned.rules().limits, report.minor);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, report.incidents.size());
    CPPUNIT_ASSERT(report.incidents[0].sum.blocks.empty());
    CPPUNIT_ASSERT_EQUAL(kNoTime, report.BeganUs());
  }

  void SuccessAfterFailures() {
    std::string log;
    for (int i = 0; i < 6; ++i)
      log += "{\"time\":\"2026-11-22T10:00:0" + std::to_string(i) +
             "Z\",\"client\":\"192.0.2.4\",\"user\":\"eve\",\"module\":\"auth_basic\",\"level\":\"error\","
             "\"ah\":"
             "\"AH01617\",\"message\":\"AH01617: user eve: "
             "x\",\"uri\":\"/\",\"headers\":{\"Authorization\":\"Basic " +
             std::to_string(i) + "\"},\"status\":401}\n";
    log += R"({"time":"2026-11-22T10:00:09Z","client":"192.0.2.4","user":"eve","uri":"/","status":200})";
    const ReportOf made(
        log, InputKind::kJsonl, false,
        std::string(kTestRules) + "ErrWatchLimit auth_failure 50/10m\nErrWatchLimit any 90/1m\n");
    CPPUNIT_ASSERT(!made.report.incidents.empty());
    const std::vector<Sign>& found = made.report.incidents[0].sum.signs;
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.size());
    CPPUNIT_ASSERT(found[0].kind == SignKind::kLoggedIn);
    CPPUNIT_ASSERT_EQUAL(std::string("eve"), found[0].name);
  }

  void AnswersAreSeen() {
    const ReportOf made(kPut, InputKind::kJsonl);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, made.report.incidents.size());
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, made.report.incidents[0].sum.good);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, made.report.LikelySigns());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LogEvidenceTest);

}  // namespace
}  // namespace errwatch::cli
