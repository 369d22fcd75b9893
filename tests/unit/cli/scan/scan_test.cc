#include "cli/scan/scan.h"

#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>

#include "cli/scan/scan_coverage.h"
#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

using nlohmann::json;

class ScanTest : public CppUnit::TestFixture {
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
  CPPUNIT_TEST(EveryFormat);
  CPPUNIT_TEST(ForeignTextIsEscaped);
  CPPUNIT_TEST(UnparsedLines);
  CPPUNIT_TEST(GuessesTheLogLevel);
  CPPUNIT_TEST(NothingUsable);
  CPPUNIT_TEST(ALogThatCannotBeRead);
  CPPUNIT_TEST(ALogOfSomethingElse);
  CPPUNIT_TEST(ALogWithoutPrefix);
  CPPUNIT_TEST(FilesThatHoldNoLines);
  CPPUNIT_TEST(LinesCutByAContainerRuntime);
  CPPUNIT_TEST(WithoutTimesThereAreNoLimits);
  CPPUNIT_TEST(CollectorsFormsAreJudgedAlike);
  CPPUNIT_TEST(ChildrenCannotNameAnybodyInACollectorsForm);
  CPPUNIT_TEST(AFormThatTheLogHasNotNamesNobody);
  CPPUNIT_TEST(ALogMayChangeItsForm);
  CPPUNIT_TEST(SaysThatNobodyIsNamed);
  CPPUNIT_TEST(NoTimesAreInvented);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { ::setenv("TZ", "UTC", 1); }

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
    CPPUNIT_ASSERT_EQUAL(1, RunTool({"scan", "-q", "-c", rules_, files_.Write("empty", "")}).code);
    CPPUNIT_ASSERT_EQUAL(1, RunTool({"scan", "-q", "-c", rules_, files_.Path("missing")}).code);
    CPPUNIT_ASSERT_EQUAL(2, RunTool({"scan", "-q", "-c", rules_}).code);
  }

  void ALogThatCannotBeRead() {
    const std::string path = files_.Write("log", "<Event>\n  <Message>AH00128: x</Message>\n</Event>\n");
    for (const char* format : {"text", "markdown", "html", "json"}) {
      const Ran ran = RunTool({"scan", "-q", "-c", rules_, "-f", format, path});
      CPPUNIT_ASSERT_EQUAL_MESSAGE(format, 1, ran.code);
      CPPUNIT_ASSERT_MESSAGE(
          ran.out, ran.out.find("no line of an error log of httpd was found") != std::string::npos &&
                       ran.out.find("Nobody.") == std::string::npos);
      CPPUNIT_ASSERT_MESSAGE(ran.err,
                             ran.err.find("no line of an error log of httpd was found") != std::string::npos);
    }
  }

  // What a collector writes around them is no sign of httpd.
  void ALogOfSomethingElse() {
    const std::string path =
        files_.Write("log",
                     "Nov 22 10:00:00 srv sshd[7]: Failed password for root from 192.0.2.4 port 1 ssh2\n"
                     "Nov 22 10:00:01 srv sshd[7]: Connection closed by 192.0.2.4 port 1\n");
    const Ran ran = RunTool({"scan", "-q", "-c", rules_, path});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.out, 1, ran.code);
    CPPUNIT_ASSERT_MESSAGE(ran.out, ran.out.find("Nobody.") == std::string::npos);
    CPPUNIT_ASSERT_MESSAGE(ran.err,
                           ran.err.find("no line of an error log of httpd was found") != std::string::npos);
  }

  void ALogWithoutPrefix() {
    std::string log;
    for (int i = 0; i < 20; ++i)
      log += "AH01617: user eve: authentication failure for \"/\": Password Mismatch\n";
    for (int i = 0; i < 5; ++i) log += LineAt(i, "auth_basic:error", "192.0.2.4", "AH01617: user eve: x");
    const json report = Scan({files_.Write("log", log)});
    CPPUNIT_ASSERT_MESSAGE(report.dump(), report["clients"].empty() && report["blocks"].empty());
  }

  void LinesCutByAContainerRuntime() {
    std::string log;
    for (int i = 0; i < 9; ++i) {
      std::string line =
          LineAt(i, "auth_basic:error", "192.0.2.4", "AH01617: user eve" + std::to_string(i) + ": x");
      line.pop_back();
      for (std::size_t at = 0; at < line.size(); at += 50)
        log += "2026-11-22T10:00:00Z stderr " + std::string(at + 50 < line.size() ? "P " : "F ") +
               line.substr(at, 50) + "\n";
    }
    const json report = Scan({files_.Write("log", log)});
    CPPUNIT_ASSERT_MESSAGE(
        report.dump(), report["clients"][0]["client"] == "192.0.2.4" && report["clients"][0]["entries"] == 9);
  }

  void FilesThatHoldNoLines() {
    const std::string packed = files_.Write("a.xz", std::string("\xFD\x37zXZ\0abc", 9));
    const std::string verbose =
        files_.Write("v", "Fri 2024-08-23 23:19:57.5 CEST [s=0a;i=1]\n    PRIORITY=3\n    MESSAGE=x\n");
    for (const auto& [path, text] : {std::pair(packed, "is packed by xz"), std::pair(verbose, "short-iso")}) {
      const Ran ran = RunTool({"scan", "-q", "-c", rules_, path});
      CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.out + ran.err, 1, ran.code);
      CPPUNIT_ASSERT_MESSAGE(ran.err, ran.err.find(text) != std::string::npos);
      CPPUNIT_ASSERT_MESSAGE(ran.out, ran.out.find("Nobody.") == std::string::npos);
    }
  }

  void WithoutTimesThereAreNoLimits() {
    std::string log;
    for (int i = 0; i < 9; ++i) log += "[client 192.0.2.4] AH00128: ../etc/passwd" + std::to_string(i) + "\n";
    const std::string path = files_.Write("log", log);
    const json report = Scan({path});
    CPPUNIT_ASSERT(report["blocks"].empty() && report["summary"]["judged"] == false);
    CPPUNIT_ASSERT(report["clients"][0]["client"] == "192.0.2.4" && report["clients"][0]["entries"] == 9 &&
                   report["clients"][0]["cost"] == 45);
    const std::string text = Format("text", path);
    CPPUNIT_ASSERT(text.find("Judged without limits: no line has a time") != std::string::npos &&
                   text.find("Nobody.") == std::string::npos);
    CPPUNIT_ASSERT(Scan({Attack()})["summary"]["judged"] == true);
  }

  void CollectorsFormsAreJudgedAlike() {
    std::string plain, docker, compose;
    for (int i = 0; i < 5; ++i) {
      std::string line =
          LineAt(i, "auth_basic:error", "192.0.2.4", "AH01617: user eve" + std::to_string(i) + ": x");
      line.pop_back();
      plain += line + "\n";
      docker += json{{"log", line + "\n"}, {"stream", "stderr"}}.dump() + "\n";
      compose += "web-1  | " + line + "\n";
    }
    const json wanted = Scan({files_.Write("log", plain)})["blocks"];
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, wanted.size());
    CPPUNIT_ASSERT(Scan({files_.Write("log", docker)})["blocks"] == wanted);
    CPPUNIT_ASSERT(Scan({files_.Write("log", compose)})["blocks"] == wanted);
  }

  void ChildrenCannotNameAnybodyInACollectorsForm() {
    std::string log;
    for (int i = 0; i < 200; ++i) log += LineAt(i, "core:info", "", "AH00128: x");
    for (int i = 0; i < 9; ++i) {
      std::string line =
          LineAt(i, "auth_basic:error", "198.51.100.9", "AH01617: user eve" + std::to_string(i));
      line.pop_back();
      log += json{{"log", line}, {"time", "2026-11-22T10:02:00Z"}}.dump() + "\nweb-1 | " + line + "\n> " +
             line + "\n";
    }
    const json report = Scan({files_.Write("log", log)});
    CPPUNIT_ASSERT(report["blocks"].empty() && report["clients"].empty());
    CPPUNIT_ASSERT(report["summary"]["other_form"] == 18 && report["summary"]["without_prefix"] == 9);
  }

  // Lines of 2.2 or an excerpt in the log of 2.4, as a CGI program may write them.
  void AFormThatTheLogHasNotNamesNobody() {
    for (const char* before :
         {"[Sun Nov 22 10:00:01 2026] [error] [client 198.51.100.9] ", "[client 198.51.100.9] ",
          "[2026-11-22 10:00:01.5] [core:info] [pid 1] [client 198.51.100.9:7] ",
          "[Sun Nov 22 10:00:01.5 2026] [core:info] [client 198.51.100.9:7] ",
          "[core:info] [pid 1] [client 198.51.100.9:7] ", "[error] [client 198.51.100.9:7] "}) {
      std::string log;
      for (int i = 0; i < 2000; ++i) {
        log += ModernLine(i, "192.0.2.4", "AH00128: x");
        if (i % 7 == 0) log += before + ("x ../etc/passwd" + std::to_string(i)) + "\n";
      }
      const json report = Scan({files_.Write("log", log)});
      CPPUNIT_ASSERT_MESSAGE(before, report["blocks"].empty());
      for (const json& client : report["clients"])
        CPPUNIT_ASSERT_MESSAGE(before, client["client"] == "192.0.2.4");
      CPPUNIT_ASSERT_EQUAL_MESSAGE(before, 286, report["summary"]["other_form"].get<int>());
    }
  }

  void ALogMayChangeItsForm() {
    for (const int lines : {40, 300, 3000}) {
      std::string log;
      for (int i = 0; i < lines; ++i)
        log += "[Sun Nov 22 09:00:00 2026] [error] [client 192.0.2.4] x ../etc/passwd" + std::to_string(i) +
               "\n";
      for (int i = 0; i < lines; ++i)
        log += ModernLine(i, "192.0.2.5", "x ../etc/passwd" + std::to_string(i));
      const json report = Scan({files_.Write("log", log)});
      CPPUNIT_ASSERT_EQUAL(std::size_t{2}, report["clients"].size());
      for (const json& client : report["clients"]) CPPUNIT_ASSERT(client["entries"].get<int>() >= lines - 20);
      CPPUNIT_ASSERT(report["summary"]["other_form"].get<int>() <= 20);
    }
  }

  void SaysThatNobodyIsNamed() {
    std::string log;
    for (int i = 0; i < 9; ++i)
      log +=
          "[Sun Nov 22 10:00:00.1 2026] [core:info] [pid 1] [client 192.0.2.4, 192.0.2.5] x ../etc/passwd\n";
    const std::string path = files_.Write("log", log);
    const std::string note = "no line names a client";
    CPPUNIT_ASSERT(Scan({path})["summary"]["with_client"] == 0 &&
                   Scan({path})["summary"]["notes"].dump().find(note) != std::string::npos);
    CPPUNIT_ASSERT(Format("text", path).find(note) != std::string::npos);
    CPPUNIT_ASSERT(Format("text", Attack()).find(note) == std::string::npos);
  }

  // ErrorLogFormat "%M": there is no clock to show.
  void NoTimesAreInvented() {
    std::string log;
    for (int i = 0; i < 9; ++i) log += "AH00128: x ../etc/passwd\n";
    const std::string path = files_.Write("log", log + "AH01071: y\n");
    for (const char* format : {"text", "json", "jsonl", "markdown"})
      CPPUNIT_ASSERT_MESSAGE(Format(format, path), Format(format, path).find("2020-") == std::string::npos);
  }

 private:
  static std::string ModernLine(int second, const std::string& client, const std::string& message) {
    const std::string digits = std::to_string(10'000 + second % 3600 / 60 * 100 + second % 60);
    return "[Sun Nov 22 10:" + digits.substr(1, 2) + ":" + digits.substr(3) +
           ".000001 2026] [core:info] [pid 1] [client " + client + ":4000] " + message + "\n";
  }
  std::string Attack() {
    std::string log;
    for (int i = 0; i < 3; ++i)
      log += LineAt(i, "core:info", "192.0.2.4",
                    "x ../etc/passwd" + std::string(static_cast<std::size_t>(i), 'd'));
    return files_.Write("attack", log);
  }
  std::string Format(const char* format, const std::string& path) {
    const Ran ran = RunTool({"scan", "-q", "-c", rules_, "-f", format, path});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(format, 0, ran.code);
    return ran.out;
  }
  json Scan(std::vector<std::string> paths) {
    std::vector<std::string> arguments = {"scan", "-q", "-c", rules_, "-f", "json"};
    arguments.insert(arguments.end(), paths.begin(), paths.end());
    const Ran ran = RunTool(arguments);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, 0, ran.code);
    return json::parse(ran.out);
  }

  TemporaryDirectory files_;
  std::string rules_ = files_.Write("rules.conf", kTestRules);
};
CPPUNIT_TEST_SUITE_REGISTRATION(ScanTest);

}  // namespace
}  // namespace errwatch::cli
