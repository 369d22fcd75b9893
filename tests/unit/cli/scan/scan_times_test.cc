// Times of logs as they were written, and as they are shown.
#include <cppunit/extensions/HelperMacros.h>

#include <cstdlib>
#include <ctime>

#include "unit/scan_fixture.h"

namespace errwatch::cli {
namespace {

using nlohmann::json;

class ScanTimesTest : public ScanFixture {
  CPPUNIT_TEST_SUITE(ScanTimesTest);
  CPPUNIT_TEST(NewestFirstBlocksNobodyElse);
  CPPUNIT_TEST(ADocumentWhoseNewestComesFirst);
  CPPUNIT_TEST(TheHourThatClocksRepeat);
  CPPUNIT_TEST(PeopleSeeLocalTimes);
  CPPUNIT_TEST(LogsOfAnotherZone);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    ScanFixture::setUp();
    Use("UTC");
  }
  void tearDown() override {
    Use("UTC");
    ScanFixture::tearDown();
  }

  void NewestFirstBlocksNobodyElse() {
    std::string slow, quick;
    for (int i = 0; i < 12; ++i) {
      slow.insert(0, Failure(i * 240));
      quick.insert(0, Failure(i * 60));
    }
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, Scan({files_.Write("slow.log", slow)})["blocks"].size());
    const json report = Scan({files_.Write("quick.log", quick)});
    CPPUNIT_ASSERT(report["blocks"][0]["time"] == "2026-11-22T10:02:00.000000Z");
    CPPUNIT_ASSERT(report["blocks"][0]["evidence"][0]["line"] == 12);
    CPPUNIT_ASSERT(report["blocks"][0]["evidence"][2]["line"] == 10);
  }

  void ADocumentWhoseNewestComesFirst() {
    std::string hits;
    for (int i = 12; i > 0; --i) {
      const json source = {{"message", Failure(i * 240).substr(0, Failure(i * 240).size() - 1)}};
      hits += (hits.empty() ? "" : ",") + json{{"_source", source}}.dump();
    }
    const std::string path = files_.Write("es.json", "{\"took\":1,\"hits\":{\"hits\":[" + hits + "]}}");
    const json report = Scan({path});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(report.dump(1), 12, report["clients"][0]["entries"].get<int>());
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, report["blocks"].size());
  }

  void TheHourThatClocksRepeat() {
    Use("CET-1CEST,M3.5.0,M10.5.0/3");
    const auto at = [](const char* time) {
      return "[Sun Oct 25 " + std::string(time) +
             ".000000 2026] [auth_basic:error] [pid 1] [client 192.0.2.4:1] AH01617: user eve: "
             "authentication "
             "failure\n";
    };
    const std::string log =
        at("02:10:00") + at("02:10:01") + at("02:59:00") + at("02:10:02") + at("02:10:03");
    const json report = Scan({files_.Write("log", log)});
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, report["blocks"].size());
    CPPUNIT_ASSERT(report["summary"]["first"] == "2026-10-25T00:10:00.000000Z");
    CPPUNIT_ASSERT(report["summary"]["last"] == "2026-10-25T01:10:03.000000Z");
  }

  void PeopleSeeLocalTimes() {
    Use("XYZ-9");
    const std::string path = files_.Write("log", Failure(0) + Failure(1) + Failure(2));
    const auto form = [&](const char* name) {
      return RunTool({"scan", "-q", "-c", rules_, "-f", name, path}).out;
    };
    for (const char* name : {"text", "markdown", "html"}) {
      const std::string text = form(name);
      CPPUNIT_ASSERT_MESSAGE(text, text.find("time (+0900)") != std::string::npos &&
                                       text.find("2026-11-22 10:00:02") != std::string::npos &&
                                       text.find("2026-11-22 10:00:02 +0900 (2s)") != std::string::npos &&
                                       text.find("UTC") == std::string::npos);
    }
    const std::string csv = form("csv");
    CPPUNIT_ASSERT_MESSAGE(csv, csv.find("time (UTC)") != std::string::npos &&
                                    csv.find("2026-11-22 01:00:02") != std::string::npos);
  }

  void LogsOfAnotherZone() {
    std::string errors, requests;
    for (int i = 0; i < 10; ++i) {
      const std::string path = "/x" + std::to_string(i) + "../etc/passwd";
      errors += LineAt(i * 70, "core:info", "192.0.2.4", "AH00128: File does not exist: /srv/www" + path);
      char time[64];
      std::snprintf(time, sizeof time, "22/Nov/2026:10:%02d:%02d +0000", i * 70 / 60, i * 70 % 60);
      requests += "192.0.2.4 - - [" + std::string(time) + "] \"GET " + path + " HTTP/1.1\" 404 196\n";
    }
    const std::string log = files_.Write("error.log", errors), access = files_.Write("access.log", requests);
    const auto scan = [&] { return RunTool({"scan", "-q", "-c", rules_, "-f", "text", log, access}).out; };
    CPPUNIT_ASSERT(scan().find("another time zone") == std::string::npos);
    Use("XYZ-9");
    const std::string text = scan();
    CPPUNIT_ASSERT_MESSAGE(text, text.find("with TZ=UTC\n") != std::string::npos);
  }

 private:
  static std::string Failure(int second) {
    return LineAt(second, "auth_basic:error", "192.0.2.4", "AH01617: user eve: authentication failure");
  }

  static void Use(const char* zone) {
    ::setenv("TZ", zone, 1);
    ::tzset();
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ScanTimesTest);

}  // namespace
}  // namespace errwatch::cli
