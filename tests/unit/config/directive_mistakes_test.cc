// What ApplyDirective says of mistakes, each of which leaves no trace.
#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "unit/config/directive_site.h"

namespace errwatch {
namespace {

class DirectiveMistakesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DirectiveMistakesTest);
  CPPUNIT_TEST(TooFewAndTooMany);
  CPPUNIT_TEST(MistakesAreNamed);
  CPPUNIT_TEST(HabitsOfOtherLanguages);
  CPPUNIT_TEST(ServerDirectivesAreRefusedInADirectory);
  CPPUNIT_TEST(DuplicateRuleNamesBothPlaces);
  CPPUNIT_TEST_SUITE_END();

 public:
  void TooFewAndTooMany() {
    for (const DirectiveInfo& info : Directives()) {
      const std::string name = info.name;
      AssertRefused(name, "too few arguments; the syntax is: " + name + " " + info.syntax);
    }
    for (const char* line :
         {"ErrWatchEngine On Off", "ErrWatchClients 2000 3000", "ErrWatchStateFile a b",
          "ErrWatchInspect all errors", "ErrWatchBody On size=2k x", "ErrWatchScope a b",
          "ErrWatchForgive On On", "ErrWatchAction deny status=403 x", "ErrWatchPrefix ipv4=8 ipv6=64 x",
          "ErrWatchGate early access both",
          "ErrWatchEventLog a events=block level=warn categories=all group=root mode=640 x",
          "ErrWatchLimit any 5/1m block=1m x", "ErrWatchBlock base=1m factor=2 max=1h decay=1d x"}) {
      AssertRefused(line, "too many arguments; the syntax is: ");
    }
    AssertRefused("ErrWatchLimit any", "too few");
  }

  void MistakesAreNamed() {
    AssertRefused("ErrWatchEngine Maybe", "expected On, Off or DetectionOnly");
    AssertRefused("ErrWatchLimit scans 5/10m", "unknown category \"scans\"; there are any, sql_injection");
    AssertRefused("ErrWatchScope \"a", "quote");
    AssertRefused("ErrWatchRule x xss \"a\"", "x");
    AssertRefused("ErrWatchRule 5 xss \"(\"", "missing closing parenthesis");
    AssertRefused("ErrWatchRuleRemove 9-1", "9-1");
    AssertRefused("ErrWatchAllow www.example.org", "names are not looked up");
    AssertRefused("ErrWatchVerbosity suspects=warn blocked=debug",
                  "suspects=warn says less than blocked=debug: suspects= is to log more");
    AssertRefused("ErrWatchClients many", "1024 to 16777216");
  }

  void HabitsOfOtherLanguages() {
    const std::string comment = "; a comment stands on a line of its own";
    for (const char* line : {"ErrWatchEngine On # at last", "ErrWatchAllow 192.0.2.1 # office",
                             "ErrWatchTrustedProxy 192.0.2.1 #lb", "ErrWatchLimit xss 5/1m # less",
                             "ErrWatchRuleRemove 2203 # false alarms", "ErrWatchStatusCodes 404 # only",
                             "ErrWatchRule 900001 xss \"abc\" # mine", "ErrWatchWords tools nikto # ours",
                             "ErrWatchWords tools #nikto"})
      AssertRefused(line, comment);
    for (const char* line : {"ErrWatchAllow 192.0.2.1,192.0.2.2", "ErrWatchStatusCodes 403,404"})
      AssertRefused(line, "; blanks, not commas, separate them");
    Accepted("ErrWatchRule 900001 xss name=\"#1\" target=args \"#abc\"");
    // What is wrong for another reason is not blamed on them.
    for (const char* line :
         {"ErrWatchLimit xss,auth_failure 5/1m", "ErrWatchRule 900001 xss target=uri,argh \"abc\"",
          "ErrWatchAllow 192.0.2.999", "ErrWatchEngine"}) {
      Site site;
      const Status applied = site.Apply(line);
      CPPUNIT_ASSERT_MESSAGE(line, !applied.ok() && applied.error().find("commas") == std::string::npos &&
                                       applied.error().find("comment") == std::string::npos);
    }
    AssertRefused("ErrWatchRule 900001 xss \"a[\"", "900001");
  }

  void ServerDirectivesAreRefusedInADirectory() {
    Site site;
    site.place.in_directory = true;
    for (const char* line : {"ErrWatchRule 5 xss \"<svg\"", "ErrWatchLimit any 5/1m", "ErrWatchClients 2000",
                             "ErrWatchScope a"}) {
      const Status applied = site.Apply(line);
      CPPUNIT_ASSERT_MESSAGE(line, !applied.ok());
      CPPUNIT_ASSERT_MESSAGE(applied.error(),
                             applied.error().find("not allowed in a directory") != std::string::npos);
    }
    CPPUNIT_ASSERT(Untouched(site));
    CPPUNIT_ASSERT(site.Apply("ErrWatchEngine On").ok());
    CPPUNIT_ASSERT(site.Apply("ErrWatchAction drop").ok());
  }

  void DuplicateRuleNamesBothPlaces() {
    Site site;
    CPPUNIT_ASSERT(site.Apply("ErrWatchRule 5 xss \"<script\"").ok());
    site.place.origin = "other.conf:9";
    const Status again = site.Apply("ErrWatchRule 5 xss \"<svg\"");
    CPPUNIT_ASSERT(!again.ok());
    CPPUNIT_ASSERT(again.error().find("test.conf:7") != std::string::npos);
    CPPUNIT_ASSERT(again.error().find("other.conf:9") != std::string::npos);
    CPPUNIT_ASSERT_EQUAL(size_t{1}, site.server.rules.size());
    CPPUNIT_ASSERT_MESSAGE(again.error(), again.error().ends_with("other.conf:9"));
    // Whoever writes rules from the project's as a sample is told where one's own begin.
    CPPUNIT_ASSERT(site.Apply("ErrWatchRule 1001 xss \"<script\"").ok());
    const Status own = site.Apply("ErrWatchRule 1001 xss \"<svg\"");
    CPPUNIT_ASSERT(!own.ok() && own.error().ends_with("; your own have ids from 900000 on"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DirectiveMistakesTest);

}  // namespace
}  // namespace errwatch
