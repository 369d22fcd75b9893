#include "cli/report/report_json.h"

#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>

#include "unit/report_fixture.h"

namespace errwatch::cli {
namespace {

using nlohmann::json;

class ReportJsonTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ReportJsonTest);
  CPPUNIT_TEST(Fields);
  CPPUNIT_TEST(TheSameInEachLanguage);
  CPPUNIT_TEST(HostileTextIsAscii);
  CPPUNIT_TEST(OfNothing);
  CPPUNIT_TEST(Anonymized);
  CPPUNIT_TEST_SUITE_END();

 public:
  void Fields() {
    ReportOf made(TraversalLog());
    made.report.incidents[0].sum.AddSign({SignKind::kUploadUsed, 1, "x.php", SampleOf(AttackAt(1))});
    made.report.trails.resize(1);
    made.report.changed.emplace();
    made.report.changed->files.resize(1);
    const json report = json::parse(ReportJson(made.report));
    CPPUNIT_ASSERT_EQUAL(1, report["summary"]["incidents"].get<int>());
    CPPUNIT_ASSERT_EQUAL(1, report["summary"]["likely_successes"].get<int>());
    CPPUNIT_ASSERT(report["summary"].contains("over_time"));
    const json& incident = report["incidents"][0];
    CPPUNIT_ASSERT_EQUAL(std::string("path_traversal"), incident["category"].get<std::string>());
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.4"), incident["clients"][0]["client"].get<std::string>());
    CPPUNIT_ASSERT_EQUAL(std::string("2026-11-22T10:00:00.000000Z"), incident["first"].get<std::string>());
    CPPUNIT_ASSERT_EQUAL(std::string("upload_used"), incident["signs"][0]["kind"].get<std::string>());
    CPPUNIT_ASSERT_EQUAL(std::string("x.php"), incident["signs"][0]["name"].get<std::string>());
    CPPUNIT_ASSERT_EQUAL(std::string("error.log"), incident["evidence"][0]["file"].get<std::string>());
    CPPUNIT_ASSERT_EQUAL(102, incident["rules"][0]["rule"].get<int>());
    CPPUNIT_ASSERT(!incident["blocks"][0]["recorded"].get<bool>() &&
                   !incident["blocks"][0].contains("let_in"));
    made.report.incidents[0].sum.blocks[0].let_in_us = kTenUs;
    CPPUNIT_ASSERT_EQUAL(
        std::string("2026-11-22T10:00:00.000000Z"),
        json::parse(ReportJson(made.report))["incidents"][0]["blocks"][0]["let_in"].get<std::string>());
    CPPUNIT_ASSERT(incident.contains("access_log") && incident["advice"].contains("contain"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, report["changed_files"]["files"].size());
    CPPUNIT_ASSERT_EQUAL(std::string("error_log"), report["sources"][0]["kind"].get<std::string>());
    CPPUNIT_ASSERT(!report["doubts"].empty());
  }

  void TheSameInEachLanguage() {
    ReportOf made(TraversalLog());
    const std::string english = ReportJson(made.report);
    made.report.language = Language::kJapanese;
    CPPUNIT_ASSERT_EQUAL(english, ReportJson(made.report));
  }

  void HostileTextIsAscii() {
    std::string log;
    for (int i = 0; i < 3; ++i)
      log += LineAt(i, "core:info", "192.0.2.4",
                    "AH00128: ../etc/passwd \x1b[2J\xff\xe2\x80\xae" + std::to_string(i));
    const std::string text = ReportJson(ReportOf(log).report);
    for (const char c : text) CPPUNIT_ASSERT((c >= 0x20 && c < 0x7f) || c == '\n');
    CPPUNIT_ASSERT(json::parse(text)["incidents"].size() == 1);
  }

  void OfNothing() {
    const json report = json::parse(ReportJson(ReportOf("").report));
    CPPUNIT_ASSERT(report["incidents"].empty() && !report["summary"].contains("first"));
  }

  void Anonymized() {
    const std::string text = ReportJson(ReportOf(TraversalLog(), InputKind::kLog, true).report);
    CPPUNIT_ASSERT(Contains(text, "client-1") && !Contains(text, "192.0.2.4"));
    CPPUNIT_ASSERT(json::parse(text)["anonymized"].get<bool>());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ReportJsonTest);

}  // namespace
}  // namespace errwatch::cli
