#include "cli/report/report.h"

#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>

#include "unit/report_fixture.h"
#include "unit/well_formed_html.h"

namespace errwatch::cli {
namespace {

using nlohmann::json;

class ReportTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ReportTest);
  CPPUNIT_TEST(EachFormat);
  CPPUNIT_TEST(AnEmptyLog);
  CPPUNIT_TEST(ALogWithoutTimes);
  CPPUNIT_TEST(WhatCannotBeRead);
  CPPUNIT_TEST(NotAllBelowTheDocroot);
  CPPUNIT_TEST(AnotherLog);
  CPPUNIT_TEST(Period);
  CPPUNIT_TEST(Gap);
  CPPUNIT_TEST(FilesOnDisk);
  CPPUNIT_TEST(ADocrootThatIsALink);
  CPPUNIT_TEST(FilesWithoutAnEnd);
  CPPUNIT_TEST(APasswordGuessedAfterABlock);
  CPPUNIT_TEST(ClientsAreCountedOnce);
  CPPUNIT_TEST(Anonymized);
  CPPUNIT_TEST_SUITE_END();

  std::optional<FewRules> rules_;
  TemporaryDirectory files_;

  static Ran Report(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"report", "-q"});
    return RunTool(std::move(arguments));
  }
  static json Json(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"-f", "json"});
    const Ran ran = Report(std::move(arguments));
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, 0, ran.code);
    return json::parse(ran.out);
  }
  std::string Log() { return files_.Write("error.log", TraversalLog()); }

 public:
  void setUp() override {
    ::setenv("TZ", "UTC", 1);
    rules_.emplace();
  }
  void tearDown() override { rules_.reset(); }

  void EachFormat() {
    for (const char* format : {"text", "markdown", "html", "json"}) {
      const Ran ran = Report({"-f", format, Log()});
      CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, 0, ran.code);
      CPPUNIT_ASSERT_MESSAGE(format, Contains(ran.out, "192.0.2.4") && Contains(ran.out, "192.0.2.4"));
    }
    CPPUNIT_ASSERT_EQUAL(std::string(), HtmlChecker::Check(Report({"-f", "html", Log()}).out));
  }

  void AnEmptyLog() {
    const Ran ran = Report({files_.Write("empty", "")});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, 0, ran.code);
    CPPUNIT_ASSERT_MESSAGE(ran.out, Contains(ran.out, "Nothing was found") && Contains(ran.out, "/empty"));
  }

  void ALogWithoutTimes() {
    std::string log;
    for (int i = 0; i < 4; ++i)
      log += "[client 192.0.2.4] AH00128: File does not exist: /" + std::to_string(i) + "/../etc/passwd\n";
    const Ran ran = Report({files_.Write("excerpt", log)});
    CPPUNIT_ASSERT_MESSAGE(ran.out, Contains(ran.out, "Incident 1: path traversal") &&
                                        Contains(ran.out, "nothing is known: limits need times"));
    CPPUNIT_ASSERT_MESSAGE(ran.out,
                           Contains(ran.out, "No line has a time") && !Contains(ran.out, "Over time"));
  }

  void WhatCannotBeRead() {
    const Ran ran = Report({Log(), files_.Path("missing")});
    CPPUNIT_ASSERT_EQUAL(1, ran.code);
    CPPUNIT_ASSERT(Contains(ran.out, "Incident 1") && Contains(ran.out, "missing"));
    CPPUNIT_ASSERT_EQUAL(2, Report({}).code);
    CPPUNIT_ASSERT_EQUAL(2, Report({"--gap", "soon", Log()}).code);
    CPPUNIT_ASSERT_EQUAL(2, Report({"--since", "whenever", Log()}).code);
    CPPUNIT_ASSERT_EQUAL(1, Report({"--docroot", files_.Path("missing"), Log()}).code);
    CPPUNIT_ASSERT_EQUAL(2, Report({"--mail", "", Log()}).code);  // an empty variable of a cron job
    const Ran mail = Report({"--mail", " ", Log()});
    CPPUNIT_ASSERT_EQUAL(2, mail.code);
    CPPUNIT_ASSERT_MESSAGE(mail.err, Contains(mail.err, "--mail: \" \" is no address of mail") &&
                                         !Contains(mail.err, "--mail: --mail"));
  }

  // What lies too deep is said, and tells cron.
  void NotAllBelowTheDocroot() {
    std::string deep = "www";
    files_.Write(deep + "/index.html", "x");
    CPPUNIT_ASSERT_EQUAL(0, Report({"--docroot", files_.Path("www"), Log()}).code);
    for (int i = 0; i < 70; ++i) deep += "/a";
    files_.Write(deep + "/x.php", "x");
    const Ran ran = Report({"--docroot", files_.Path("www"), Log()});
    CPPUNIT_ASSERT_EQUAL(1, ran.code);
    CPPUNIT_ASSERT_MESSAGE(ran.out, Contains(ran.out, "could not be read: 1."));
  }

  // What its lines are is seen; only who says otherwise is told.
  void AnotherLog() {
    const std::string log = files_.Write("access.log", kAccessLog);
    CPPUNIT_ASSERT_EQUAL(0, Report({log}).code);
    const Ran ran = Report({"--input", "log", log});
    CPPUNIT_ASSERT_EQUAL(1, ran.code);
    CPPUNIT_ASSERT_MESSAGE(ran.out, Contains(ran.out, kNoErrorLogText));
  }

  void Period() {
    CPPUNIT_ASSERT_EQUAL(2, Json({"--since", "2026-11-22T10:00:01Z", "--until", "2026-11-22T10:00:03Z",
                                  Log()})["incidents"][0]["entries"]
                                .get<int>());
    const json none = Json({"--since", "2026-11-23", Log()});
    CPPUNIT_ASSERT(none["incidents"].empty());
    CPPUNIT_ASSERT(Contains(none["doubts"].dump(), "left out by --since"));
  }

  void Gap() {
    std::string log = TraversalLog();
    log += LineAt(900, "core:info", "192.0.2.4", "AH00128: /9/../etc/passwd");
    const std::string path = files_.Write("long.log", log);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Json({path})["incidents"].size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, Json({"--gap", "10s", path})["incidents"].size());
  }

  // They are new, and so changed after the log's attack.
  void FilesOnDisk() {
    files_.Write("www/up/x.php", "<?php");
    const std::string log = files_.Write(
        "put.jsonl",
        R"({"time":"2020-11-22T10:00:00Z","client":"192.0.2.4","method":"PUT","uri":"/up/x.php?../etc/passwd","message":"../etc/passwd","status":201})"
        "\n");
    const json report = Json({"-i", "jsonl", log, "--docroot", files_.Path("www") + "/"});
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, report["changed_files"]["files"].size());
    const json& file = report["changed_files"]["files"][0];
    CPPUNIT_ASSERT_EQUAL(std::string("/up/x.php"), file["path"].get<std::string>());
    CPPUNIT_ASSERT_MESSAGE(report.dump(), file["asked_for"].get<bool>() && file["runs"].get<bool>());
  }

  // httpd names files by the link; what lies there is found, and both names are told.
  void ADocrootThatIsALink() {
    files_.Write("releases/7/up/x.php", "<?php");
    files_.Write("elsewhere/y.php", "<?php");
    ::symlink("releases/7", files_.Path("current").c_str());
    ::symlink(files_.Path("elsewhere").c_str(), files_.Path("releases/7/out").c_str());
    const std::string log =
        files_.Write("log", LineAt(0, "core:info", "192.0.2.4",
                                   "AH00128: File does not exist: " + files_.Path("current") + "/up/x.php") +
                                TraversalLog());
    const json changed = Json({log, "--docroot", files_.Path("current")})["changed_files"];
    CPPUNIT_ASSERT_EQUAL(files_.Path("releases/7"), changed["directory"].get<std::string>());
    CPPUNIT_ASSERT_EQUAL(files_.Path("current"), changed["named"].get<std::string>());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, changed["files"].size());
    CPPUNIT_ASSERT(changed["files"][0]["path"] == "/up/x.php" && changed["files"][1].contains("link"));
    CPPUNIT_ASSERT_MESSAGE(changed.dump(), changed["files"][0]["asked_for"].get<bool>());
    const Ran ran = Report({log, "--docroot", files_.Path("current")});
    CPPUNIT_ASSERT_MESSAGE(ran.out, Contains(ran.out, "/current leads to "));
  }

  // Also where the limits would have stopped him long before: they did not.
  void APasswordGuessedAfterABlock() {
    for (const int failures : {5, 12}) {
      const std::string error = files_.Write("error.log", LogIns(failures, "192.0.2.4", 0));
      const std::string access = files_.Write(
          "access.log",
          "192.0.2.4 - eve [22/Nov/2026:10:01:00 +0000] \"GET /a HTTP/1.1\" 200 45 \"-\" \"curl\"\n");
      const json report = Json({error, access});
      CPPUNIT_ASSERT_EQUAL_MESSAGE(report.dump(1), 1, report["summary"]["likely_successes"].get<int>());
      const json& sign = report["incidents"][0]["signs"][0];
      CPPUNIT_ASSERT_MESSAGE(sign.dump(), sign["kind"] == "logged_in" && sign["attempts"] == failures);
    }
  }

  // One that comes back is one.
  void ClientsAreCountedOnce() {
    std::string log;
    for (const int begin : {0, 900, 1800}) {
      for (int i = 0; i < 3; ++i)
        log +=
            LineAt(begin + i, "core:info", "192.0.2.4", "AH00128: /" + std::to_string(i) + "/../etc/passwd");
      log += LineAt(begin, "core:info", "192.0.2.9", "AH00128: x");
      log += LineAt(begin + 300, "core:info", "192.0.2.4", "AH00128: x");
    }
    const json summary = Json({"--gap", "10s", files_.Write("log", log)})["summary"];
    CPPUNIT_ASSERT_EQUAL_MESSAGE(summary.dump(1), 3, summary["incidents"].get<int>());
    CPPUNIT_ASSERT_EQUAL(1, summary["clients"].get<int>());
    CPPUNIT_ASSERT_EQUAL(1, summary["minor_clients"].get<int>());
    CPPUNIT_ASSERT_EQUAL(6, summary["minor_entries"].get<int>());
  }

  // What has no end, or none that writes, is told as every file that cannot be read.
  void FilesWithoutAnEnd() {
    for (const char* option : {"--access-log", "--events"}) {
      const Ran ran = Report({option, "/dev/zero", "--", Log()});
      CPPUNIT_ASSERT_EQUAL_MESSAGE(option, 1, ran.code);
      CPPUNIT_ASSERT_MESSAGE(ran.out, Contains(ran.out, "/dev/zero: is a device, not a log"));
    }
  }

  void Anonymized() {
    const std::string path = files_.Write("log", TraversalLog() + LogIns(5, "192.0.2.9", 20));
    for (const char* format : {"text", "markdown", "html", "json"}) {
      const Ran ran = Report({"--anonymize", "-f", format, path});
      CPPUNIT_ASSERT_MESSAGE(ran.out, !Contains(ran.out, "192.0.2") && !Contains(ran.out, "eve:") &&
                                          Contains(ran.out, "client-1"));
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ReportTest);

}  // namespace
}  // namespace errwatch::cli
