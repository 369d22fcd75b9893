#include "model/crawler.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>

namespace errwatch {
namespace {

class CrawlerTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CrawlerTest);
  CPPUNIT_TEST(IsAnnouncedByItsName);
  CPPUNIT_TEST(OthersAreNot);
  CPPUNIT_TEST(EachIsThereOnce);
  CPPUNIT_TEST_SUITE_END();

 public:
  void IsAnnouncedByItsName() {
    const Crawler* crawler =
        AnnouncedCrawler("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)");
    CPPUNIT_ASSERT(crawler != nullptr);
    CPPUNIT_ASSERT(crawler->domains.find("googlebot.com") != std::string_view::npos);
    for (const Crawler& each : Crawlers()) CPPUNIT_ASSERT(AnnouncedCrawler(each.agent) != nullptr);
  }

  void OthersAreNot() {
    for (const char* agent : {"", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                              "curl/7.88.1", "Google"})
      CPPUNIT_ASSERT(AnnouncedCrawler(agent) == nullptr);
  }

  void EachIsThereOnce() {
    std::set<std::string_view> names;
    for (const Crawler& crawler : Crawlers()) CPPUNIT_ASSERT(names.insert(crawler.agent).second);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CrawlerTest);

}  // namespace
}  // namespace errwatch
