#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>

#include "cli/scan/scan_report.h"
#include "unit/scanned_log.h"

namespace errwatch::cli {
namespace {

using Rows = std::vector<std::vector<std::string>>;

// One block, three clients, three rules, one finding.
std::string Attack() {
  return LogIns(5, "192.0.2.9") + LineAt(10, "core:info", "192.0.2.4", "AH00128: File does not exist: /a") +
         LineAt(11, "core:info", "192.0.2.5", "AH00128: File does not exist: /b") +
         LineAt(12, "core:info", "192.0.2.5", "AH00128: /favicon.ico") +
         LineAt(20, "core:notice", "", "AH00052: child pid 1 exit signal Segmentation fault (11)");
}

class ScanSectionsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ScanSectionsTest);
  CPPUNIT_TEST(EverySectionHasItsPlace);
  CPPUNIT_TEST(WhoWouldHaveBeenBlocked);
  CPPUNIT_TEST(EvidenceNamesTheFileWhereThereAreSeveral);
  CPPUNIT_TEST(CategoriesByTheirNumber);
  CPPUNIT_TEST(RulesByTheirNumber);
  CPPUNIT_TEST(ClientsTheWorstFirst);
  CPPUNIT_TEST(FindingsAboutTheServer);
  CPPUNIT_TEST(VirtualHosts);
  CPPUNIT_TEST(CutTablesSaySo);
  CPPUNIT_TEST(Facts);
  CPPUNIT_TEST(FactsOfNothing);
  CPPUNIT_TEST(ForeignTextIsPrintable);
  CPPUNIT_TEST_SUITE_END();

 public:
  void EverySectionHasItsPlace() {
    std::string titles;
    for (const ScanSection& section : ScanSections(ScannedLog("").report, 0)) {
      titles += section.title + "; ";
      CPPUNIT_ASSERT_MESSAGE(section.title, section.table.empty());
    }
    CPPUNIT_ASSERT_EQUAL(
        std::string("Who would have been blocked; Entries by category; Entries by rule; Clients; "
                    "About the server; Anomalies; Entries by virtual host; Files; "),
        titles);
  }

