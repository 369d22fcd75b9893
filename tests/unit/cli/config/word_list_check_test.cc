#include "cli/config/word_list_check.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "unit/config_reader_fixture.h"

namespace errwatch::cli {
namespace {

class WordListCheckTest : public ConfigReaderFixture {
  CPPUNIT_TEST_SUITE(WordListCheckTest);
  CPPUNIT_TEST(ListsThatAreNamed);
  CPPUNIT_TEST(WordsForNoList);
  CPPUNIT_TEST(MarksWithoutAList);
  CPPUNIT_TEST_SUITE_END();

  std::string Said(const std::string& lines) {
    directory_.Write("tools.txt", "nikto\n");
    std::string text;
    for (const Finding& finding : CheckWordLists(Read(lines).server)) {
      CPPUNIT_ASSERT(finding.severity == Severity::kWarning);
      CPPUNIT_ASSERT_MESSAGE(finding.where, finding.where.starts_with(directory_.path() + "/"));
      text += finding.where.substr(directory_.path().size() + 1) + ": " + finding.text + "\n";
    }
    return text;
  }
  std::string WithList(const std::string& pattern) const {
    return "ErrWatchRule 1 bot_proxy words=@" + directory_.path() + "/tools.txt " + pattern + "\n";
  }

 public:
  void ListsThatAreNamed() {
    CPPUNIT_ASSERT_EQUAL(std::string(), Said(""));
    CPPUNIT_ASSERT_EQUAL(std::string(), Said("ErrWatchWords tools sqlmap\n" + WithList("\"@tools@\"")));
  }

  void WordsForNoList() {
    CPPUNIT_ASSERT_EQUAL(
        std::string("httpd.conf:2: ErrWatchWords tool adds to nothing: no rule names a list tool.txt\n"),
        Said(WithList("\"@tools@\"") + "ErrWatchWords tool sqlmap\n"));
  }

  // An address is no mark, and what a list is there for is none either.
  void MarksWithoutAList() {
    for (const char* pattern : {"someone@example.org", "a@b.c@d e@", "\\x40tools\\x40", "@@"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(pattern, std::string(),
                                   Said("ErrWatchRule 1 xss \"" + std::string(pattern) + "\"\n"));
    const std::string said =
        "rule 1 looks for the text @tools@ itself: for the words of a list name its file with words=, else "
        "write \\x40 for @\n";
    CPPUNIT_ASSERT_EQUAL("httpd.conf:2: " + said, Said("\nErrWatchRule 1 xss \"x@tools@\"\n"));
    CPPUNIT_ASSERT_EQUAL("httpd.conf:1: " + said,
                         Said("ErrWatchRule 1 xss \"script\" and not \"a@b.c@tools@\"\n"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(WordListCheckTest);

}  // namespace
}  // namespace errwatch::cli
