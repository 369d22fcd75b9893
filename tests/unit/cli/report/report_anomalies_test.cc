#include "cli/report/report_anomalies.h"

#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>

#include "cli/report/event_evidence.h"
#include "unit/report_fixture.h"
#include "unit/well_formed_html.h"

namespace errwatch::cli {
namespace {

using nlohmann::json;

constexpr int kBots = 40;
constexpr int64_t kMinuteUs = int64_t{60} * 1'000'000;

class ReportAnomaliesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ReportAnomaliesTest);
  CPPUNIT_TEST(WhatTheServerRecorded);
  CPPUNIT_TEST(EachIsToldOnce);
  CPPUNIT_TEST(LogsAreReadForThemWhereThatIsAskedFor);
  CPPUNIT_TEST(InEachForm);
  CPPUNIT_TEST(FromAnEventLog);
  CPPUNIT_TEST(NamesAreHiddenWhereThatIsAskedFor);
  CPPUNIT_TEST(AShortLogIsAReasonForDoubt);
  CPPUNIT_TEST_SUITE_END();

  std::optional<FewRules> rules_;
  TemporaryDirectory files_;

  // One guess of each of many addresses, at one account.
  std::string SharedAttack() {
    std::string log;
    for (int i = 0; i < kBots; ++i) log += LogIns(1, "198.51.100." + std::to_string(i + 1), i);
    return files_.Write("shared.log", log);
  }
  static std::string Report(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"report", "-q"});
    const Ran ran = RunTool(std::move(arguments));
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, 0, ran.code);
    return ran.out;
  }
  static ReportAnomaly At(int64_t time_us, bool recorded, const std::string& vhost = "a.example") {
    ReportAnomaly anomaly;
    anomaly.event.time_us = time_us;
    anomaly.event.vhost = vhost;
    anomaly.recorded = recorded;
    return anomaly;
  }
  static IncidentRow Recorded() {
    IncidentRow row;
    row.kind = IncidentKind::kAnomaly;
    row.time = TickFromUnixMs(kTenUs / 1000);
    row.category = "auth_failure";
    row.anomaly = Anomaly{AnomalyKind::kBruteForce, 60, 0, 50, TickFromUnixMs(kTenUs / 1000 - 60'000)};
    row.vhost = "a.example";
    row.message = "eve";
    row.excerpt = "198.51.100.0/24";
    return row;
  }

 public:
  void setUp() override {
    ::setenv("TZ", "UTC", 1);
    rules_.emplace();
  }
  void tearDown() override { rules_.reset(); }

  void WhatTheServerRecorded() {
    const ReportAnomaly made = RecordedAnomaly(Recorded());
    CPPUNIT_ASSERT(made.recorded && made.client.empty());
    CPPUNIT_ASSERT_EQUAL(kTenUs, made.event.time_us);
    CPPUNIT_ASSERT_EQUAL(kTenUs - kMinuteUs, made.event.begun_us);
    CPPUNIT_ASSERT(made.event.category == Category::kAuthFailure);
    CPPUNIT_ASSERT_EQUAL(std::string("a.example, eve, 198.51.100.0/24"), WhereOf(made.event));
    IncidentRow unknown = Recorded();
    unknown.anomaly->begun = Tick();
    CPPUNIT_ASSERT_EQUAL(kTenUs, RecordedAnomaly(unknown).event.begun_us);
  }

  void EachIsToldOnce() {
    const std::vector<ReportAnomaly> once =
        EachOnce({At(60 * kMinuteUs, false), At(0, false), At(5 * kMinuteUs, true), At(10 * kMinuteUs, false),
                  At(kMinuteUs, false, "b.example")});
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, once.size());
    CPPUNIT_ASSERT(once[0].event.vhost == "b.example" && !once[0].recorded);
    CPPUNIT_ASSERT(once[1].event.time_us == 5 * kMinuteUs && once[1].recorded);
    CPPUNIT_ASSERT(once[2].event.time_us == 60 * kMinuteUs && !once[2].recorded);
  }

  void LogsAreReadForThemWhereThatIsAskedFor() {
    const std::string log = SharedAttack();
    CPPUNIT_ASSERT(json::parse(Report({"-f", "json", log}))["anomalies"].empty());
    CPPUNIT_ASSERT(!Contains(Report({log}), "Anomalies"));
    const json found = json::parse(Report({"-f", "json", "--anomalies", log}));
    CPPUNIT_ASSERT_EQUAL(found["summary"]["anomalies"].get<std::size_t>(), found["anomalies"].size());
    const json& anomaly = found["anomalies"].at(0);
    CPPUNIT_ASSERT_EQUAL(std::string("brute_force"), anomaly["kind"].get<std::string>());
    CPPUNIT_ASSERT_EQUAL(std::string("eve"), anomaly["message"].get<std::string>());
    CPPUNIT_ASSERT_EQUAL(std::string("198.51.100.0/24"), anomaly["ranges"].get<std::string>());
    CPPUNIT_ASSERT(!anomaly["recorded"].get<bool>() && anomaly["clients"].get<int>() >= 30);
    const std::string on = files_.Write("on.conf", std::string(kTestRules) + "ErrWatchAnomalies On\n");
    CPPUNIT_ASSERT(json::parse(Report({"-c", on, "-f", "json", log}))["anomalies"] == found["anomalies"]);
    CPPUNIT_ASSERT(Contains(Report({"--anomalies", files_.Write("calm.log", LogIns(1, "192.0.2.9"))}),
                            "None was found in the logs"));
  }

  void InEachForm() {
    const std::string log = SharedAttack();
    for (const char* format : {"text", "markdown", "html"}) {
      const std::string text = Report({"--anomalies", "-f", format, log});
      for (const char* part : {"Anomalies", "share one brute force attack", "eve"})
        CPPUNIT_ASSERT_MESSAGE(part + text, Contains(text, part));
      const std::string japanese = Report({"--anomalies", "--lang", "ja", "-f", format, log});
      CPPUNIT_ASSERT_MESSAGE(
          japanese, Contains(japanese, "総当たり攻撃を分担し") && !Contains(japanese, "Nobody is charged"));
    }
    CPPUNIT_ASSERT_EQUAL(std::string(), HtmlChecker::Check(Report({"--anomalies", "-f", "html", log})));
    ReportOf made(TraversalLog());
    for (int i = 0; i < 3; ++i) made.report.anomalies.push_back(At(i * kMinuteUs, true));
    CPPUNIT_ASSERT(
        Contains(DocumentText(Compose(made.report, 2), false), "Anomalies that are not listed: 1"));
  }

  void FromAnEventLog() {
    IncidentBook book;
    SignFinder signs;
    IncidentReport report;
    report.sources.resize(1);
    const EntryFilter filter;
    EventEvidence(book, signs, report, filter, true).Add(Recorded(), 0);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, report.anomalies.size());
    CPPUNIT_ASSERT(report.anomalies[0].recorded);
    MinorSums minor;
    CPPUNIT_ASSERT(book.Take(DefaultLimits(), minor).empty());
  }

  void NamesAreHiddenWhereThatIsAskedFor() {
    for (const char* format : {"text", "json", "html", "markdown"}) {
      const std::string text = Report({"--anomalies", "--anonymize", "-f", format, SharedAttack()});
      CPPUNIT_ASSERT_MESSAGE(text, Contains(text, "user-1") && !Contains(text, "198.51.100."));
      CPPUNIT_ASSERT_MESSAGE(text, !Contains(text, "eve,") && !Contains(text, "\"eve\""));
    }
  }

  void AShortLogIsAReasonForDoubt() {
    const std::string_view doubt = "What is usual is not known before some days were read";
    const std::string log = SharedAttack();
    CPPUNIT_ASSERT(Contains(Report({"--anomalies", log}), doubt));
    CPPUNIT_ASSERT(!Contains(Report({log}), doubt));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ReportAnomaliesTest);

}  // namespace
}  // namespace errwatch::cli
