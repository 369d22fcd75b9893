#include "config/crawler_list.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/temporary_directory.h"

#include <fstream>
#include <sstream>

#include "config/settings.h"

namespace errwatch {
namespace {

class CrawlerListTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CrawlerListTest);
  CPPUNIT_TEST(BuiltInListIsTheShippedFile);
  CPPUNIT_TEST(LinesAreRead);
  CPPUNIT_TEST(BadLinesAreRefusedWithWhatWouldBeRight);
  CPPUNIT_TEST(TooManyAreRefused);
  CPPUNIT_TEST(FileThatIsNotThereIsNamed);
  CPPUNIT_TEST(OfOtherEditors);
  CPPUNIT_TEST_SUITE_END();

  static std::string ErrorOf(std::string_view text) {
    const Result<CrawlerList> list = ParseCrawlerList(text, "list");
    return list ? "" : list.error();
  }

 public:
  void OfOtherEditors() {
    const TemporaryDirectory directory;
    const std::string list(BuiltInCrawlerText());
    CPPUNIT_ASSERT(ReadCrawlerFile(directory.Write("marked", "\xEF\xBB\xBF" + list)).ok());
    CPPUNIT_ASSERT(ReadCrawlerFile(directory.Write("wide", "\xFF\xFE" + list)).error().find("is UTF-16") !=
                   std::string::npos);
  }

  void BuiltInListIsTheShippedFile() {
    std::ifstream file(ERRWATCH_SOURCE_DIR "/conf/crawlers.conf");
    std::ostringstream text;
    text << file.rdbuf();
    CPPUNIT_ASSERT_EQUAL(text.str(), std::string(BuiltInCrawlerText()));
    const auto list = ResolveCrawlers(CrawlerSetting{});
    CPPUNIT_ASSERT(list.ok());
    const Crawler* google = list.value()->Announced("Mozilla/5.0 (compatible; Googlebot/2.1)");
    CPPUNIT_ASSERT(google != nullptr && BelongsTo("crawl-1.googlebot.com", *google));
    for (const Crawler& each : list.value()->all())
      CPPUNIT_ASSERT(list.value()->Announced(each.agent) == &each);
    // An app that shows pages is no crawler; nor is a name published for half of the addresses one for all.
    CPPUNIT_ASSERT(list.value()->Announced("Mozilla/5.0 (iPhone) Mobile/15E148 [Pinterest/iOS]") == nullptr);
    for (const char* agent : {"CCBot/2.0 (https://commoncrawl.org/faq/)", "Sogou web spider/4.0"})
      CPPUNIT_ASSERT_MESSAGE(agent, !list.value()->Announced(agent)->verifiable());
  }

  void LinesAreRead() {
    const Result<CrawlerList> list = ParseCrawlerList(
        "# comment\n\n Yahoo! Slurp :\tcrawl.yahoo.net  a.example # why\r\nGPTBot: -", "list");
    CPPUNIT_ASSERT(list.ok());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, list.value().all().size());
    const Crawler& slurp = list.value().all()[0];
    CPPUNIT_ASSERT_EQUAL(std::string("Yahoo! Slurp"), slurp.agent);
    CPPUNIT_ASSERT((slurp.domains == std::vector<std::string>{"crawl.yahoo.net", "a.example"}));
    CPPUNIT_ASSERT(!list.value().all()[1].verifiable());
    CPPUNIT_ASSERT(ParseCrawlerList("", "list").ok());
  }

  void BadLinesAreRefusedWithWhatWouldBeRight() {
    const struct {
      const char* text;
      const char* expected;
    } cases[] = {
        {"\nGooglebot googlebot.com\n",
         "list:2: \"Googlebot googlebot.com\" has no colon; write the crawler's"},
        {"Googlebot:",
         "list:1: \"Googlebot\": no domain; write those of the crawler's addresses, or - where"},
        {"Googlebot: com", "\"com\" is no domain; write names of two or more parts"},
        {"Googlebot: https://google.com/", "\"https://google.com/\" is no domain"},
        {"Googlebot: .google.com", "is no domain"},
        {"Googlebot: google.com.", "is no domain"},
        {"Googlebot: *.google.com", "is no domain"},
        {"Googlebot: google.com,google.de", "is no domain"},
        {"Googlebot: google.com -", "\"-\" is no domain"},
        {"x: google.com", "\"x\" is no name of a crawler; it has 3 to 64"},
        {": google.com", "is no name of a crawler"},
        {"G\x01ooglebot: google.com", "is no name of a crawler"},
        {"Bot: a.example\n#\nBot: b.example", "list:3: \"Bot\" stands in line 1 already"},
    };
    for (const auto& each : cases) {
      const std::string error = ErrorOf(each.text);
      CPPUNIT_ASSERT_MESSAGE(error, error.find(each.expected) != std::string::npos);
    }
    CPPUNIT_ASSERT(!ErrorOf(std::string(65, 'b') + ": a.example").empty());
    CPPUNIT_ASSERT(!ErrorOf("Bot: " + std::string(64, 'a') + ".example").empty());
  }

  void TooManyAreRefused() {
    std::string crawlers;
    std::string domains = "Bot:";
    for (std::size_t i = 0; i <= CrawlerList::kMost; ++i) crawlers += "Bot" + std::to_string(i) + ": -\n";
    for (int i = 0; i < 17; ++i) domains += " a" + std::to_string(i) + ".example";
    CPPUNIT_ASSERT(ErrorOf(crawlers).find("list:256: more than 255 crawlers") != std::string::npos);
    CPPUNIT_ASSERT(ErrorOf(domains).find("more than 16 domains") != std::string::npos);
  }

  void FileThatIsNotThereIsNamed() {
    const Result<CrawlerList> list = ReadCrawlerFile("/nowhere/crawlers.conf");
    CPPUNIT_ASSERT(!list.ok() && list.error().find("/nowhere/crawlers.conf") != std::string::npos);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CrawlerListTest);

}  // namespace
}  // namespace errwatch
