#include "cli/report/access_trail.h"

#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>

#include "unit/report_fixture.h"

namespace errwatch::cli {
namespace {

using nlohmann::json;

// A line of the combined format, `second` after ten.
std::string AccessAt(int second, const std::string& client, const std::string& request, int status) {
  char time[32];
  std::snprintf(time, sizeof time, "10:%02d:%02d", second / 60, second % 60);
  return client + " - - [22/Nov/2026:" + time + " +0000] \"" + request + " HTTP/1.1\" " +
         std::to_string(status) + " 196 \"-\" \"curl/8\"\n";
}

class AccessTrailTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AccessTrailTest);
  CPPUNIT_TEST(FollowsHostileClients);
  CPPUNIT_TEST(FindsWhatSucceeded);
  CPPUNIT_TEST(IncidentsWithSignsComeFirst);
  CPPUNIT_TEST(IsBounded);
  CPPUNIT_TEST(FilesInTheOrderOfTime);
  CPPUNIT_TEST(ReadsWhatScanReads);
  CPPUNIT_TEST(WhatIsNoAccessLog);
  CPPUNIT_TEST(MarksFilesThatWereAskedFor);
  CPPUNIT_TEST_SUITE_END();

  std::optional<FewRules> rules_;
  TemporaryDirectory files_;

  json Report(const std::vector<std::string>& access, int code = 0, const std::string& log = TraversalLog(),
              std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"report", "-q", "-f", "json", files_.Write("error.log", log)};
    for (std::size_t i = 0; i < access.size(); ++i) {
      arguments.push_back("--access-log");
      arguments.push_back(files_.Write("access." + std::to_string(i), access[i]));
    }
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Ran ran = RunTool(arguments);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, code, ran.code);
    return json::parse(ran.out);
  }

 public:
  void setUp() override {
    ::setenv("TZ", "UTC", 1);
    rules_.emplace();
  }
  void tearDown() override { rules_.reset(); }

  void FollowsHostileClients() {
    const json report =
        Report({AccessAt(0, "192.0.2.4", "GET /a", 404) + AccessAt(1, "198.51.100.9", "GET /b", 200) +
                AccessAt(2, "192.0.2.4", "GET /c?password=geheim", 200)});
    const json& trail = report["incidents"][0]["access_log"];
    CPPUNIT_ASSERT_EQUAL(2, trail["requests"].get<int>());
    CPPUNIT_ASSERT_EQUAL(1, trail["statuses"]["200"].get<int>());
    CPPUNIT_ASSERT_EQUAL(std::string("GET /c?password=***"), trail["shown"][1]["request"].get<std::string>());
    CPPUNIT_ASSERT_EQUAL(196, trail["shown"][1]["bytes"].get<int>());
    CPPUNIT_ASSERT(!Contains(report["doubts"].dump(), "give the access logs"));
  }

  void FindsWhatSucceeded() {
    const json report = Report({AccessAt(0, "192.0.2.4", "GET /x?f=../etc/passwd", 200)});
    const json& signs = report["incidents"][0]["signs"];
    CPPUNIT_ASSERT_EQUAL_MESSAGE(report.dump(1), std::size_t{1}, signs.size());
    CPPUNIT_ASSERT_EQUAL(std::string("attack_answered"), signs[0]["kind"].get<std::string>());
  }

  void IncidentsWithSignsComeFirst() {
    std::string log = TraversalLog();
    log += LineAt(20, "core:info", "198.51.100.9", "AH00128: /else/../etc/passwd");
    const json report = Report({AccessAt(21, "198.51.100.9", "GET /x?f=../etc/passwd", 200)}, 0, log);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, report["incidents"].size());
    CPPUNIT_ASSERT_EQUAL(std::string("198.51.100.9"),
                         report["incidents"][0]["clients"][0]["client"].get<std::string>());
    CPPUNIT_ASSERT_EQUAL(1, report["incidents"][0]["access_log"]["requests"].get<int>());
    CPPUNIT_ASSERT_EQUAL(0, report["incidents"][1]["access_log"]["requests"].get<int>());
  }

  void IsBounded() {
    std::string log;
    for (int i = 0; i < 1000; ++i) log += AccessAt(i, "192.0.2.4", "POST /" + std::to_string(i), 200);
    const json report = Report({log});
    const json& trail = report["incidents"][0]["access_log"];
    CPPUNIT_ASSERT_EQUAL(1000, trail["requests"].get<int>());
    CPPUNIT_ASSERT_EQUAL(kFirstRequests + kLastRequests + kNotableRequests, trail["shown"].size());
    CPPUNIT_ASSERT_EQUAL(std::string("POST /999"), trail["shown"].back()["request"].get<std::string>());
  }

  void FilesInTheOrderOfTime() {
    const json report =
        Report({AccessAt(60, "192.0.2.4", "GET /late", 404), AccessAt(0, "192.0.2.4", "GET /early", 404)});
    CPPUNIT_ASSERT_EQUAL(std::string("GET /early"),
                         report["incidents"][0]["access_log"]["shown"][0]["request"].get<std::string>());
  }

  // A format that the lines do not tell, a collector's prefix, a log in JSON.
  void ReadsWhatScanReads() {
    const auto asked = [](const json& report) {
      return report["incidents"][0]["access_log"]["shown"][0]["request"].get<std::string>();
    };
    CPPUNIT_ASSERT_EQUAL(std::string("GET /own"),
                         asked(Report({"404 192.0.2.4 [22/Nov/2026:10:00:00 +0000] \"GET /own HTTP/1.1\"\n"},
                                      0, TraversalLog(), {"--log-format", "%>s %h %t \"%r\""})));
    CPPUNIT_ASSERT_EQUAL(
        std::string("GET /behind"),
        asked(Report({"Nov 22 10:00:00 web1 apache: " + AccessAt(0, "192.0.2.4", "GET /behind", 404)})));
  }

  void WhatIsNoAccessLog() {
    const json report = Report({"words\nmore words\n"}, 1);
    CPPUNIT_ASSERT(Contains(report["sources"].dump(), "no format that is known"));
    CPPUNIT_ASSERT(Contains(report["doubts"].dump(), "give the access logs"));
  }

  void MarksFilesThatWereAskedFor() {
    files_.Write("www/a b.txt", "x");
    files_.Write("www/other", "x");
    const json report = Report({AccessAt(0, "192.0.2.4", "GET /a%20b.txt", 200)}, 0, TraversalLog(),
                               {"--docroot", files_.Path("www")});
    for (const json& file : report["changed_files"]["files"])
      CPPUNIT_ASSERT_EQUAL(file["path"] == "/a b.txt", file["asked_for"].get<bool>());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AccessTrailTest);

}  // namespace
}  // namespace errwatch::cli
