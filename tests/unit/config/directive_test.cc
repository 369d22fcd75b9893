// ApplyDirective: every directive, what it sets, and what it says of a mistake.
// The values themselves: directive_grammar_test.cc.
#include "config/directive.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>

#include "base/duration.h"
#include "unit/temporary_directory.h"

namespace errwatch {
namespace {

struct Site {
  ServerSettings server;
  DirectorySettings directory;
  DirectivePlace place{"test.conf:7", "/srv", false, ""};

  Status Apply(std::string_view line) {
    const size_t blank = std::min(line.find(' '), line.size());
    const DirectiveInfo* info = FindDirective(line.substr(0, blank));
    CPPUNIT_ASSERT_MESSAGE(std::string(line), info != nullptr);
    return ApplyDirective(info->id, line.substr(blank), place, server, directory);
  }
};

Site Accepted(std::string_view lines) {
  Site site;
  while (!lines.empty()) {
    const size_t end = std::min(lines.find('\n'), lines.size());
    const Status applied = site.Apply(lines.substr(0, end));
    CPPUNIT_ASSERT_MESSAGE(std::string(lines.substr(0, end)) + (applied ? "" : ": " + applied.error()),
                           applied.ok());
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return site;
}

// True when nothing at all was set: a refused directive must leave no trace.
bool Untouched(const Site& site) {
  bool untouched = site.server.rules.empty() && site.server.added_words.empty() &&
                   site.server.removals.empty() && site.server.allow.empty() &&
                   site.server.trusted_proxies.empty() && site.server.event_logs.empty() &&
                   site.directory.removals.empty() && !site.server.limits.any.is_set;
  for (const auto& limit : site.server.limits.category) untouched &= !limit.is_set;
  ServerSettings::ForEach([&](auto member) { untouched &= !(site.server.*member).is_set; });
  DirectorySettings::ForEach([&](auto member) { untouched &= !(site.directory.*member).is_set; });
  return untouched;
}

void AssertRefused(std::string_view line, std::string_view part) {
  Site site;
  const Status applied = site.Apply(line);
  CPPUNIT_ASSERT_MESSAGE(std::string(line), !applied.ok());
  const std::string& error = applied.error();
  CPPUNIT_ASSERT_MESSAGE(std::string(line) + ": " + error, error.find(part) != std::string::npos);
  CPPUNIT_ASSERT_MESSAGE(error, error.starts_with(line.substr(0, line.find(' '))));
  CPPUNIT_ASSERT_MESSAGE(std::string(line), Untouched(site));
}

class DirectiveTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DirectiveTest);
  CPPUNIT_TEST(ListIsInTheOrderOfTheEnum);
  CPPUNIT_TEST(FindsWithoutCase);
  CPPUNIT_TEST(SetsEverySetting);
  CPPUNIT_TEST(EventLogsAddUp);
  CPPUNIT_TEST(RulesAddUp);
  CPPUNIT_TEST(DuplicateRuleNamesBothPlaces);
  CPPUNIT_TEST(RemovalsGoWhereTheyStand);
  CPPUNIT_TEST(ServerDirectivesAreRefusedInADirectory);
  CPPUNIT_TEST(LimitsByCategory);
  CPPUNIT_TEST(LaterLineWins);
  CPPUNIT_TEST(AddressesAddUpOrNotAtAll);
  CPPUNIT_TEST(AddressFilesAreBelowTheServerRoot);
  CPPUNIT_TEST(TooFewAndTooMany);
  CPPUNIT_TEST(MistakesAreNamed);
  CPPUNIT_TEST(HabitsOfOtherLanguages);
  CPPUNIT_TEST(WordsAreAddedToLists);
  CPPUNIT_TEST_SUITE_END();

 public:
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
};
CPPUNIT_TEST_SUITE_REGISTRATION(DirectiveTest);

}  // namespace
}  // namespace errwatch
