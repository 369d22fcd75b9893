#include "cli/scan/check_diff.h"

#include <cppunit/extensions/HelperMacros.h>
#include <unistd.h>
#include <zlib.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

using nlohmann::json;

std::string Guess(int second, const std::string& client) {
  return LineAt(second, "auth_basic:error", client, "AH01617: user eve: authentication failure for \"/\"");
}

class CheckDiffTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CheckDiffTest);
  CPPUNIT_TEST(TheSameConfigurationMakesNoDifference);
  CPPUNIT_TEST(ALowerLimitBlocksMore);
  CPPUNIT_TEST(TheOtherWayRoundItBlocksLess);
  CPPUNIT_TEST(SoonerAndLonger);
  CPPUNIT_TEST(ARuleThatOnlyTheOtherHas);
  CPPUNIT_TEST(RulesWithAnotherMeaning);
  CPPUNIT_TEST(LimitsThatOnlyReport);
  CPPUNIT_TEST(AllowedClients);
  CPPUNIT_TEST(ClientsOfAnotherPrefix);
  CPPUNIT_TEST(WhatChangesNothingOnTheseLogs);
  CPPUNIT_TEST(AgreesWithScan);
  CPPUNIT_TEST(MostAffectedFirst);
  CPPUNIT_TEST(VirtualHosts);
  CPPUNIT_TEST(EveryInput);
  CPPUNIT_TEST(ForeignTextIsEscaped);
  CPPUNIT_TEST(NothingUsable);
  CPPUNIT_TEST(AnotherLog);
  CPPUNIT_TEST(Usage);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { ::setenv("TZ", "UTC", 1); }

  void TheSameConfigurationMakesNoDifference() {
    const std::string log = Log();
    const Ran ran = RunTool({"check", "-q", "-c", before_, "--diff", before_, log});
    CPPUNIT_ASSERT_EQUAL(0, ran.code);
    CPPUNIT_ASSERT_MESSAGE(ran.out, ran.out.find("No difference.\n") != std::string::npos);
    const json report = Diff("", log);
    CPPUNIT_ASSERT(report["summary"]["same"] == true);
    for (const char* list : {"blocked_only_after", "blocked_only_before", "blocked_otherwise", "limits",
                             "rules", "categories", "settings"})
      CPPUNIT_ASSERT_MESSAGE(list, report[list].empty());
    CPPUNIT_ASSERT(report["before"]["clients_blocked"] == 1 && report["after"]["clients_blocked"] == 1);
  }

  void ALowerLimitBlocksMore() {
    const json report = Diff("ErrWatchLimit auth_failure 2/10m block=1h\n", Log());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, report["blocked_only_after"].size());
    const json& client = report["blocked_only_after"][0];
    CPPUNIT_ASSERT(client["client"] == "192.0.2.9" && client["after"]["limit"] == "auth_failure" &&
                   client["after"]["rule"] == 103 && client["after"]["name"] == "wrong password" &&
                   client["after"]["seconds"] == 3600 &&
                   client["after"]["first"] == "2026-11-22T10:00:08.000000Z");
    CPPUNIT_ASSERT(client["before"]["blocks"] == 0 && client["before"]["why"] == "below_limits");
    CPPUNIT_ASSERT(report["blocked_only_before"].empty() && report["summary"]["same"] == false);
    CPPUNIT_ASSERT(report["before"]["clients_blocked"] == 1 && report["after"]["clients_blocked"] == 2 &&
                   report["before"]["prevented"] == 2 && report["after"]["prevented"] == 3);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, report["limits"].size());
    const json& limit = report["limits"][0];
    CPPUNIT_ASSERT(limit["limit"] == "auth_failure" && limit["before"]["value"] == "3/10m" &&
                   limit["after"]["value"] == "2/10m block=1h" && limit["before"]["blocks"] == 1 &&
                   limit["after"]["blocks"] == 2);
    CPPUNIT_ASSERT(report["rules"].empty() && report["categories"].empty());
  }

  void TheOtherWayRoundItBlocksLess() {
    const std::string log = Log();
    const std::string lower = Config("ErrWatchLimit auth_failure 2/10m block=1h\n");
    const Ran ran = RunTool({"check", "-q", "-c", lower, "--diff", before_, log});
    CPPUNIT_ASSERT_EQUAL(0, ran.code);
    CPPUNIT_ASSERT_MESSAGE(ran.out, ran.out.find("before:     " + lower) != std::string::npos &&
                                        ran.out.find("after:      " + before_) != std::string::npos);
    CPPUNIT_ASSERT_MESSAGE(ran.out, ran.out.find("Blocked before, but not after (1)") != std::string::npos &&
                                        ran.out.find("Blocked after, but") == std::string::npos);
    CPPUNIT_ASSERT_MESSAGE(ran.out, ran.out.find("1s later, 50m 00s shorter") != std::string::npos);
  }

  void SoonerAndLonger() {
    const json report = Diff("ErrWatchLimit auth_failure 2/10m block=1h\n", Log());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, report["blocked_otherwise"].size());
    const json& client = report["blocked_otherwise"][0];
    CPPUNIT_ASSERT(client["client"] == "192.0.2.4" &&
                   client["before"]["first"] == "2026-11-22T10:00:02.000000Z" &&
                   client["after"]["first"] == "2026-11-22T10:00:01.000000Z");
    CPPUNIT_ASSERT(client["before"]["seconds"] == 600 && client["after"]["seconds"] == 3600);
  }

  void ARuleThatOnlyTheOtherHas() {
    std::string log;
    for (int i = 0; i < 4; ++i)
      log += LineAt(
          i, "core:info", "192.0.2.7",
          "AH00128: File does not exist: /" + std::string(1, static_cast<char>('a' + i)) + "shell.php");
    const json report = Diff("ErrWatchRule 900 malware_upload cost=5 name=\"shell\" \"shell\\.php\"\n",
                             files_.Write("log", log));
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, report["rules"].size());
    const json& known = report["rules"][0];
    const json& added = report["rules"][1];
    CPPUNIT_ASSERT(known["rule"] == 101 && known["before"]["entries"] == 4 && known["after"]["entries"] == 0);
    CPPUNIT_ASSERT(added["rule"] == 900 && added["before"].is_null() && added["after"]["entries"] == 4 &&
                   added["after"]["cost"] == 5);
    CPPUNIT_ASSERT(report["categories"].size() == 2 && report["summary"]["rules_added"] == 1);
    CPPUNIT_ASSERT(report["blocked_only_after"][0]["after"]["limit"] == "malware_upload");
    // evidence of nothing before: only the added rule knows it
    const json unknown =
        Diff("ErrWatchRule 900 malware_upload cost=5 \"shell\\.php\"\n",
             files_.Write("log", LineAt(1, "php:error", "192.0.2.7", "shell.php called") +
                                     LineAt(2, "php:error", "192.0.2.7", "another shell.php called")));
    CPPUNIT_ASSERT(unknown["before"]["evidence"] == 0 && unknown["after"]["evidence"] == 2 &&
                   unknown["rules"].size() == 1 && unknown["categories"].size() == 1);
    CPPUNIT_ASSERT(unknown["blocked_only_after"][0]["before"]["why"] == "no_evidence");
  }

  void RulesWithAnotherMeaning() {
    const std::string other = files_.Write(
        "costly.conf", "ErrWatchRule 103 auth_failure ah=AH01617 module=auth_basic level=error cost=2\n");
    const std::string plain = files_.Write(
        "plain.conf", "ErrWatchRule 103 auth_failure ah=AH01617 module=auth_basic level=error cost=1\n");
    const json report = json::parse(RunTool({"check", "-q", "-c", plain, "-d", other, "-f", "json",
                                             files_.Write("log", Guess(1, "192.0.2.4"))})
                                        .out);
    CPPUNIT_ASSERT(report["rules"].size() == 1 && report["rules"][0]["before"]["cost"] == 1 &&
                   report["rules"][0]["after"]["cost"] == 2 && report["rules"][0]["after"]["entries"] == 1);
    CPPUNIT_ASSERT(report["summary"]["rules_changed"] == 1 && report["summary"]["rules_added"] == 0);
  }

  void LimitsThatOnlyReport() {
    const json report = Diff("ErrWatchLimit auth_failure 3/10m block=none\n", Log());
    CPPUNIT_ASSERT(report["blocked_only_before"].size() == 1 && report["after"]["clients_blocked"] == 0);
    CPPUNIT_ASSERT(report["before"]["reported"] == 0 && report["after"]["reported"] == 1);
  }

  void AllowedClients() {
    const json report = Diff("ErrWatchAllow 192.0.2.4\n", Log());
    CPPUNIT_ASSERT(report["blocked_only_before"][0]["client"] == "192.0.2.4" &&
                   report["blocked_only_before"][0]["after"]["why"] == "allowed");
    CPPUNIT_ASSERT(report["settings"].size() == 1 && report["settings"][0]["directive"] == "ErrWatchAllow");
  }

  void ClientsOfAnotherPrefix() {
    const std::string log =
        files_.Write("log", Guess(1, "192.0.2.4") + Guess(2, "192.0.2.9") + Guess(3, "192.0.2.77"));
    const json report = Diff("ErrWatchPrefix ipv4=24\n", log);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, report["blocked_only_after"].size());
    CPPUNIT_ASSERT(report["blocked_only_after"][0]["client"] == "192.0.2.0/24");
  }

  void WhatChangesNothingOnTheseLogs() {
    const std::string after = Config("ErrWatchRule 900 xss \"never-seen-here\"\n");
    const Ran ran = RunTool({"check", "-q", "-c", before_, "--diff", after, Log()});
    CPPUNIT_ASSERT_MESSAGE(ran.out, ran.out.find("No difference on these logs.\n") != std::string::npos &&
                                        ran.out.find("(1 added, 0 removed, 0 changed)") != std::string::npos);
  }

  // What each half says is what `scan` says with that configuration.
  void AgreesWithScan() {
    std::string log;
    for (int i = 0; i < 5000; ++i) {
      const std::string client = "198.51.100." + std::to_string(i * 7 % 90);
      log += i % 3 == 0   ? Guess(i / 4 % 3600, client)
             : i % 5 == 0 ? LineAt(i / 4 % 3600, "core:info", client, "AH00128: x ../etc/passwd")
                          : LineAt(i / 4 % 3600, "core:info", client, "AH00128: x " + std::to_string(i % 40));
    }
    const std::string path = files_.Write("log", log);
    const std::string after =
        Config("ErrWatchLimit any 5/1m\nErrWatchRuleRemove 102\nErrWatchBlock base=1m\n");
    const json report =
        json::parse(RunTool({"check", "-q", "-c", before_, "-d", after, "-f", "json", path}).out);
    for (const char* side : {"before", "after"}) {
      const json scan =
          json::parse(RunTool({"scan", "-q", "-f", "json", "-c", report[side]["config"], path}).out);
      CPPUNIT_ASSERT(report[side]["blocks"] == scan["blocks"].size() &&
                     report[side]["prevented"] == scan["summary"]["prevented"]);
      CPPUNIT_ASSERT(report[side]["blocks"] > 10);
    }
    const Ran one = RunTool({"check", "-q", "-c", before_, "-d", after, "--threads", "1", path});
    const Ran four = RunTool({"check", "-q", "-c", before_, "-d", after, "--threads", "4", path});
    CPPUNIT_ASSERT(one.out == four.out);
  }

  void MostAffectedFirst() {
    std::string log;
    for (int i = 0; i < 30; ++i) {
      log += Guess(i, "192.0.2.1");  // far over both limits
      if (i < 4) log += Guess(i, "192.0.2.2");
      if (i < 9) log += Guess(i, "192.0.2.3");
    }
    const std::string path = files_.Write("log", log);
    const std::string strict = Config("ErrWatchLimit auth_failure 2/10m\n");
    const std::string mild = Config("ErrWatchLimit auth_failure none\nErrWatchLimit any none\n");
    const json report =
        json::parse(RunTool({"check", "-q", "-c", mild, "-d", strict, "-f", "json", path}).out);
    std::string order;
    for (const json& client : report["blocked_only_after"])
      order += client["client"].get<std::string>() + " ";
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.1 192.0.2.3 192.0.2.2 "), order);
    const Ran ran = RunTool({"check", "-q", "-c", mild, "-d", strict, "--most", "2", path});
    CPPUNIT_ASSERT_MESSAGE(ran.out, ran.out.find("not before (3)") != std::string::npos &&
                                        ran.out.find("The first 2 (--most N") != std::string::npos &&
                                        ran.out.find("192.0.2.2 ") == std::string::npos);
  }

  void VirtualHosts() {
    const std::string host = "<VirtualHost *:80>\nServerName shop.example\n";
    const std::string a = Config(host + "</VirtualHost>\n");
    const std::string b = Config(host + "ErrWatchLimit auth_failure 2/10m\n</VirtualHost>\n", "b.conf");
    const std::string log = Log();
    CPPUNIT_ASSERT(RunTool({"check", "-q", "-c", a, "-d", b, log}).out.find("No difference") !=
                   std::string::npos);
    CPPUNIT_ASSERT(RunTool({"check", "-q", "-c", a, "-d", b, "--vhost", "shop.example", log})
                       .out.find("Blocked after, but not before (1)") != std::string::npos);
    CPPUNIT_ASSERT_EQUAL(1, RunTool({"check", "-c", before_, "-d", b, "--vhost", "shop.example", log}).code);
  }

  void EveryInput() {
    const std::string after = Config("ErrWatchLimit auth_failure 2/10m\n");
    const std::string lines = Guess(1, "192.0.2.4") + Guess(2, "192.0.2.4");
    const gzFile zipped = ::gzopen(files_.Path("log.gz").c_str(), "wb");
    CPPUNIT_ASSERT(::gzwrite(zipped, lines.data(), static_cast<unsigned>(lines.size())) > 0);
    ::gzclose(zipped);
    const std::string jsonl = files_.Write(
        "log.jsonl",
        "{\"time\":\"2026-11-22T10:00:01Z\",\"client\":\"192.0.2.4\",\"module\":\"auth_basic\",\"level\":"
        "\"error\",\"message\":\"AH01617: a\"}\n{\"client\":\"192.0.2.4\",\"message\":\"AH01617: b\"}\n");
    const auto blocks = [&](std::vector<std::string> more) {
      std::vector<std::string> arguments = {"check", "-q", "-c", before_, "-d", after, "-f", "json"};
      arguments.insert(arguments.end(), more.begin(), more.end());
      return json::parse(RunTool(arguments).out)["after"]["blocks"].get<int>();
    };
    CPPUNIT_ASSERT_EQUAL(1, blocks({files_.Path("log.gz")}));
    CPPUNIT_ASSERT_EQUAL(1, blocks({"--input", "jsonl", jsonl}));
    // standard input can be read only once
    std::FILE* input = std::fopen(files_.Path("log.gz").c_str(), "rb");
    const int saved = ::dup(STDIN_FILENO);
    ::dup2(::fileno(input), STDIN_FILENO);
    const int from_input = blocks({"-"});
    ::dup2(saved, STDIN_FILENO);
    ::close(saved);
    std::fclose(input);
    CPPUNIT_ASSERT_EQUAL(1, from_input);
  }

  void ForeignTextIsEscaped() {
    const std::string after = Config(
        "ErrWatchRule 900 xss cost=5 name=\"na\xc2\x9bme\" \"never\"\nErrWatchRule 901 xss cost=12 "
        "\"user\"\n");
    const Ran ran = RunTool({"check", "-q", "-c", before_, "-d", after, Log()});
    CPPUNIT_ASSERT(ran.out.find('\x1b') == std::string::npos &&
                   ran.out.find("\xc2\x9b") == std::string::npos);
    CPPUNIT_ASSERT(ran.out.find("-> 901") != std::string::npos);
  }

  void NothingUsable() {
    const std::string log = Log();
    const Ran missing = RunTool({"check", "-q", "-c", before_, "-d", before_, files_.Path("none")});
    CPPUNIT_ASSERT(missing.code == 1 && missing.err.find("none") != std::string::npos);
    CPPUNIT_ASSERT_EQUAL(1, RunTool({"check", "-c", before_, "-d", files_.Path("none.conf"), log}).code);
    CPPUNIT_ASSERT_EQUAL(1, RunTool({"check", "-c", files_.Path("none.conf"), "-d", before_, log}).code);
    CPPUNIT_ASSERT_EQUAL(
        1, RunTool({"check", "-q", "-c", before_, "-d", before_, files_.Write("empty", "")}).code);
  }

  void AnotherLog() {
    const Ran ran = RunTool(
        {"check", "-q", "-c", before_, "-d", before_, "-i", "log", files_.Write("access.log", kAccessLog)});
    CPPUNIT_ASSERT_EQUAL(1, ran.code);
    CPPUNIT_ASSERT_MESSAGE(ran.err, ran.err.find(kNoErrorLogText) != std::string::npos);
    const Ran empty = RunTool({"check", "-q", "-c", before_, "-d", before_, files_.Write("empty", "")});
    CPPUNIT_ASSERT_MESSAGE(empty.err, empty.err.find("nothing was compared") != std::string::npos);
  }

  void Usage() {
    const std::string log = Log();
    const std::vector<std::vector<std::string>> wrong = {{"--diff", before_},
                                                         {log},
                                                         {"--most", "3"},
                                                         {"--diff", before_, "--strict", log},
                                                         {"--diff", before_, "-f", "html", log}};
    for (const auto& arguments : wrong) {
      std::vector<std::string> all = {"check", "-c", before_};
      all.insert(all.end(), arguments.begin(), arguments.end());
      CPPUNIT_ASSERT_EQUAL_MESSAGE(arguments[0], 2, RunTool(all).code);
    }
  }

 private:
  // The rules of the fixture and more lines; of two lines for one limit the last one counts.
  std::string Config(const std::string& more, const std::string& name = "") {
    static int made = 0;
    return files_.Write(name.empty() ? "after" + std::to_string(++made) + ".conf" : name,
                        std::string(kTestRules) + more);
  }

  // One client guesses five times, another twice.
  std::string Log() {
    std::string log;
    for (int i = 0; i < 5; ++i) log += Guess(i, "192.0.2.4");
    return files_.Write("log", log + Guess(7, "192.0.2.9") + Guess(8, "192.0.2.9"));
  }

  json Diff(const std::string& more, const std::string& log) {
    const Ran ran = RunTool({"check", "-q", "-c", before_, "--diff", Config(more), "-f", "json", log});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, 0, ran.code);
    return json::parse(ran.out);
  }

  TemporaryDirectory files_;
  std::string before_ = files_.Write("before.conf", kTestRules);
};
CPPUNIT_TEST_SUITE_REGISTRATION(CheckDiffTest);

}  // namespace
}  // namespace errwatch::cli
