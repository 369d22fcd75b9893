#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/scan/scan_report.h"
#include "unit/scanned_log.h"

namespace errwatch::cli {
namespace {

using nlohmann::json;

std::string MixedLog() {
  return "a.example:80 " +
         LineAt(0, "core:info", "2001:db8::1", "AH00128: File does not exist: /a ../etc/passwd") +
         LogIns(5, "192.0.2.9", 1) + LineAt(20, "core:notice", "", "AH00052: child pid 1 exit signal") +
         "\nwords\n";
}

class ScanJsonTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ScanJsonTest);
  CPPUNIT_TEST(TheDocument);
  CPPUNIT_TEST(ABlock);
  CPPUNIT_TEST(WhatIsOnlyReported);
  CPPUNIT_TEST(Clients);
  CPPUNIT_TEST(TheSummary);
  CPPUNIT_TEST(OfNothing);
  CPPUNIT_TEST(LinesHoldTheSameAsTheDocument);
  CPPUNIT_TEST(AlwaysValid);
  CPPUNIT_TEST(Csv);
  CPPUNIT_TEST_SUITE_END();

 public:
  void TheDocument() {
    const json document = json::parse(ScanJson(ScannedLog(MixedLog()).report));
    std::string keys;
    for (const auto& [key, value] : document.items()) keys += key + " ";
    CPPUNIT_ASSERT_EQUAL(std::string("anomalies blocks categories clients findings rules summary vhosts "),
                         keys);
    CPPUNIT_ASSERT(document["categories"].size() == 3 && document["rules"].size() == 3);
    CPPUNIT_ASSERT(
        document["rules"][0] ==
        json({{"rule", 102}, {"category", "path_traversal"}, {"entries", 1}, {"name", "traversal"}}));
    CPPUNIT_ASSERT(document["vhosts"] == json::array({{{"vhost", "a.example:80"}, {"entries", 1}}}));
    CPPUNIT_ASSERT(document["findings"].size() == 1 && document["findings"][0]["kind"] == "server" &&
                   document["findings"][0]["times"] == 1 && document["findings"][0]["rule"] == 104);
  }

  void ABlock() {
    const json block = json::parse(ScanJson(ScannedLog(MixedLog()).report))["blocks"].at(0);
    CPPUNIT_ASSERT(block["client"] == "192.0.2.9" && block["kind"] == "block" &&
                   block["limit"] == "auth_failure");
    CPPUNIT_ASSERT(block["time"] == "2026-11-22T10:00:03.000000Z" &&
                   block["until"] == "2026-11-22T10:10:03.000000Z");
    CPPUNIT_ASSERT(block["score"] == 3 && block["capacity"] == 3 && block["strikes"] == 1 &&
                   block["prevented"] == 2);
    CPPUNIT_ASSERT(block["rule"] == 103 && block["category"] == "auth_failure");
    CPPUNIT_ASSERT(block["evidence"].size() == 3);
    CPPUNIT_ASSERT(block["evidence"][2] == json({{"file", "error.log"}, {"line", 4}, {"rule", 103}}));
  }

  void WhatIsOnlyReported() {
    const ScannedLog log(LogIns(3, "192.0.2.9"),
                         std::string(kTestRules) + "ErrWatchLimit auth_failure 3/10m block=0s\n");
    const json block = json::parse(ScanJson(log.report))["blocks"].at(0);
    CPPUNIT_ASSERT(block["kind"] == "detection" && !block.contains("until"));
  }

