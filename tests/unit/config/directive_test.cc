// ApplyDirective: every directive, and what it sets. The values themselves: directive_grammar_test.cc; what it
// says of mistakes: directive_mistakes_test.cc.
#include "config/directive.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>

#include "base/duration.h"
#include "unit/config/directive_site.h"
#include "unit/temporary_directory.h"

namespace errwatch {
namespace {

class DirectiveTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DirectiveTest);
  CPPUNIT_TEST(ListIsInTheOrderOfTheEnum);
  CPPUNIT_TEST(FindsWithoutCase);
  CPPUNIT_TEST(SetsEverySetting);
  CPPUNIT_TEST(EventLogsAddUp);
  CPPUNIT_TEST(RulesAddUp);
  CPPUNIT_TEST(RemovalsGoWhereTheyStand);
  CPPUNIT_TEST(LimitsByCategory);
  CPPUNIT_TEST(LaterLineWins);
  CPPUNIT_TEST(AddressesAddUpOrNotAtAll);
  CPPUNIT_TEST(AddressFilesAreBelowTheServerRoot);
  CPPUNIT_TEST(WordsAreAddedToLists);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WordsAreAddedToLists() {
    const TemporaryDirectory directory;
    directory.Write("words/tools.txt", "nikto\n");
    directory.Write("mine.txt", "dirb\nnikto\n");
    Site site;
    site.place.file_directory = directory.path();
    const auto apply = [&](std::string_view line) {
      const Status applied = site.Apply(line);
      return applied ? "" : applied.error();
    };
    CPPUNIT_ASSERT_EQUAL(std::string(), apply("ErrWatchWords tools 'a b' zmap @mine.txt"));
    CPPUNIT_ASSERT_EQUAL(std::string(), apply("ErrWatchWords tools last"));
    CPPUNIT_ASSERT_EQUAL(std::string(), apply("ErrWatchWords other x"));
    CPPUNIT_ASSERT_EQUAL(std::string(), apply("ErrWatchRule 1 xss words=@words/tools.txt '^@tools@$'"));
    CPPUNIT_ASSERT_EQUAL(std::string("^(?:nikto|dirb|last|zmap|a b)$"),
                         std::string(site.server.rules[0].FullText()));
    CPPUNIT_ASSERT_EQUAL(
        std::string(
            "ErrWatchWords: rule 1 at test.conf:7 has read the list \"tools\" already: write this line in "
            "front of it"),
        apply("ErrWatchWords tools late"));
    CPPUNIT_ASSERT_EQUAL(size_t{3}, site.server.added_words.size());
    AssertRefused("ErrWatchWords tools", "too few arguments");
    AssertRefused("ErrWatchWords tools.txt a", "\"tools.txt\" is no name of a list");
    AssertRefused("ErrWatchWords tools Nikto", "words are written in lower case");
    AssertRefused("ErrWatchWords tools @/none/a.txt", "cannot read /none/a.txt");
  }

  void ListIsInTheOrderOfTheEnum() {
    CPPUNIT_ASSERT_EQUAL(size_t{25}, Directives().size());
    std::set<std::string_view> names;
    for (size_t i = 0; i < Directives().size(); ++i) {
      const DirectiveInfo& info = Directives()[i];
      CPPUNIT_ASSERT_EQUAL(i, static_cast<size_t>(info.id));
      CPPUNIT_ASSERT(FindDirective(info.name) == &info);
      CPPUNIT_ASSERT(std::string_view(info.name).starts_with("ErrWatch"));
      names.insert(info.name);
    }
    CPPUNIT_ASSERT_EQUAL(Directives().size(), names.size());
  }

  void FindsWithoutCase() {
    CPPUNIT_ASSERT(FindDirective("errwatchLIMIT")->id == DirectiveId::kLimit);
    CPPUNIT_ASSERT(FindDirective("ErrWatch") == nullptr);
    CPPUNIT_ASSERT(FindDirective("ErrWatchLimits") == nullptr);
    CPPUNIT_ASSERT(FindDirective("") == nullptr);
  }

