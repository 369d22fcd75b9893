#include "cli/scan/scan.h"

#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>

#include "cli/scan/scan_coverage.h"
#include "unit/scan_fixture.h"

namespace errwatch::cli {
namespace {

using nlohmann::json;

class ScanTest : public ScanFixture {
  CPPUNIT_TEST_SUITE(ScanTest);
  CPPUNIT_TEST(TellsWhoWouldHaveBeenBlocked);
  CPPUNIT_TEST(TheLogsOwnClockDecides);
  CPPUNIT_TEST(OldLogsAreReplayedToo);
  CPPUNIT_TEST(FilesAreReadInTimeOrder);
  CPPUNIT_TEST(LogsOfOneTimeAreMerged);
  CPPUNIT_TEST(ThreadsChangeNothing);
  CPPUNIT_TEST(Filters);
  CPPUNIT_TEST(AllowedClientsAreNeverBlocked);
  CPPUNIT_TEST(EntriesOfOneModSecurityRequestCountOnce);
  CPPUNIT_TEST(ARequestOfBothLogsCountsOnce);
  CPPUNIT_TEST(TimesThatCannotBe);
  CPPUNIT_TEST(EveryFormat);
  CPPUNIT_TEST(AnAnswerIsOfTheEndOfItsSecond);
  CPPUNIT_TEST(ForeignTextIsEscaped);
  CPPUNIT_TEST(UnparsedLines);
  CPPUNIT_TEST(GuessesTheLogLevel);
  CPPUNIT_TEST(NothingUsable);
  CPPUNIT_TEST_SUITE_END();

 public:
  void TellsWhoWouldHaveBeenBlocked() {
    std::string log;
    for (int i = 0; i < 5; ++i)
      log += LineAt(i, "auth_basic:error", "192.0.2.4",
                    "AH01617: user eve: authentication failure for \"/\": Password Mismatch");
    log += LineAt(9, "auth_basic:error", "192.0.2.9",
                  "AH01617: user bob: authentication failure for \"/\": Password Mismatch");
    const json report = Scan({files_.Write("log", log)});
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, report["blocks"].size());
    const json& block = report["blocks"][0];
    CPPUNIT_ASSERT(block["client"] == "192.0.2.4" && block["limit"] == "auth_failure" &&
                   block["score"] == 3 && block["capacity"] == 3);
    CPPUNIT_ASSERT(block["time"] == "2026-11-22T10:00:02.000000Z" &&
                   block["until"] == "2026-11-22T10:10:02.000000Z");
    CPPUNIT_ASSERT(block["prevented"] == 2 && block["rule"] == 103 && block["strikes"] == 1);
    CPPUNIT_ASSERT(block["evidence"].size() == 3 && block["evidence"][0]["line"] == 1 &&
                   block["evidence"][2]["line"] == 3);
    CPPUNIT_ASSERT(report["clients"].size() == 2 && report["summary"]["lines"] == 6 &&
                   report["summary"]["prevented"] == 2);
  }

  void TheLogsOwnClockDecides() {
    // three in ten minutes block, one every four minutes never does
    std::string slow;
    for (int i = 0; i < 12; ++i)
      slow += LineAt(i * 240, "auth_basic:error", "192.0.2.4", "AH01617: user eve: authentication failure");
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, Scan({files_.Write("log", slow)})["blocks"].size());
    std::string quick;
    for (int i = 0; i < 12; ++i)
      quick += LineAt(i * 60, "auth_basic:error", "192.0.2.4", "AH01617: user eve: authentication failure");
    CPPUNIT_ASSERT(Scan({files_.Write("log", quick)})["blocks"].size() >= 1);
  }

