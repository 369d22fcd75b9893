// The values of ErrWatchVerifyCrawlers.
#include <cppunit/extensions/HelperMacros.h>

#include "config/directive_grammar.h"
#include "unit/parsed_words.h"

namespace errwatch {
namespace {

class DirectiveCrawlersTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DirectiveCrawlersTest);
  CPPUNIT_TEST(CrawlerSettings);
  CPPUNIT_TEST_SUITE_END();

 public:
  void CrawlerSettings() {
    const auto resolver = [](const std::string& text) {
      return Value(ParseCrawlers(WordsOf("On resolver=" + text), "")).resolver;
    };
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.53:53"), resolver("192.0.2.53"));
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.53:5353"), resolver("192.0.2.53:5353"));
    CPPUNIT_ASSERT_EQUAL(std::string("[2001:db8::53]:53"), resolver("2001:db8::53"));
    CPPUNIT_ASSERT_EQUAL(std::string("[2001:db8::53]:53"), resolver("[2001:db8::53]"));
    CPPUNIT_ASSERT_EQUAL(std::string("[2001:db8::53]:54"), resolver("[2001:db8::53]:54"));
    const CrawlerSetting setting =
        Value(ParseCrawlers(WordsOf("Off list=conf/crawlers.conf"), ERRWATCH_SOURCE_DIR));
    CPPUNIT_ASSERT(!setting.verify && setting.list->Announced("Googlebot/2.1") != nullptr);
    CPPUNIT_ASSERT(Value(ParseCrawlers(WordsOf("On"), "")).verify);
    for (const char* text :
         {"On resolver=dns.example", "On resolver=192.0.2.53:0", "On resolver=192.0.2.53:65536",
          "On resolver=192.0.2.53:", "On resolver=:53", "On resolver=::", "On resolver="})
      AssertError(text, ParseCrawlers(WordsOf(text), ""), "write it with or without a port");
    for (const char* text : {"On x", "On resolver=192.0.2.1 resolver=192.0.2.2", "On timeout=3"})
      AssertError(text, ParseCrawlers(WordsOf(text), ""), "expected list=path or resolver=");
    AssertError("list", ParseCrawlers(WordsOf("On list="), ""), "list=: the path is empty");
    AssertError("list", ParseCrawlers(WordsOf("On list=/nowhere"), ""), "list=: cannot read /nowhere");
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DirectiveCrawlersTest);

}  // namespace
}  // namespace errwatch
