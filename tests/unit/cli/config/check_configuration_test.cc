// Of what `errwatch check` finds (check_test.cc): where it says it, how often, and in which order.
#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <string>

#include "cli/config/check.h"
#include "unit/config_reader_fixture.h"

namespace errwatch::cli {
namespace {

class CheckConfigurationTest : public ConfigReaderFixture {
  CPPUNIT_TEST_SUITE(CheckConfigurationTest);
  CPPUNIT_TEST(ErrorsComeFirst);
  CPPUNIT_TEST(EachSaysWhatItIsAbout);
  CPPUNIT_TEST(RemovalsSayWhere);
  CPPUNIT_TEST(OfDirectoriesOnlyWhatNoServerHas);
  CPPUNIT_TEST(SeveralServersAreNamedTogether);
  CPPUNIT_TEST(PlacesAreLookedAtHere);
  CPPUNIT_TEST_SUITE_END();

  std::vector<Finding> Check(const std::string& lines) { return CheckConfiguration(Read(lines)); }
  // "where: text" of each that has `part`, where without the directory.
  std::string Said(const std::string& lines, const std::string& part) {
    std::string text;
    for (const Finding& finding : Check(lines)) {
      if (finding.text.find(part) == std::string::npos) continue;
      const bool here = finding.where.starts_with(directory_.path());
      text += finding.where.substr(here ? directory_.path().size() + 1 : 0) + ": " + finding.text + "\n";
    }
    return text;
  }

  const std::string rule_ = "ErrWatchRule 1 xss cost=1 \"script\"\n";
  const std::string mistakes_ = rule_ +
                                "ErrWatchRule 2 xss cost=1 ah=AH00128 \"[a-z]+\"\n"
                                "ErrWatchRule 3 xss cost=1 \"script\"\n"
                                "ErrWatchRule 4 vuln_scan ah=AH00128 module=core level=info\n"
                                "ErrWatchRuleRemove 7\nErrWatchLimit sql_injection 5/1m\n";

 public:
  void ErrorsComeFirst() {
    const auto found = Check(mistakes_);
    CPPUNIT_ASSERT(std::ranges::is_sorted(found, {}, &Finding::severity));
    CPPUNIT_ASSERT(found.front().severity == Severity::kError && found.back().severity == Severity::kNote);
  }

  void EachSaysWhatItIsAbout() {
    const auto topics = [](const std::vector<Finding>& found, const char* part) {
      const auto it = std::ranges::find_if(
          found, [&](const Finding& finding) { return finding.text.find(part) != std::string::npos; });
      CPPUNIT_ASSERT_MESSAGE(part, it != found.end());
      return it->topic;
    };
    const auto found = Check(mistakes_);
    CPPUNIT_ASSERT(topics(found, "rule 3 (xss) never names an entry") == Topic::kRules);
    CPPUNIT_ASSERT(topics(found, "removes nothing") == Topic::kConfiguration);
    CPPUNIT_ASSERT(topics(found, "can never be reached") == Topic::kLimits);
    CPPUNIT_ASSERT(topics(found, "at this LogLevel") == Topic::kLogLevel);
  }

  void RemovalsSayWhere() {
    const std::string nothing = "ErrWatchRuleRemove 7777 removes nothing: there is no such rule";
    CPPUNIT_ASSERT_EQUAL("httpd.conf:2: " + nothing + "\n",
                         Said(rule_ + "ErrWatchRuleRemove 1 7777\n", "removes nothing"));
    CPPUNIT_ASSERT_EQUAL(
        "httpd.conf:4: " + nothing + " (in a section for a directory)\n",
        Said(rule_ + "\n<Location /a>\nErrWatchRuleRemove 7777\n</Location>\n", "removes nothing"));
    // What the main server says holds in all, and is said once.
    CPPUNIT_ASSERT_EQUAL(
        "httpd.conf:2: " + nothing + "\n",
        Said(rule_ + "ErrWatchRuleRemove 7777\n<VirtualHost *>\nErrWatchEngine On\n</VirtualHost>\n",
             "removes nothing"));
  }

  void OfDirectoriesOnlyWhatNoServerHas() {
    const std::string removal = "<Location /a>\nErrWatchRuleRemove 5\n</Location>\n";
    const std::string host = "<VirtualHost *>\nErrWatchRule 5 xss \"alert\"\n</VirtualHost>\n";
    CPPUNIT_ASSERT(!Said(rule_ + removal, "removes nothing").empty());
    CPPUNIT_ASSERT_EQUAL(std::string(), Said(rule_ + removal + host, "removes nothing"));
  }

  void SeveralServersAreNamedTogether() {
    const std::string hosts =
        "<VirtualHost *:80>\nServerName a.example\n</VirtualHost>\n"
        "<VirtualHost *:80>\nServerName b.example\n</VirtualHost>\n";
    const std::string said = Said("ServerName main.example\n" + hosts, "has no rules");
    CPPUNIT_ASSERT_EQUAL_MESSAGE(said, std::ptrdiff_t{1}, std::ranges::count(said, '\n'));
    CPPUNIT_ASSERT_MESSAGE(said, said.starts_with("main server main.example, virtual host a.example ("));
    CPPUNIT_ASSERT_MESSAGE(said, said.find("), virtual host b.example (") != std::string::npos);
  }

  void PlacesAreLookedAtHere() {
    const std::string lines = rule_ + "ErrWatchStateFile /no/such/state\n";
    const auto of_place = [](const Finding& finding) {
      return finding.text.starts_with("httpd would not start: /no/such/state");
    };
    CPPUNIT_ASSERT(std::ranges::none_of(Check(lines), of_place));
    CPPUNIT_ASSERT(of_place(CheckConfigurationHere(Read(lines)).at(0)));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CheckConfigurationTest);

}  // namespace
}  // namespace errwatch::cli