  void OldLogsAreReplayedToo() {
    std::string log;
    for (int i = 0; i < 4; ++i)
      log += "[Sun Jan  2 23:48:0" + std::to_string(i) + " 2005] [error] [client 192.0.2.4] ../etc/passwd" +
             std::string(static_cast<std::size_t>(i), 'd') + "\n";
    const json report = Scan({files_.Write("log", log)});
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, report["blocks"].size());
    CPPUNIT_ASSERT(report["blocks"][0]["time"] == "2005-01-02T23:48:01.000000Z");
    // The limit's own block=1h.
    CPPUNIT_ASSERT(report["blocks"][0]["until"] == "2005-01-03T00:48:01.000000Z");
  }

  void FilesAreReadInTimeOrder() {
    const auto attempt = [](int second) {
      return LineAt(second, "auth_basic:error", "192.0.2.4", "AH01617: user eve");
    };
    const std::string newer = files_.Write("error.log", attempt(100) + attempt(101));
    const std::string older = files_.Write("error.log.1", attempt(99));
    const json report = Scan({newer, older});
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, report["blocks"].size());
    CPPUNIT_ASSERT(report["blocks"][0]["time"] == "2026-11-22T10:01:41.000000Z");
    CPPUNIT_ASSERT(report["summary"]["files"][0]["path"] == older);
    CPPUNIT_ASSERT(report["blocks"][0]["evidence"][0]["file"] == older &&
                   report["blocks"][0]["evidence"][2]["line"] == 2);
  }

  void LogsOfOneTimeAreMerged() {
    // each file alone is harmless: what they hold alternates in time
    std::string even, odd;
    for (int i = 0; i < 8; ++i)
      (i % 2 == 0 ? even : odd) += LineAt(i * 150, "auth_basic:error", "192.0.2.4", "AH01617: user eve");
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, Scan({files_.Write("a", even)})["blocks"].size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, Scan({files_.Write("b", odd)})["blocks"].size());
    const json merged = Scan({files_.Path("a"), files_.Path("b")});
    std::string both;
    for (int i = 0; i < 8; ++i) both += LineAt(i * 150, "auth_basic:error", "192.0.2.4", "AH01617: user eve");
    const json one = Scan({files_.Write("c", both)});
    CPPUNIT_ASSERT(one["blocks"].size() >= 1);
    CPPUNIT_ASSERT_EQUAL(one["blocks"].size(), merged["blocks"].size());
    CPPUNIT_ASSERT(one["blocks"][0]["time"] == merged["blocks"][0]["time"]);
  }

  void ThreadsChangeNothing() {
    std::string log;
    for (int i = 0; i < 20'000; ++i) {
      const std::string client = "198.51.100." + std::to_string(i * 7 % 200);
      log += LineAt(i / 10 % 3600, "core:info", client,
                    i % 11 == 0 ? "AH00128: File does not exist: /../etc/passwd"
                                : "AH00128: File does not exist: /p" + std::to_string(i % 300));
    }
    const std::string path = files_.Write("log", log);
    const Ran one = RunTool({"scan", "-q", "-c", rules_, "-f", "json", "--threads", "1", path});
    const Ran four = RunTool({"scan", "-q", "-c", rules_, "-f", "json", "--threads", "4", path});
    CPPUNIT_ASSERT(one.code == 0 && one.out == four.out);
    CPPUNIT_ASSERT(json::parse(one.out)["summary"]["lines"] == 20'000);
  }

  void Filters() {
    std::string log = LineAt(1, "core:info", "192.0.2.4", "AH00128: a") +
                      LineAt(2, "auth_basic:error", "192.0.2.4", "AH01617: b") +
                      LineAt(3, "core:info", "2001:db8::1", "AH00128: c ../etc/passwd");
    const std::string path = files_.Write("log", log);
    const auto kept = [&](std::vector<std::string> filter) {
      std::vector<std::string> arguments = {"scan", "-q", "-c", rules_, "-f", "json", path};
      arguments.insert(arguments.end(), filter.begin(), filter.end());
      const json summary = json::parse(RunTool(arguments).out)["summary"];
      return summary["lines"].get<int>() - summary["filtered"].get<int>();
    };
    CPPUNIT_ASSERT_EQUAL(3, kept({}));
    CPPUNIT_ASSERT_EQUAL(2, kept({"--client", "192.0.2.0/24"}));
    CPPUNIT_ASSERT_EQUAL(3, kept({"--client", "192.0.2.0/24", "--client", "2001:db8::/32"}));
    CPPUNIT_ASSERT_EQUAL(1, kept({"--category", "auth_failure"}));
    CPPUNIT_ASSERT_EQUAL(2, kept({"--category", "vuln_scan"}));  // also as a second category
    CPPUNIT_ASSERT_EQUAL(1, kept({"--rule", "102"}));
    CPPUNIT_ASSERT_EQUAL(1, kept({"--level", "error"}));
    CPPUNIT_ASSERT_EQUAL(2, kept({"--since", "2026-11-22 10:00:02"}));
    CPPUNIT_ASSERT_EQUAL(1, kept({"--until", "2026-11-22T10:00:02Z"}));
    // Nothing is left to report of.
    const Ran none = RunTool({"scan", "-q", "-c", rules_, "-f", "json", path, "--until", "2026-11-22"});
    CPPUNIT_ASSERT(none.code == 1 && none.out.empty());
    CPPUNIT_ASSERT_EQUAL(
        std::string("errwatch: nothing was scanned: --since and --until leave out every entry\n"), none.err);
    for (const auto& bad : {std::vector<std::string>{"--client", "nobody"},
                            {"--category", "spam"},
                            {"--since", "soon"},
                            {"--rule", "99"},
                            {"--until", "2026-11-20", "--since", "2026-11-21"},
                            {"--level", "loud"}}) {
      std::vector<std::string> arguments = {"scan", "-c", rules_, path};
      arguments.insert(arguments.end(), bad.begin(), bad.end());
      const Ran ran = RunTool(arguments);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(bad[0], 2, ran.code);
      CPPUNIT_ASSERT_MESSAGE(ran.err, ran.err.find(bad[0]) != std::string::npos);
    }
  }

  void AllowedClientsAreNeverBlocked() {
    std::string log;
    for (int i = 0; i < 9; ++i) log += LineAt(i, "auth_basic:error", "192.0.2.250", "AH01617: user eve");
    const json report = Scan({files_.Write("log", log)});
    CPPUNIT_ASSERT(report["blocks"].empty() && report["clients"][0]["allowed"] == true);
  }

  void EntriesOfOneModSecurityRequestCountOnce() {
    const auto entry = [](int second, const std::string& id, int i) {
      return LineAt(second, "security2:error", "192.0.2.4",
                    "[client 192.0.2.4] ModSecurity: Warning. [uri \"/" +
                        std::string(static_cast<std::size_t>(i), 'q') + "\"] [unique_id \"" + id + "\"]");
    };
    std::string one_request, many_requests;
    for (int i = 0; i < 6; ++i) {
      one_request += entry(1, "AAA", i);
      many_requests += entry(1, "AA" + std::to_string(i), i);
    }
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, Scan({files_.Write("log", one_request)})["blocks"].size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Scan({files_.Write("log", many_requests)})["blocks"].size());
  }

  // Else it stood before what the error log says of it, and where that weighs more both counted.
  void AnAnswerIsOfTheEndOfItsSecond() {
    const std::string rules = files_.Write(
        "answers.conf", std::string(kTestRules) + "ErrWatchRule 190 auth_failure status=401 cost=0\n");
    const std::string error = files_.Write(
        "error.log",
        "[Sun Nov 22 10:00:07.286123 2026] [auth_basic:error] [pid 1:tid 2] [client 192.0.2.4:5] "
        "AH01617: user bob: authentication failure for \"/private/\": Password Mismatch\n");
    const std::string access = files_.Write(
        "access.log",
        "192.0.2.4 - bob [22/Nov/2026:10:00:07 +0000] \"GET /private/ HTTP/1.1\" 401 381 \"-\" \"curl\"\n");
    const auto json =
        nlohmann::json::parse(RunTool({"scan", "-q", "-c", rules, "-f", "json", error, access}).out);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(json.dump(1), 1, json["summary"]["same_request"].get<int>());
    CPPUNIT_ASSERT_EQUAL(1, json["categories"][0]["entries"].get<int>());
  }

  // Two lines are read, one entry is counted: in every table, and in the report.
  void ARequestOfBothLogsCountsOnce() {
    std::string error, access;
    for (int i = 0; i < 3; ++i) {
      const std::string path = "/" + std::to_string(i) + "/../etc/passwd";
      error += LineAt(i, "core:info", "192.0.2.4", "AH00128: File does not exist: /srv" + path);
      access += "192.0.2.4 - - [22/Nov/2026:10:00:0" + std::to_string(i) + " +0000] \"GET " + path +
                " HTTP/1.1\" 404 196 \"-\" \"curl\"\n";
    }
    const std::string logs[] = {files_.Write("error.log", error), files_.Write("access.log", access)};
    const auto json =
        nlohmann::json::parse(RunTool({"scan", "-q", "-c", rules_, "-f", "json", logs[0], logs[1]}).out);
    CPPUNIT_ASSERT_EQUAL(6, json["summary"]["lines"].get<int>());
    CPPUNIT_ASSERT_EQUAL_MESSAGE(json.dump(1), 3, json["summary"]["same_request"].get<int>());
    for (const char* table : {"categories", "rules", "clients"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(json.dump(1), std::size_t{1}, json[table].size());
      CPPUNIT_ASSERT_EQUAL_MESSAGE(table, 3, json[table][0]["entries"].get<int>());
    }
    // A line of an access log has no message: what was asked for is what a block rests on.
    const auto alone =
        nlohmann::json::parse(RunTool({"scan", "-q", "-c", rules_, "-f", "json", logs[1]}).out);
    CPPUNIT_ASSERT_MESSAGE(
        alone.dump(1), alone["blocks"][0]["message"].get<std::string>().starts_with("GET /1/../etc/passwd"));
    const auto report =
        nlohmann::json::parse(RunTool({"report", "-q", "-c", rules_, "-f", "json", logs[0], logs[1]}).out);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(report.dump(1), 3, report["summary"]["entries"].get<int>());
    int charted = 0;
    for (const auto& column : report["summary"]["over_time"]["entries"]) charted += column.get<int>();
    CPPUNIT_ASSERT_EQUAL(3, charted);
    CPPUNIT_ASSERT_MESSAGE(report.dump(1),
                           report["incidents"][0]["statuses"].dump().find("404") != std::string::npos);
  }

  // They are read, and taken with the line before them.
  void TimesThatCannotBe() {
    std::string access;
    for (const char* year : {"2026", "2026", "2026", "2026", "0000", "1969", "9999"})
      access += std::string("192.0.2.4 - - [22/Nov/") + year +
                ":10:00:00 +0000] \"GET /../etc/passwd HTTP/1.1\" 404 196 \"-\" \"curl\"\n";
    const auto json = nlohmann::json::parse(
        RunTool({"scan", "-q", "-c", rules_, "-f", "json", files_.Write("access.log", access)}).out);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(json.dump(1), 3, json["summary"]["without_time"].get<int>());
    CPPUNIT_ASSERT_EQUAL(json["summary"]["first"].get<std::string>(),
                         json["summary"]["last"].get<std::string>());
    CPPUNIT_ASSERT_EQUAL(7, json["clients"][0]["entries"].get<int>());
  }

  void EveryFormat() {
    const std::string path = Attack();
    CPPUNIT_ASSERT(Format("text", path).find("Who would have been blocked") != std::string::npos);
    CPPUNIT_ASSERT(Format("markdown", path).find("| 2026-11-22 10:00:01 | 192.0.2.4 |") != std::string::npos);
    const std::string csv = Format("csv", path);
    CPPUNIT_ASSERT(csv.find("time (UTC),client,") == 0 && csv.find("192.0.2.4") != std::string::npos);
    const std::string html = Format("html", path);
    CPPUNIT_ASSERT(html.find("<!DOCTYPE html>") == 0 && html.find("</html>") != std::string::npos &&
                   html.find("<script") == std::string::npos);
    CPPUNIT_ASSERT(html.find("http://") == std::string::npos && html.find("https://") == std::string::npos);
    std::string last;
    std::istringstream lines(Format("jsonl", path));
    std::map<std::string, int> types;
    for (std::string line; std::getline(lines, line);)
      ++types[last = json::parse(line)["type"].get<std::string>()];
    CPPUNIT_ASSERT(last == "summary" && types["block"] == 1 && types["client"] == 1 && types["rule"] == 1);
  }

  void ForeignTextIsEscaped() {
    std::string log;
    for (int i = 0; i < 4; ++i)
      log += LineAt(
          i, "core:info", "192.0.2.4",
          "AH00128: <img src=x> \x1b[2J |b| ../etc/passwd" + std::string(static_cast<std::size_t>(i), 'd'));
    const std::string path = files_.Write("log", log);
    CPPUNIT_ASSERT(Format("html", path).find("<img") == std::string::npos);
    for (const char* format : {"text", "markdown", "csv"})
      CPPUNIT_ASSERT_MESSAGE(format, Format(format, path).find('\x1b') == std::string::npos);
    CPPUNIT_ASSERT(Format("markdown", path).find("\\|b\\|") != std::string::npos);
  }

  void UnparsedLines() {
    const Ran ran = RunTool(
        {"scan", "-q", "-c", rules_, "--unparsed",
         files_.Write("log", LineAt(1, "core:info", "192.0.2.4", "AH00128: a") + "sh: 1: not found\n\n")});
    CPPUNIT_ASSERT(ran.err.find("log:2: sh: 1: not found") != std::string::npos &&
                   ran.err.find("log:3:") != std::string::npos);
  }

  void GuessesTheLogLevel() {
    const LogLevels levels = LevelsSeen({{"core", Level::kInfo}, {"ssl", Level::kDebug}});
    CPPUNIT_ASSERT(levels.base == Level::kWarn && levels.For("core") == Level::kInfo &&
                   levels.For("ssl") == Level::kDebug);
    const LogLevels all =
        LevelsSeen({{"a", Level::kInfo}, {"b", Level::kInfo}, {"c", Level::kInfo}, {"d", Level::kDebug}});
    CPPUNIT_ASSERT(all.base == Level::kInfo && all.modules.size() == 1);
    const json quiet = Scan({files_.Write("log", LineAt(1, "auth_basic:error", "192.0.2.4", "AH01617: b"))});
    CPPUNIT_ASSERT(quiet["summary"]["hidden_rules"] == json::array({101}) &&
                   quiet["summary"]["log_level"] == "LogLevel warn core:info");
    const json loud = Scan({files_.Write("log", LineAt(1, "core:info", "192.0.2.4", "AH00128: b"))});
    CPPUNIT_ASSERT(loud["summary"]["hidden_rules"].empty());
  }

  void NothingUsable() {
    const Ran log = RunTool({"scan", "-q", "-c", rules_, "-i", "jsonl", Attack()});
    CPPUNIT_ASSERT(log.code == 1 && log.err.find("--input log") != std::string::npos);
    const Ran retired = RunTool({"scan", "-q", "-c", rules_, "--rule", "3001", Attack()});
    CPPUNIT_ASSERT(retired.code == 2 && retired.err.find("replaced by 3020") != std::string::npos);
    CPPUNIT_ASSERT_EQUAL(1, RunTool({"scan", "-q", "-c", rules_, files_.Write("empty", "")}).code);
    CPPUNIT_ASSERT_EQUAL(1, RunTool({"scan", "-q", "-c", rules_, files_.Path("missing")}).code);
    CPPUNIT_ASSERT_EQUAL(2, RunTool({"scan", "-q", "-c", rules_}).code);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ScanTest);

}  // namespace
}  // namespace errwatch::cli
