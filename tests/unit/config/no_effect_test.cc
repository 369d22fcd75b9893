#include "config/no_effect.h"

#include <cppunit/extensions/HelperMacros.h>

#include "config/directive.h"

namespace errwatch {
namespace {

class NoEffectTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(NoEffectTest);
  CPPUNIT_TEST(Nothing);
  CPPUNIT_TEST(RemovalOfNoRule);
  CPPUNIT_TEST(SecondLine);
  CPPUNIT_TEST(AllAddresses);
  CPPUNIT_TEST(Contradictions);
  CPPUNIT_TEST(VerbosityWithoutAnEngine);
  CPPUNIT_TEST_SUITE_END();

  // Of these lines, "a.conf:1" and so on.
  static std::vector<SaidInVain> Found(std::initializer_list<const char*> lines) {
    ServerSettings server;
    DirectorySettings directory;
    int number = 0;
    for (const std::string line : lines) {
      const std::size_t blank = line.find(' ');
      DirectivePlace place;
      place.origin = "a.conf:" + std::to_string(++number);
      const Status applied = ApplyDirective(FindDirective(line.substr(0, blank))->id, line.substr(blank + 1),
                                            place, server, directory);
      CPPUNIT_ASSERT_MESSAGE(line, applied.ok());
    }
    return FindSaidInVain(server);
  }
  static void Check(const char* expected, std::initializer_list<const char*> lines, bool matters = true,
                    const char* origin = "") {
    const std::vector<SaidInVain> found = Found(lines);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(expected, std::size_t{1}, found.size());
    CPPUNIT_ASSERT_EQUAL(std::string(expected), found[0].text);
    CPPUNIT_ASSERT_EQUAL(std::string(origin), found[0].origin);
    CPPUNIT_ASSERT_EQUAL(matters, found[0].matters);
  }

 public:
  void Nothing() {
    CPPUNIT_ASSERT(Found({}).empty());
    CPPUNIT_ASSERT(Found({"ErrWatchRule 7 xss ah=AH00128", "ErrWatchRuleRemove 1-99 xss",
                          "ErrWatchAllow 10.0.0.0/8 2001:db8::/32", "ErrWatchAllow 192.0.2.1",
                          "ErrWatchInspect all", "ErrWatchStatusCodes 404", "ErrWatchLimit any 5/1m",
                          "ErrWatchLimit xss 5/1m", "ErrWatchEventLog logs/one", "ErrWatchEventLog logs/two"})
                       .empty());
  }

  void RemovalOfNoRule() {
    const auto check = [](const char* expected, std::initializer_list<const char*> lines) {
      Check(expected, lines, true, ("a.conf:" + std::to_string(lines.size())).c_str());
    };
    check(
        "ErrWatchRuleRemove 123456 removes nothing: there is no such rule; did you mean 12345?",
        {"ErrWatchRule 12345 xss ah=AH00128", "ErrWatchRule 3 xss ah=AH00129", "ErrWatchRuleRemove 123456"});
    check("ErrWatchRuleRemove 8-9 removes nothing: there is no such rule", {"ErrWatchRuleRemove 8-9"});
    check("ErrWatchRuleRemove xss removes nothing: there is no such rule", {"ErrWatchRuleRemove xss"});
    check("ErrWatchRuleRemove 3001 removes nothing: rule 3001 was retired in 0.1.0, replaced by 3020",
          {"ErrWatchRuleRemove 3001"});
    check(
        "ErrWatchRuleRemove 3446-3447 removes nothing: rule 3446 was retired in 0.1.0, replaced by 3452; "
        "rule "
        "3447 was retired in 0.1.0, replaced by 3452",
        {"ErrWatchRuleRemove 3446-3447"});
  }

  void SecondLine() {
    Check("ErrWatchLimit xss has no effect: a.conf:2 says otherwise",
          {"ErrWatchLimit xss 5/1m", "ErrWatchLimit xss 9/1m"}, false, "a.conf:1");
    for (const char* line :
         {"ErrWatchEngine On", "ErrWatchAction drop", "ErrWatchBody On", "ErrWatchLimit any none",
          "ErrWatchBlock base=5m", "ErrWatchPrefix ipv4=24", "ErrWatchClients 2048", "ErrWatchStateFile x",
          "ErrWatchStatusCodes 404", "ErrWatchInspect errors", "ErrWatchGate early", "ErrWatchScope a",
          "ErrWatchForgive Off", "ErrWatchAnomalies On", "ErrWatchVerbosity none",
          "ErrWatchVerifyCrawlers Off"}) {
      const std::vector<SaidInVain> found = Found({line, line});
      CPPUNIT_ASSERT_MESSAGE(line, found.size() == 1 && found[0].origin == "a.conf:1" && !found[0].matters);
    }
  }

  void AllAddresses() {
    Check("ErrWatchAllow lists all of IPv4 (0.0.0.0/0): nobody there is ever counted or denied",
          {"ErrWatchAllow 0.0.0.0/0"});
    Check("ErrWatchTrustedProxy lists all of IPv6 (::/0): no client there is ever counted",
          {"ErrWatchTrustedProxy ::/0"});
    CPPUNIT_ASSERT(Found({"ErrWatchAllow 0.0.0.0/1"}).empty());
  }

  void Contradictions() {
    Check("ErrWatchStatusCodes has no effect: ErrWatchInspect entries looks at no response",
          {"ErrWatchInspect entries", "ErrWatchStatusCodes 404"}, true, "a.conf:2");
    Check("ErrWatchVerifyCrawlers Off asks no name server: resolver= has no effect",
          {"ErrWatchVerifyCrawlers Off resolver=192.0.2.53"}, true, "a.conf:1");
    Check(
        "ErrWatchUnderAttack has no effect: without ErrWatchAnomalies On nobody looks for attacks that many "
        "share",
        {"ErrWatchUnderAttack block"}, true, "a.conf:1");
    CPPUNIT_ASSERT(Found({"ErrWatchAnomalies On", "ErrWatchUnderAttack block"}).empty());
    Check("ErrWatchBlock: factor=4 has no effect, because base= and max= are the same (1h)",
          {"ErrWatchBlock base=1h max=1h"}, false, "a.conf:1");
  }

  void VerbosityWithoutAnEngine() {
    ServerSettings server;
    DirectorySettings directory;
    const auto said = [&server](std::initializer_list<Engine> engines) {
      EnginesInUse in_use;
      for (const Engine engine : engines) in_use.Add(engine);
      return FindSaidInVain(server, std::nullopt, in_use);
    };
    const auto say = [&](const char* words) {
      CPPUNIT_ASSERT(ApplyDirective(FindDirective("ErrWatchVerbosity")->id, words, {}, server, directory));
    };
    CPPUNIT_ASSERT(said({Engine::kOff}).empty());
    say("suspects=info");
    const std::vector<SaidInVain> found = said({Engine::kOff});
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.size());
    CPPUNIT_ASSERT(found[0].matters);
    CPPUNIT_ASSERT(found[0].text.starts_with("ErrWatchVerbosity has no effect: ErrWatchEngine is Off"));
    CPPUNIT_ASSERT(said({}).empty());
    CPPUNIT_ASSERT(said({Engine::kOff, Engine::kDetectionOnly}).empty());
    CPPUNIT_ASSERT(said({Engine::kOn}).empty());
    say("none");
    CPPUNIT_ASSERT(said({Engine::kOff}).empty());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(NoEffectTest);

}  // namespace
}  // namespace errwatch
