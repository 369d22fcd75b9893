#include "cli/config/pattern_check.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/config_reader_fixture.h"

namespace errwatch::cli {
namespace {

class PatternCheckTest : public ConfigReaderFixture {
  CPPUNIT_TEST_SUITE(PatternCheckTest);
  CPPUNIT_TEST(WhatCanBeCounted);
  CPPUNIT_TEST(WhatCannot);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WhatCanBeCounted() {
    for (const char* rule : {"\"^/shop[0-9]{1,9}\"", "nocase \"(?:a|b){2,30}cde\"", "status=404",
                             "structure=markup target=uri", "\"abc\" and not \"def\""})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(rule, std::string(), Said(rule));
  }

  // Each pattern of a rule is asked, and said of once.
  void WhatCannot() {
    for (const char* rule :
         {"\"(?x)abc [0-9]+ +def\"", "\"(*MARK:abcx+)y+\"", "\"abc\" and \"(?x)def[0-9]+ +x\"",
          "\"abc\" and not \"(?x)def[0-9]+ +x\"", "\"(?x)abc[0-9]+ +x\" and \"(?x)def[0-9]+ +x\""}) {
      const std::string said = Said(rule);
      CPPUNIT_ASSERT_MESSAGE(
          rule, said.starts_with(directory_.path() + "/httpd.conf:1: rule 900001: what its pattern costs "));
      CPPUNIT_ASSERT_MESSAGE(said, said.find("write it without (?x)") != std::string::npos);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(said, said.size() - 1, said.find('\n'));
    }
  }

 private:
  std::string Said(const std::string& rule) {
    std::string text;
    for (const Finding& finding :
         CheckPatterns(Read("ErrWatchRule 900001 xss " + rule + "\n").server.rules)) {
      CPPUNIT_ASSERT(finding.severity == Severity::kWarning);
      text += finding.where + ": " + finding.text + "\n";
    }
    return text;
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PatternCheckTest);

}  // namespace
}  // namespace errwatch::cli