  void Clients() {
    const json clients = json::parse(ScanJson(ScannedLog(MixedLog()).report))["clients"];
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, clients.size());
    // By address.
    CPPUNIT_ASSERT(clients[0]["client"] == "192.0.2.9" && clients[1]["client"] == "2001:db8::/64");
    CPPUNIT_ASSERT(clients[0]["entries"] == 5 && clients[0]["cost"] == 3 && clients[0]["blocks"] == 1 &&
                   clients[0]["prevented"] == 2 && clients[0]["allowed"] == false);
    CPPUNIT_ASSERT(clients[0]["first"] == "2026-11-22T10:00:01.000000Z" &&
                   clients[0]["last"] == "2026-11-22T10:00:05.000000Z");
    CPPUNIT_ASSERT(clients[1]["categories"] == json::array({"path_traversal"}));
  }

  void TheSummary() {
    ScannedLog log(MixedLog());
    log.report.coverage.hidden = {101};
    log.report.coverage.log_level = "LogLevel warn core:info";
    log.report.files[0].error = "error.log: cut short";
    const json summary = json::parse(ScanJson(log.report))["summary"];
    CPPUNIT_ASSERT(summary["lines"] == 9 && summary["benign"] == 1 && summary["unusable"] == 1 &&
                   summary["without_prefix"] == 1 && summary["without_time"] == 1 &&
                   summary["filtered"] == 0 && summary["limited"] == 0);
    CPPUNIT_ASSERT(summary["clients"] == 2 && summary["blocks"] == 1 && summary["prevented"] == 2);
    CPPUNIT_ASSERT(summary["first"] == "2026-11-22T10:00:00.000000Z" &&
                   summary["last"] == "2026-11-22T10:00:20.000000Z");
    CPPUNIT_ASSERT(summary["hidden_rules"] == json::array({101}) &&
                   summary["log_level"] == "LogLevel warn core:info");
    CPPUNIT_ASSERT(summary["files"][0]["path"] == "error.log" &&
                   summary["files"][0]["error"] == "error.log: cut short");
    CPPUNIT_ASSERT(summary["notes"].size() >= 3);
  }

  void OfNothing() {
    const json document = json::parse(ScanJson(ScannedLog("").report));
    CPPUNIT_ASSERT(document["blocks"] == json::array() && document["clients"] == json::array());
    CPPUNIT_ASSERT(document["summary"]["lines"] == 0 && !document["summary"].contains("first") &&
                   !document["summary"].contains("log_level") &&
                   !document["summary"]["files"][0].contains("error"));
    std::istringstream lines(ScanJsonLines(ScannedLog("").report));
    std::string line, another;
    CPPUNIT_ASSERT(std::getline(lines, line) && json::parse(line)["type"] == "summary" &&
                   !std::getline(lines, another));
  }

  void LinesHoldTheSameAsTheDocument() {
    const ScannedLog log(MixedLog());
    const json document = json::parse(ScanJson(log.report));
    json collected;
    std::istringstream lines(ScanJsonLines(log.report));
    std::string last;
    for (std::string line; std::getline(lines, line);) {
      json row = json::parse(line);
      last = row["type"].get<std::string>();
      row.erase("type");
      collected[last].push_back(row);
    }
    CPPUNIT_ASSERT_EQUAL(std::string("summary"), last);
    CPPUNIT_ASSERT(collected["summary"].size() == 1 && collected["summary"][0] == document["summary"]);
    const std::pair<const char*, const char*> kKinds[] = {{"block", "blocks"}, {"client", "clients"},
                                                          {"rule", "rules"},   {"category", "categories"},
                                                          {"vhost", "vhosts"}, {"finding", "findings"}};
    for (const auto& [one, many] : kKinds) CPPUNIT_ASSERT_MESSAGE(one, collected[one] == document[many]);
  }

  void AlwaysValid() {
    std::string text;
    for (int i = 0; i < 3; ++i)
      text += LineAt(i, "core:error", "192.0.2.4",
                     "\xc3( \x80\" \\ \x01 ../etc/passwd" + std::string(static_cast<std::size_t>(i), 'd'));
    ScannedLog log(text);
    log.report.files[0].path = "\xff.log";
    CPPUNIT_ASSERT(json::parse(ScanJson(log.report))["blocks"].size() == 1);
    std::istringstream lines(ScanJsonLines(log.report));
    for (std::string line; std::getline(lines, line);) CPPUNIT_ASSERT(json::accept(line));
  }

  void Csv() {
    const std::string csv = ScanCsv(ScannedLog(MixedLog()).report);
    CPPUNIT_ASSERT(csv.find("time (UTC),client,for,limit,score,prevented,rule,last straw,on lines\r\n") == 0);
    CPPUNIT_ASSERT(csv.find("2026-11-22 10:00:03,192.0.2.9,10m 00s,auth_failure,3/3,2,103,"
                            "\"AH01617: user eve: authentication failure for \"\"/\"\": Password "
                            "Mismatch\",\"2, 3, 4\"\r\n") != std::string::npos);
    std::string many;
    for (int i = 1; i <= 60; ++i) many += LogIns(3, "192.0." + std::to_string(i) + ".9", 10 * i);
    const std::string all = ScanCsv(ScannedLog(many).report);  // never cut
    CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{61}, std::count(all.begin(), all.end(), '\n'));
    CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{1}, [](const std::string& none) {
      return std::count(none.begin(), none.end(), '\n');
    }(ScanCsv(ScannedLog("").report)));
    many.clear();
    for (int i = 1; i <= 60; ++i) many += LogIns(3, "192.0.2." + std::to_string(i), 10 * i);
    const std::string range = ScanCsv(ScannedLog(many).report);
    CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{34}, std::count(range.begin(), range.end(), '\n'));
    CPPUNIT_ASSERT(range.find(",192.0.2.0/24,10m 00s,auth_failure,32/32,") != std::string::npos);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ScanJsonTest);

}  // namespace
}  // namespace errwatch::cli
