#include "cli/config/check.h"

#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>

#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

class CheckTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CheckTest);
  CPPUNIT_TEST(SoundRulesPass);
  CPPUNIT_TEST(FindsWhatIsWrong);
  CPPUNIT_TEST(LeavesAloneWhatIsRight);
  CPPUNIT_TEST(LeavesAloneWhatMayHappen);
  CPPUNIT_TEST(NamedProxiesAreRight);
  CPPUNIT_TEST(ListOfCrawlersWithoutEffect);
  CPPUNIT_TEST(CoverageOfEachServer);
  CPPUNIT_TEST(SaysTheSameOfSeveralServersOnce);
  CPPUNIT_TEST(UnreadableConfigurations);
  CPPUNIT_TEST(StrictAndJson);
  CPPUNIT_TEST_SUITE_END();

 public:
  void SoundRulesPass() {
    const Ran ran =
        RunTool({"check", "-c", files_.Write("sound.conf", "LogLevel info\n" + std::string(kTestRules))});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.out, 0, ran.code);
    CPPUNIT_ASSERT(ran.out.find("6 rules, 0 virtual hosts; 0 errors, 0 warnings") != std::string::npos);
    const Ran fewer = RunTool(
        {"check", "-c", files_.Write("fewer.conf", std::string(kTestRules) + "ErrWatchRuleRemove 101\n")});
    CPPUNIT_ASSERT_MESSAGE(fewer.out, fewer.out.find("5 rules, 0 virtual hosts") != std::string::npos);
    const Ran one = RunTool(
        {"check", "-c",
         files_.Write("one.conf", "ErrWatchRule 1 xss \"[a-z]+\"\n<VirtualHost *>\n</VirtualHost>\n")});
    CPPUNIT_ASSERT_MESSAGE(
        one.out, one.out.find("1 rule, 1 virtual host; 0 errors, 1 warning, 0 notes\n") != std::string::npos);
  }

  void FindsWhatIsWrong() {
    const char* const kCases[][3] = {
        {"", "warning", "no rules"},
        {"ErrWatchRule 1 xss \"[a-z]+\"\n", "warning", "tried on every entry"},
        {"ErrWatchRule 1 xss ah=AH00128 \"[a-z]+\"\n", "note", "that its selectors admit"},
        {"ErrWatchRule 1 xss cost=1 ah=AH00128\nErrWatchRule 2 benign cost=5 ah=AH00128,AH00129\n", "error",
         "rule 1 (xss) never names an entry"},
        {"ErrWatchRule 1 xss cost=2 \"script\"\nErrWatchRule 2 xss cost=1 \"script\"\n", "error",
         "rule 2 (xss) never names an entry"},
        {"ErrWatchRule 1 xss cost=4 target=uri,args structure=markup\n"
         "ErrWatchRule 2 xss cost=4 target=args structure=markup\n",
         "warning", "rule 2 (xss) never names an entry"},
        {"ErrWatchRule 1 xss \"script\"\nErrWatchRuleRemove 7\n", "warning",
         "ErrWatchRuleRemove 7 removes nothing"},
        {"ErrWatchWords tools nikto\nErrWatchRule 1 xss \"script\"\n", "warning",
         "ErrWatchWords tools adds to nothing: no rule names a list tools.txt"},
        {"ErrWatchRule 1 xss \"script\" and not \"a@b.c@tools@\"\n", "warning",
         "rule 1 looks for the text @tools@ itself"},
        {"ErrWatchRule 1 xss cost=0 \"script\"\nErrWatchLimit xss 5/1m\n", "error",
         "limit of xss can never be reached"},
        {"ErrWatchRule 1 xss cost=0 \"script\"\nErrWatchLimit any 5/1m\n", "error",
         "limit of any can never be reached"},
        {"ErrWatchRule 1 vuln_scan ah=AH00128 module=core level=info\n", "warning",
         "LogLevel warn core:info"},
        {"ErrWatchRule 1 xss cost=3 module=ssl\nErrWatchRule 2 xss cost=2 module=ssl \"script\"\n", "error",
         "rule 2 (xss) never names an entry"},
        {"ErrWatchRule 1 xss status=404 ah=AH00128\n", "error",
         "never fires in httpd: status= is of responses, which have no AH number"},
        {"ErrWatchRule 1 xss status=404 module=core\nErrWatchLimit xss 5/1m\n", "error",
         "no rule of this category that can fire costs anything"},
        {"ErrWatchRule 1 xss cost=3 \"script\"\nErrWatchLimit xss 33/1m\n", "warning",
         "the limit of xss (33/1m) never comes first: any (30/1m) is always reached before it"},
        {"ErrWatchRule 1 tls_error module=ssl cost=1\nErrWatchLimit any 5/1m\n", "note",
         "any (5/1m) is always reached before these default limits: tls_error (30/5m)"},
        {"ErrWatchRule 1 xss status=500,404 \"script\"\nErrWatchRule 2 xss status=502 \"script\"\n",
         "warning",
         "1 rule with status= never fires (2): ErrWatchStatusCodes lists none of their codes; "
         "ErrWatchStatusCodes 400 401 403 404 405 408 414 422 431 501 502 would"},
        {"ErrWatchRule 1 xss status=200 method=POST \"script\"\nErrWatchInspect errors\n", "note",
         "1 rule with status= never fires (1): ErrWatchInspect errors looks at no response below 400, "
         "ErrWatchInspect all does"},
        {"ErrWatchRule 1 xss status=404 \"script\"\nErrWatchInspect entries\n", "note",
         "ErrWatchInspect entries looks at no response"},
        {"ErrWatchRule 7 xss target=body \"script\"\n", "note",
         "1 rule with target=body never fires (7): ErrWatchBody is On nowhere"},
        {"ErrWatchRule 7 xss target=uri \"script\" and target=body \"x\"\nErrWatchRule 8 xss target=body "
         "structure=script\n",
         "note", "2 rules with target=body never fire (7, 8): ErrWatchBody is On nowhere"},
        {"ErrWatchBody On\nErrWatchInspect entries\nErrWatchRule 7 xss \"script\"\n", "warning",
         "ErrWatchBody On has no effect"},
        {"<Location /a>\nErrWatchBody On\n</Location>\nErrWatchInspect errors\nErrWatchRule 7 xss "
         "\"script\"\n",
         "note", "only bodies of requests that are refused with a listed status code are judged"},
        {"ErrWatchRule 1 xss ah=AH00128 module=core\nErrWatchRule 2 xss ah=AH00128 module=ssl\n", "note",
         "rule 2 (xss): AH00128 is looked for in module ssl, but in core by rule 1 (xss)"},
        {"ErrWatchRule 1 xss \"(*MARK:abcx+)y+\"\n", "warning",
         "rule 1: what its pattern costs cannot be counted while it matches"},
        {"ErrWatchEventLog /no/such/events.json\n", "error",
         "httpd would not start: the event log /no/such/events.json"},
        {"ErrWatchEventLog \"|/no/such/program -x\"\n", "error",
         "the event log's program /no/such/program is not there"},
        {"ErrWatchStateFile /no/such/errwatch.state\n", "error",
         "httpd would not start: /no/such/errwatch.state"},
        {"ErrWatchStateFile run/errwatch.state\n", "note",
         "where it lies, the file that httpd reads first says"},
        {"ErrWatchEventLog ${NO_SUCH}/events.json\n", "note", "was not looked at: the variable in it"},
        {"ErrWatchRule 2999 xss \"script\"\n", "warning", "give it one from 900000"},
        {"Listen 127.0.0.1:8080\nListen [::1]:8080\nListen localhost:81\nErrWatchEngine DetectionOnly\n",
         "warning", "a proxy on this machine brings everybody's requests"},
        {"LoadModule authz_core_module a.so\nErrWatchRule 1 xss module=core,ssl level=info\n", "warning",
         "; LogLevel warn core:info would"},
    };
    for (const auto& c : kCases) {
      const Ran ran = RunTool({"check", "-c", files_.Write("case.conf", c[0])});
      CPPUNIT_ASSERT_MESSAGE(ran.out, ran.out.find(c[2]) != std::string::npos);
      CPPUNIT_ASSERT_MESSAGE(ran.out, ran.out.find(std::string(c[1]) + ": ") != std::string::npos);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(c[0], std::string(c[1]) == "error" ? 1 : 0, ran.code);
    }
  }

  void LeavesAloneWhatIsRight() {
    // neither hides the other: different numbers, patterns, or a benign rule that costs less
    const Ran ran =
        RunTool({"check", "-c",
                 files_.Write(
                     "right.conf",
                     "ErrWatchRule 1 xss cost=3 ah=AH00128\nErrWatchRule 2 benign cost=1 ah=AH00128\n"
                     "ErrWatchRule 3 xss cost=3 ah=AH00129\nErrWatchRule 4 xss cost=3 \"script\"\n"
                     "ErrWatchRule 5 xss cost=3 target=uri \"onload\"\nErrWatchRule 6 xss cost=3 "
                     "target=args \"onload\"\n"
                     "ErrWatchLimit xss 5/1m\nErrWatchLimit bad_method none\n"
                     // looked for elsewhere, too, or in a directory's bodies
                     "ErrWatchRule 7 xss target=args,body \"alert\"\nErrWatchRule 8 xss target=body \"abc\"\n"
                     "<Location /form>\nErrWatchBody On\n</Location>\n")});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.out, 0, ran.code);
    CPPUNIT_ASSERT_MESSAGE(ran.out, ran.out.find("ErrWatchBody") == std::string::npos);
    CPPUNIT_ASSERT_MESSAGE(ran.out, ran.out.find("0 errors, 0 warnings") != std::string::npos);
  }

  void LeavesAloneWhatMayHappen() {
    const Ran ran = RunTool(
        {"check", "-c",
         files_.Write(
             "may.conf",
             // says what else the entry is, though another category names it
             "ErrWatchRule 1 xss cost=3 module=ssl\nErrWatchRule 2 tls_error cost=1 module=ssl \"script\"\n"
             // gets its turn where the other one is removed
             "ErrWatchRule 3 xss cost=3 module=lua\nErrWatchRule 4 xss cost=2 module=lua level=warn\n"
             "<Location /a>\nErrWatchRuleRemove 3\n</Location>\n"
             // a module that is not loaded is not missed
             "LoadModule ssl_module a.so\nErrWatchRule 5 xss module=qos level=info\n"
             // names such responses for whoever lists their code
             "ErrWatchRule 6 server_fault status=500 cost=0\n"
             // the same number in two modules that share the code
             "ErrWatchRule 7 xss ah=AH01215 module=cgi\nErrWatchRule 8 xss ah=AH01215 module=cgi,cgid "
             "\"abc\"\n"
             "ErrWatchRule 9 xss ah=AH01215 module=cgid \"def\"\n"
             // `any` only tells, so the client goes on to the others
             "ErrWatchLimit any 5/1m block=none\nErrWatchLimit xss 50/5m\n")});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.out, 0, ran.code);
    CPPUNIT_ASSERT_MESSAGE(ran.out, ran.out.find("0 errors, 0 warnings, 0 notes") != std::string::npos);
  }

  void ListOfCrawlersWithoutEffect() {
    const auto check = [&](const std::string& list) {
      const std::string path = files_.Write("crawlers.txt", list);
      return RunTool({"check", "-c", files_.Write("crawlers.conf", "ErrWatchVerifyCrawlers On list=" + path)})
          .out;
    };
    const std::string empty = check("# none\n");
    CPPUNIT_ASSERT_MESSAGE(empty, empty.find("warning: ") != std::string::npos);
    CPPUNIT_ASSERT_MESSAGE(empty,
                           empty.find("crawlers.conf:1: ErrWatchVerifyCrawlers: the list of crawlers is "
                                      "empty") != std::string::npos);
    CPPUNIT_ASSERT(check("GPTBot: -\n").find("names no domain") != std::string::npos);
    CPPUNIT_ASSERT(check("Ourbot: example.org\n").find("list of crawlers") == std::string::npos);
  }

  void NamedProxiesAreRight() {
    const std::string behind = "Listen 127.0.0.1:8080\n<VirtualHost *>\nErrWatchEngine On\n";
    const std::string end = "</VirtualHost>\n";
    const auto warned = [&](const std::string& text) {
      return RunTool({"check", "-c", files_.Write("proxy.conf", text)}).out.find("brings everybody's") !=
             std::string::npos;
    };
    CPPUNIT_ASSERT(warned(behind + end));
    const std::string said = RunTool({"check", "-c", files_.Write("proxy.conf", behind + end)}).out;
    CPPUNIT_ASSERT_MESSAGE(said,
                           said.find("127.0.0.1 and ::1 themselves are never counted") != std::string::npos);
    for (const char* more :
         {"RemoteIPHeader X-Forwarded-For\n", "RemoteIPProxyProtocol On\n", "ErrWatchEngine Off\n"})
      CPPUNIT_ASSERT_MESSAGE(more, !warned(behind + more + end));
    // To trust a proxy names nobody who comes through it.
    const auto trusting = [&](const std::string& more) {
      const std::string text = "ErrWatchEngine On\nErrWatchTrustedProxy 192.0.2.9\n" + more;
      return RunTool({"check", "-c", files_.Write("proxy.conf", text)}).out;
    };
    CPPUNIT_ASSERT_MESSAGE(
        trusting(""),
        trusting("").find("nobody who comes through them is counted or blocked") != std::string::npos);
    CPPUNIT_ASSERT(trusting("RemoteIPHeader X-Forwarded-For\n").find("through them") == std::string::npos);
    CPPUNIT_ASSERT(trusting("RPAF_Enable On\n").find("through them") == std::string::npos);
    CPPUNIT_ASSERT(warned(behind + "RemoteIPProxyProtocol Off\n" + end));
    for (const char* more :
         {"Listen 80\n", "Listen *:80\n", "Listen 192.0.2.1:80\n", "Listen [2001:db8::1]:80\n"})
      CPPUNIT_ASSERT_MESSAGE(more, !warned(behind + end + more));
    CPPUNIT_ASSERT(!warned("ErrWatchEngine On\n"));
  }

  void CoverageOfEachServer() {
    const Ran ran = RunTool(
        {"check", "-c",
         files_.Write("vhosts.conf",
                      "ErrWatchRule 1 vuln_scan ah=AH00128 module=core level=info\nLogLevel info\n"
                      "<VirtualHost *:80>\nServerName loud.example\n</VirtualHost>\n"
                      "<VirtualHost *:80>\nServerName quiet.example\nLogLevel error\n</VirtualHost>\n")});
    CPPUNIT_ASSERT_MESSAGE(ran.out, ran.out.find("quiet.example") != std::string::npos &&
                                        ran.out.find("LogLevel error core:info") != std::string::npos);
    CPPUNIT_ASSERT_MESSAGE(ran.out, ran.out.find("loud.example") == std::string::npos &&
                                        ran.out.find("main server") == std::string::npos);
  }

  void SaysTheSameOfSeveralServersOnce() {
    const Ran ran =
        RunTool({"check", "-c",
                 files_.Write("same.conf",
                              "ErrWatchRule 1 vuln_scan ah=AH00128 module=core level=info\n"
                              "<VirtualHost *:80>\nServerName a.example\n</VirtualHost>\n"
                              "<VirtualHost *:80>\nServerName b.example\nLogLevel error\n</VirtualHost>\n"
                              "<VirtualHost *:80>\nServerName c.example\n</VirtualHost>\n")});
    CPPUNIT_ASSERT_MESSAGE(ran.out, ran.out.find("0 errors, 2 warnings") != std::string::npos);
    const std::size_t first = ran.out.find("warning: main server, virtual host a.example (");
    CPPUNIT_ASSERT_MESSAGE(ran.out, first != std::string::npos);
    const std::string line = ran.out.substr(first, ran.out.find('\n', first) - first);
    CPPUNIT_ASSERT_MESSAGE(
        line, line.find("c.example") != std::string::npos && line.find("b.example") == std::string::npos);
  }

  void UnreadableConfigurations() {
    const Ran duplicate = RunTool(
        {"check", "-c",
         files_.Write("twice.conf", "ErrWatchRule 1 xss \"script\"\nErrWatchRule 1 xss \"onload\"\n")});
    CPPUNIT_ASSERT(duplicate.code == 1 && duplicate.err.find("twice.conf:2") != std::string::npos &&
                   duplicate.err.find("twice.conf:1") != std::string::npos);
    const Ran pattern =
        RunTool({"check", "-c", files_.Write("open.conf", "ErrWatchRule 1 xss \"(script\"\n")});
    CPPUNIT_ASSERT(pattern.code == 1 && pattern.err.find("offset") != std::string::npos);
    CPPUNIT_ASSERT_EQUAL(1, RunTool({"check", "-c", files_.Path("missing")}).code);
  }

  void StrictAndJson() {
    const std::string path = files_.Write("warned.conf", "ErrWatchRule 1 xss \"[a-z]+\"\n");
    CPPUNIT_ASSERT_EQUAL(0, RunTool({"check", "-c", path}).code);
    CPPUNIT_ASSERT_EQUAL(1, RunTool({"check", "--strict", "-c", path}).code);
    const auto findings = nlohmann::json::parse(RunTool({"check", "-f", "json", "-c", path}).out);
    CPPUNIT_ASSERT(findings.size() == 1 && findings[0]["severity"] == "warning" &&
                   findings[0]["where"] == path + ":1");
  }

 private:
  TemporaryDirectory files_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(CheckTest);

}  // namespace
}  // namespace errwatch::cli