  void SetsEverySetting() {
    const Site site = Accepted(
        "ErrWatchEngine DetectionOnly\n"
        "ErrWatchBlock base=1m factor=2 max=1h decay=1d\n"
        "ErrWatchAction deny status=429\n"
        "ErrWatchPrefix ipv4=24 ipv6=56\n"
        "ErrWatchClients 2000\n"
        "ErrWatchStateFile run/errwatch.state\n"
        "ErrWatchStatusCodes 404 403\n"
        "ErrWatchInspect all\n"
        "ErrWatchBody On size=2k\n"
        "ErrWatchGate early\n"
        "ErrWatchScope shop\n"
        "ErrWatchForgive off\n"
        "ErrWatchAnomalies On\n"
        "ErrWatchUnderAttack tighten=4\n"
        "ErrWatchVerbosity suspects=info blocked=crit\n"
        "ErrWatchModel site.model learn=7d\n"
        "ErrWatchEventLog \"|/usr/bin/prog arg\" events=block\n"
        "ErrWatchVerifyCrawlers Off resolver=192.0.2.53\n"
        "ErrWatchShare group=shop\n");
    const auto check = [](const auto& setting, const auto& value) {
      CPPUNIT_ASSERT(setting.value == value);
      CPPUNIT_ASSERT(setting.is_set);
      CPPUNIT_ASSERT_EQUAL(std::string("test.conf:7"), setting.origin);
    };
    check(site.directory.engine, Engine::kDetectionOnly);
    check(site.directory.action, (Action{ActionKind::kDeny, 429, ""}));
    check(site.directory.body, 2048U);
    check(site.server.block,
          (BlockPolicy{Milliseconds(60'000), 2, Milliseconds(3'600'000), Milliseconds(86'400'000)}));
    check(site.server.prefix, (ClientPrefix{24, 56}));
    check(site.server.clients, 2000U);
    check(site.server.state_file, "run/errwatch.state");
    check(site.server.status_codes, (std::vector<uint16_t>{403, 404}));
    check(site.server.inspect, Inspect::kAll);
    check(site.server.gate, kGateEarly);
    check(site.server.scope, "shop");
    check(site.server.share, "shop");
    check(site.server.forgive, false);
    check(site.server.anomalies, true);
    check(site.server.under_attack, (UnderAttack{Joiners::kTighten, 4}));
    check(site.server.verbosity, (Verbosity{Level::kInfo, Level::kCrit}));
    check(site.server.model, (ModelSetting{"/srv/site.model", Milliseconds(7 * 86'400'000)}));
    CPPUNIT_ASSERT_EQUAL(size_t{1}, site.server.event_logs.size());
    CPPUNIT_ASSERT_EQUAL(std::string("/usr/bin/prog arg"), site.server.event_logs[0].target);
    CPPUNIT_ASSERT_EQUAL(std::string("test.conf:7"), site.server.event_logs[0].origin);
    CPPUNIT_ASSERT(!site.server.crawlers.value.verify);
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.53:53"), site.server.crawlers.value.resolver);
    // No setting is out of reach.
    ServerSettings::ForEach([&](auto member) { CPPUNIT_ASSERT((site.server.*member).is_set); });
    DirectorySettings::ForEach([&](auto member) { CPPUNIT_ASSERT((site.directory.*member).is_set); });
  }

  void EventLogsAddUp() {
    const Site site = Accepted(
        "ErrWatchEventLog logs/one\nErrWatchEventLog \"|logs/one\"\nErrWatchEventLog syslog events=block\n"
        "ErrWatchEventLog syslog:auth\n");
    CPPUNIT_ASSERT_EQUAL(size_t{4}, site.server.event_logs.size());
    const auto why = [](std::initializer_list<std::string> lines) {
      Site one;
      for (const std::string& line : lines)
        if (const Status applied = one.Apply(line); !applied) return applied.error();
      return std::string();
    };
    CPPUNIT_ASSERT_EQUAL(
        std::string(
            "ErrWatchEventLog: syslog:local7 is named at test.conf:7 already; say all that is to go there "
            "on one line"),
        why({"ErrWatchEventLog syslog", "ErrWatchEventLog a",
             "ErrWatchEventLog syslog:LOCAL7 events=entry"}));
    Site full;
    for (const char* name : {"a", "b", "c", "d", "e", "f", "g", "h"})
      CPPUNIT_ASSERT(full.Apply(std::string("ErrWatchEventLog logs/") + name).ok());
    const Status ninth = full.Apply("ErrWatchEventLog logs/i");
    CPPUNIT_ASSERT(!ninth && ninth.error().find("there are 8 event logs already") != std::string::npos);
  }

  void RulesAddUp() {
    const Site site = Accepted(
        "ErrWatchRule 2101 vuln_scan ah=AH00128 target=uri \"\\.php$\"\n"
        "ErrWatchRule 2102 auth_failure ah=AH01617 cost=2\n");
    CPPUNIT_ASSERT_EQUAL(size_t{2}, site.server.rules.size());
    CPPUNIT_ASSERT_EQUAL(2101U, site.server.rules[0].id);
    CPPUNIT_ASSERT_EQUAL(std::string("\\.php$"), site.server.rules[0].pattern_text);
    CPPUNIT_ASSERT_EQUAL(std::string("test.conf:7"), site.server.rules[1].origin);
  }

  void RemovalsGoWhereTheyStand() {
    Site site = Accepted("ErrWatchRuleRemove 1000-1999 2101 xss");
    CPPUNIT_ASSERT_EQUAL(size_t{3}, site.server.removals.size());
    CPPUNIT_ASSERT(site.directory.removals.empty());
    CPPUNIT_ASSERT_EQUAL(1999U, site.server.removals[0].last);
    site.place.in_directory = true;
    CPPUNIT_ASSERT(site.Apply("ErrWatchRuleRemove 7").ok());
    CPPUNIT_ASSERT_EQUAL(size_t{3}, site.server.removals.size());
    CPPUNIT_ASSERT_EQUAL(size_t{1}, site.directory.removals.size());
  }

  void LimitsByCategory() {
    const Site site = Accepted(
        "ErrWatchLimit auth_failure 5/10m\n"
        "ErrWatchLimit any 20/60s block=10m\n"
        "ErrWatchLimit vuln_scan none\n"
        "ErrWatchLimit xss 3/1h block=none\n");
    const auto& limits = site.server.limits;
    const auto of = [&](Category category) { return limits.category[static_cast<size_t>(category)]; };
    CPPUNIT_ASSERT((of(Category::kAuthFailure).value == Limit{{5, 60'000}, Milliseconds(-1)}));
    CPPUNIT_ASSERT((limits.any.value == Limit{{20, 6'000}, Milliseconds(600'000)}));
    CPPUNIT_ASSERT((of(Category::kXss).value == Limit{{3, 360'000}, Milliseconds(0)}));
    CPPUNIT_ASSERT(of(Category::kVulnScan).is_set);
    CPPUNIT_ASSERT_EQUAL(0U, of(Category::kVulnScan).value.shape.capacity);
    CPPUNIT_ASSERT(!of(Category::kSqlInjection).is_set);
  }

  void LaterLineWins() {
    const Site site = Accepted(
        "ErrWatchLimit any 20/60s block=1h\nErrWatchLimit any 30/60s\nErrWatchBlock base=1m\nErrWatchBlock "
        "factor=2");
    CPPUNIT_ASSERT_EQUAL(30U, site.server.limits.any.value.shape.capacity);
    CPPUNIT_ASSERT(site.server.limits.any.value.block == Milliseconds(-1));
    CPPUNIT_ASSERT(site.server.block.value.base == BlockPolicy().base);  // a line says the whole policy
  }

  void AddressesAddUpOrNotAtAll() {
    Site site = Accepted(
        "ErrWatchAllow 192.0.2.0/24 2001:db8::/32\nErrWatchAllow 10.0.0.1\nErrWatchTrustedProxy 10.0.0.2");
    const auto allows = [&](std::string_view text) {
      return site.server.allow.Contains(*ClientAddress::Parse(text));
    };
    CPPUNIT_ASSERT(allows("192.0.2.9") && allows("2001:db8::9") && allows("10.0.0.1"));
    CPPUNIT_ASSERT(!allows("10.0.0.2"));
    CPPUNIT_ASSERT(site.server.trusted_proxies.Contains(*ClientAddress::Parse("10.0.0.2")));
    CPPUNIT_ASSERT(!site.Apply("ErrWatchAllow 10.0.0.3 10.0.0.256").ok());
    CPPUNIT_ASSERT(!allows("10.0.0.3"));
  }

  void AddressFilesAreBelowTheServerRoot() {
    const TemporaryDirectory root;
    root.Write("conf/allow list.txt", "192.0.2.0/24\n");
    Site site;
    site.place.server_root = root.path();
    CPPUNIT_ASSERT(site.Apply("ErrWatchAllow \"@conf/allow list.txt\"").ok());
    CPPUNIT_ASSERT_EQUAL(size_t{1}, site.server.allow.size());
    const Status missing = site.Apply("ErrWatchTrustedProxy @conf/none");
    CPPUNIT_ASSERT(!missing.ok());
    CPPUNIT_ASSERT(missing.error().find(root.path() + "/conf/none: No such file") != std::string::npos);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DirectiveTest);

}  // namespace
}  // namespace errwatch