  void WhoWouldHaveBeenBlocked() {
    const ScannedLog log(Attack());
    const ScanSection section = Section(log.report, "Who would");
    CPPUNIT_ASSERT(section.note.empty());
    const std::vector<std::string> row = {
        "2026-11-22 10:00:02",
        "192.0.2.9",
        "10m 00s",
        "auth_failure",
        "3/3",
        "2",
        "103",
        "AH01617: user eve: authentication failure for \"/\": Password Mismatch",
        "1, 2, 3"};
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, section.table.rows().size());
    CPPUNIT_ASSERT(section.table.rows()[0] == row);
    CPPUNIT_ASSERT_EQUAL(std::string("Nobody."), Section(ScannedLog("").report, "Who would").note);
    const ScannedLog only_reported(LogIns(3, "192.0.2.9"),
                                   std::string(kTestRules) + "ErrWatchLimit auth_failure 3/10m block=0s\n");
    CPPUNIT_ASSERT_EQUAL(std::string("reported"),
                         Section(only_reported.report, "Who would").table.rows().at(0)[2]);
  }

  void EvidenceNamesTheFileWhereThereAreSeveral() {
    ScannedLog log(Attack());
    log.report.files.push_back({"other.log", 0, "", 7, 0});
    CPPUNIT_ASSERT_EQUAL(std::string("error.log:1, error.log:2, error.log:3"),
                         Section(log.report, "Who would").table.rows().at(0).back());
    const Rows files = Section(log.report, "Files").table.rows();
    CPPUNIT_ASSERT(files.size() == 2 && files[0] == (std::vector<std::string>{"9", "8", "", "error.log"}));
    CPPUNIT_ASSERT(files[1] == (std::vector<std::string>{"7", "0", "1970-01-01 00:00:00", "other.log"}));
  }

  void CategoriesByTheirNumber() {
    const ScannedLog log(Attack());
    const Rows rows = Section(log.report, "Entries by category").table.rows();
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, rows.size());
    CPPUNIT_ASSERT(rows[0] ==
                   (std::vector<std::string>{"5", "62.5 %", "auth_failure", "failed authentication"}));
    CPPUNIT_ASSERT(rows[1][0] == "2" && rows[1][1] == "25.0 %" && rows[2][2] == "server_fault");
  }

  void RulesByTheirNumber() {
    const ScannedLog log(Attack());
    const Rows rows = Section(log.report, "Entries by rule").table.rows();
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, rows.size());  // the benign one named nothing that counts
    CPPUNIT_ASSERT(rows[0] == (std::vector<std::string>{"5", "103", "auth_failure", "1", "wrong password"}));
    CPPUNIT_ASSERT(rows[1][1] == "101" && rows[2][1] == "104");
  }

  void ClientsTheWorstFirst() {
    const ScannedLog log(LineAt(0, "core:info", "192.0.2.7", "AH00128: x") + LogIns(3, "192.0.2.9") +
                         LineAt(10, "core:info", "192.0.2.6", "AH00128: y") +
                         LineAt(11, "core:info", "192.0.2.250", "AH00128: z") +
                         LineAt(12, "core:error", "192.0.2.5", "../etc/passwd"));
    const Rows rows = Section(log.report, "Clients").table.rows();
    std::string order;
    for (const auto& row : rows) order += row[0] + " ";
    // blocks, then cost, then entries, then the address
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.9 192.0.2.5 192.0.2.6 192.0.2.7 192.0.2.250 "), order);
    CPPUNIT_ASSERT(rows[0] ==
                   (std::vector<std::string>{"192.0.2.9", "3", "3", "1", "0", "2026-11-22 10:00:00",
                                             "2026-11-22 10:00:02", "auth_failure"}));
    CPPUNIT_ASSERT_EQUAL(std::string("(on the allow list) vuln_scan"), rows[4][7]);
  }

  void FindingsAboutTheServer() {
    const ScannedLog log(Attack());
    const ScanSection section = Section(log.report, "About the server");
    CPPUNIT_ASSERT_EQUAL(std::string("Nobody is charged for these."), section.note);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, section.table.rows().size());
    const auto& row = section.table.rows()[0];
    CPPUNIT_ASSERT(row[2] == "1" && row[3] == "server" && row[4] == "server_fault" &&
                   row[6] == "child crashed");
    CPPUNIT_ASSERT(row[7].find("AH00052") == 0);
  }

  void VirtualHosts() {
    const ScannedLog log("b.example:80 " + LineAt(1, "core:info", "192.0.2.4", "AH00128: a") +
                         "a.example:80 " + LineAt(1, "core:info", "192.0.2.4", "AH00128: a") +
                         "a.example:80 " + LineAt(1, "core:info", "192.0.2.4", "AH00128: a"));
    const Rows rows = Section(log.report, "Entries by virtual").table.rows();
    CPPUNIT_ASSERT(rows == (Rows{{"2", "a.example:80"}, {"1", "b.example:80"}}));
  }

  void CutTablesSaySo() {
    std::string text;
    for (int i = 1; i <= 5; ++i) text += LogIns(3, "192.0.2." + std::to_string(i), 10 * i);
    text += LineAt(90, "core:notice", "", "AH00052: child pid 1 exit signal");
    text += LineAt(91, "core:error", "", "../etc/passwd");
    const ScannedLog log(text);
    for (const ScanSection& section : ScanSections(log.report, 1)) {
      CPPUNIT_ASSERT_MESSAGE(section.title,
                             section.title == "Entries by category" || section.table.rows().size() <= 1);
      const bool cut = section.note.find("The first 1 of") != std::string::npos;
      const bool bounded = section.title != "Entries by category" &&
                           section.title != "Entries by virtual host" && section.title != "Files" &&
                           section.title != "Anomalies";
      CPPUNIT_ASSERT_EQUAL_MESSAGE(section.title + ": " + section.note, bounded, cut);
    }
    for (const std::size_t all : {std::size_t{0}, std::size_t{5}, std::size_t{99}})
      CPPUNIT_ASSERT_EQUAL(std::size_t{5}, Section(log.report, "Who would", all).table.rows().size());
    CPPUNIT_ASSERT(Section(log.report, "Who would", 5).note.empty());
  }

  void Facts() {
    const ScannedLog log(Attack());
    const std::string path = log.rules().path;
    const std::vector<std::pair<std::string, std::string>> expected = {
        {"lines", "9"},
        {"period", "2026-11-22 10:00:00 to 2026-11-22 10:00:20 UTC (20s)"},
        {"evidence of something", "8 (88.9 %)"},
        {"clients behind it", "3"},
        {"clients blocked", "1; incidents: 1; entries prevented: 2"},
        {"rules", "6 of " + path + ", limit any 10/1m"}};
    CPPUNIT_ASSERT(ScanFacts(log.report) == expected);
  }

  void FactsOfNothing() {
    const ScannedLog log("", std::string(kTestRules) + "ErrWatchLimit any none\n");
    const auto facts = ScanFacts(log.report);
    CPPUNIT_ASSERT_EQUAL(std::size_t{5}, facts.size());  // no period
    CPPUNIT_ASSERT(facts[1].second == "0" && facts[4].second.find("limit any") == std::string::npos);
  }

  void ForeignTextIsPrintable() {
    std::string text = "a\x1b.example:80 " + LineAt(1, "core:info", "192.0.2.4", "AH00128: x");
    for (int i = 0; i < 3; ++i)
      text += LineAt(i, "core:error", "192.0.2.4",
                     std::string(static_cast<std::size_t>(i), 'd') + "\x1b[2J\x9b ../etc/passwd \x07" +
                         std::string(300, 'x'));
    ScannedLog log(text);
    log.report.files[0].path = "\x1b]0;x\x07.log";
    log.report.files.push_back({"b", 0, "", 0, 0, 0, 0});
    std::size_t cells = 0;
    for (const ScanSection& section : ScanSections(log.report, 0)) {
      for (const auto& row : section.table.rows()) {
        for (const std::string& cell : row) {
          ++cells;
          CPPUNIT_ASSERT_MESSAGE(
              cell, cell.find_first_of("\x1b\x07\x9b") == std::string::npos && cell.size() < 200);
        }
      }
    }
    CPPUNIT_ASSERT(cells > 30);
  }

 private:
  static ScanSection Section(const ScanReport& report, const std::string& title, std::size_t most = 0) {
    for (const ScanSection& section : ScanSections(report, most)) {
      if (section.title.find(title) == 0) return section;
    }
    CPPUNIT_FAIL("no section " + title);
    return ScanSection{"", "", Table({})};
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ScanSectionsTest);

}  // namespace
}  // namespace errwatch::cli
