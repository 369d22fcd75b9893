// Logs as other programs hand them on, and what is no log of httpd's.
#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>

#include "unit/scan_fixture.h"

namespace errwatch::cli {
namespace {

using nlohmann::json;

class ScanFormsTest : public ScanFixture {
  CPPUNIT_TEST_SUITE(ScanFormsTest);
  CPPUNIT_TEST(ALogThatCannotBeRead);
  CPPUNIT_TEST(ALogOfSomethingElse);
  CPPUNIT_TEST(ALogWithoutPrefix);
  CPPUNIT_TEST(FilesThatHoldNoLines);
  CPPUNIT_TEST(LinesCutByAContainerRuntime);
  CPPUNIT_TEST(AccessLinesCutByAContainerRuntime);
  CPPUNIT_TEST(AnEntryIsJudgedWithItsRequest);
  CPPUNIT_TEST(WithoutTimesThereAreNoLimits);
  CPPUNIT_TEST(CollectorsFormsAreJudgedAlike);
  CPPUNIT_TEST(ExportsAreJudgedAlike);
  CPPUNIT_TEST(WhatLooksLikeAnExportWithinALogNamesNobody);
  CPPUNIT_TEST(ChildrenCannotNameAnybodyInACollectorsForm);
  CPPUNIT_TEST(AFormThatTheLogHasNotNamesNobody);
  CPPUNIT_TEST(ALogMayChangeItsForm);
  CPPUNIT_TEST(SaysThatNobodyIsNamed);
  CPPUNIT_TEST(NoTimesAreInvented);
  CPPUNIT_TEST_SUITE_END();

 public:
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

  // What a client sent stands at the front of the second part, and is no line of its own.
  void AccessLinesCutByAContainerRuntime() {
    const std::string time = "2026-11-22T10:00:00.000000000Z stdout ";
    const std::string begin = "192.0.2.4 - - [22/Nov/2026:10:00:00 +0000] \"GET /";
    const std::string end = " HTTP/1.1\" 404 5\n";
    const std::string path = files_.Write(
        "access", time + "F " + begin + "x" + end + time + "F " + begin + "y" + end + time + "P " + begin +
                      "a\n" + time + "F 192.0.2.66 - - [22/Nov/2026:10:00:00 +0000] ../etc/passwd" + end);
    const json report = Scan({path});
    CPPUNIT_ASSERT_EQUAL(4, report["summary"]["lines"].get<int>());
    CPPUNIT_ASSERT_EQUAL_MESSAGE(report.dump(1), std::size_t{1}, report["clients"].size());
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.4"), report["clients"][0]["client"].get<std::string>());
  }

  // As the server does, which has the request at hand: a message that is harmless alone, and one that is
  // little.
  // Where entries alone are judged nothing else tells of what was asked for.
  void AnEntryIsJudgedWithItsRequest() {
    const std::string rules =
        files_.Write("entries.conf", "ErrWatchInspect Entries\n" + std::string(kTestRules));
    const std::string errors =
        files_.Write("errors", LineAt(0, "core:info", "192.0.2.4", "AH00128: File does not exist: /srv/a") +
                                   LineAt(1, "core:error", "192.0.2.4", "AH99999: something with /srv/b") +
                                   LineAt(2, "core:error", "192.0.2.5", "AH99999: something with /srv/b"));
    std::string lines;
    for (const char* target : {"0 +0000] \"GET /a?../etc/passwd HTTP/1.1\" 404 5 \"-\" \"x\"",
                               "1 +0000] \"GET /b?../etc/passwd HTTP/1.1\" 500 5 \"-\" \"x\""})
      lines += "192.0.2.4 - - [22/Nov/2026:10:00:0" + std::string(target) + "\n";
    lines += "192.0.2.5 - - [22/Nov/2026:10:00:02 +0000] \"GET /b HTTP/1.1\" 500 5 \"-\" \"x\"\n";
    const Ran ran = RunTool(
        {"scan", "-q", "-c", rules, "-f", "json", errors, "--access-log", files_.Write("access", lines)});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, 0, ran.code);
    const json report = json::parse(ran.out);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(report.dump(1), std::size_t{1}, report["clients"].size());
    CPPUNIT_ASSERT_EQUAL(2, report["clients"][0]["entries"].get<int>());
    CPPUNIT_ASSERT_EQUAL(1, report["clients"][0]["blocks"].get<int>());
    CPPUNIT_ASSERT_MESSAGE(report.dump(1), report["clients"][0]["categories"] == json({"path_traversal"}));
    for (const json& category : report["categories"])
      CPPUNIT_ASSERT_EQUAL_MESSAGE(report.dump(1), category["category"] == "path_traversal" ? 2 : 0,
                                   category["entries"].get<int>());
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

  void ExportsAreJudgedAlike() {
    std::string plain;
    std::string csv = "\"_raw\",\"_time\",\"host\"\n";
    json list = json::array(), hits = json::array(), values = json::array();
    for (int i = 0; i < 5; ++i) {
      std::string line =
          LineAt(i, "auth_basic:error", "192.0.2.4", "AH01617: user eve" + std::to_string(i) + ": x");
      line.pop_back();
      plain += line + "\n";
      csv += "\"" + line + "\nTraceback, \"\"x\"\":\",\"\",web\n";
      list.push_back({{"message", line}});
      hits.push_back({{"_source", {{"message", line}, {"tags", {"a"}}}}});
      values.push_back({"17953416" + std::string(11, '0'), line});
    }
    const json wanted = Scan({files_.Write("log", plain)})["blocks"];
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, wanted.size());
    for (const std::string& text :
         {csv, list.dump(), list.dump(2), json{{"took", 1}, {"hits", {{"hits", hits}}}}.dump(),
          json{{"data", {{"result", {{{"stream", json::object()}, {"values", values}}}}}}}.dump()}) {
      const json blocks = Scan({files_.Write("log", text)})["blocks"];
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::size_t{1}, blocks.size());
      CPPUNIT_ASSERT_MESSAGE(text, blocks[0]["client"] == wanted[0]["client"]);
    }
  }

  // The first lines of a log may be a child's, and what they say a client's.
  void WhatLooksLikeAnExportWithinALogNamesNobody() {
    const std::string_view begins[] = {
        "message,client\nAH01617: user eve: x,198.51.100.9\n",
        R"([{"message":"AH01617: user eve: x","client":"198.51.100.9"},)"
        "\n",
        R"({"hits":[{"message":"AH01617: user eve: x","client":"198.51.100.9"},)"
        "\n"};
    for (const std::string_view begin : begins) {
      std::string log(begin);
      for (int i = 0; i < 20; ++i)
        log += LineAt(i, "core:info", "192.0.2.4", "x ../etc/passwd" + std::to_string(i));
      const json report = Scan({files_.Write("log", log)});
      CPPUNIT_ASSERT_MESSAGE(report.dump(), report["clients"].size() == 1 &&
                                                report["clients"][0]["client"] == "192.0.2.4" &&
                                                report["clients"][0]["entries"] == 20);
    }
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
};
CPPUNIT_TEST_SUITE_REGISTRATION(ScanFormsTest);

}  // namespace
}  // namespace errwatch::cli
