#include "model/crawler.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class CrawlerTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CrawlerTest);
  CPPUNIT_TEST(IsAnnouncedWhereAWordBegins);
  CPPUNIT_TEST(OthersAreNot);
  CPPUNIT_TEST(NamesBelongAtALabel);
  CPPUNIT_TEST(ReverseNamesAreThoseOfTheDns);
  CPPUNIT_TEST(NamesAreJudged);
  CPPUNIT_TEST(AddressesAreJudged);
  CPPUNIT_TEST_SUITE_END();

  const CrawlerList list_{
      {{"Googlebot", {"googlebot.com", "google.com"}}, {"Sogou web spider", {"sogou.com"}}, {"GPTBot", {}}}};
  const Crawler& google_ = list_.all()[0];
  const ClientAddress client_ = *ClientAddress::Parse("192.0.2.9");

  std::string Announced(std::string_view agent) {
    const Crawler* crawler = list_.Announced(agent);
    return crawler == nullptr ? "" : crawler->agent;
  }

 public:
  void IsAnnouncedWhereAWordBegins() {
    CPPUNIT_ASSERT_EQUAL(
        std::string("Googlebot"),
        Announced("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"));
    CPPUNIT_ASSERT_EQUAL(std::string("Googlebot"), Announced("Googlebot-Image/1.0"));
    CPPUNIT_ASSERT_EQUAL(std::string("Sogou web spider"), Announced("Sogou web spider/4.0(+http://x)"));
    CPPUNIT_ASSERT_EQUAL(std::string("GPTBot"), Announced("x GPTBot/1.0 Googlebot/2.1"));  // the first one
    CPPUNIT_ASSERT_EQUAL(uint8_t{2}, list_.IndexOf(*list_.Announced("GPTBot")));
    CPPUNIT_ASSERT(google_.verifiable() && !list_.all()[2].verifiable());
  }

  void OthersAreNot() {
    for (const char* agent : {"", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                              "curl/7.88.1", "Google", "googlebot", "NotGooglebot/1.0", "Googlebo"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(agent, std::string(), Announced(agent));
    CPPUNIT_ASSERT_EQUAL(std::string(), Announced(std::string(512, ' ') + "Googlebot"));
    CPPUNIT_ASSERT(CrawlerList().Announced("Googlebot") == nullptr);
  }

  void NamesBelongAtALabel() {
    for (const char* name : {"crawl-66-249-66-1.googlebot.com", "GOOGLEBOT.COM", "a.b.google.com."})
      CPPUNIT_ASSERT_MESSAGE(name, BelongsTo(name, google_));
    for (const std::string& name :
         {std::string("evilgooglebot.com"), std::string("googlebot.com.evil.example"), std::string(""),
          std::string("."), std::string("com"), std::string("x\0.google.com", 13),
          std::string("a b.google.com"), std::string(250, 'a') + ".google.com"})
      CPPUNIT_ASSERT_MESSAGE(name, !BelongsTo(name, google_));
    CPPUNIT_ASSERT(!BelongsTo("gpt.example", list_.all()[2]));
  }

  void ReverseNamesAreThoseOfTheDns() {
    CPPUNIT_ASSERT_EQUAL(std::string("9.2.0.192.in-addr.arpa"), ReverseName(client_));
    CPPUNIT_ASSERT_EQUAL(
        std::string("f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"),
        ReverseName(*ClientAddress::Parse("2001:db8::f")));
  }

  void NamesAreJudged() {
    const std::vector<std::string> names = {"mail.example", "crawl.google.com.", "other.google.com"};
    const NextStep next = JudgeNames(DnsOutcome::kFound, names, google_);
    CPPUNIT_ASSERT(!next.claim);
    CPPUNIT_ASSERT_EQUAL(std::string("crawl.google.com"), next.name);
    CPPUNIT_ASSERT(JudgeNames(DnsOutcome::kFound, {names.data(), 1}, google_).claim == CrawlerClaim::kFalse);
    CPPUNIT_ASSERT(JudgeNames(DnsOutcome::kNone, {}, google_).claim == CrawlerClaim::kFalse);
    CPPUNIT_ASSERT(JudgeNames(DnsOutcome::kFailed, {}, google_).claim == CrawlerClaim::kAnnounced);
    CPPUNIT_ASSERT(JudgeNames(DnsOutcome::kFailed, names, google_).claim == CrawlerClaim::kAnnounced);
  }

  void AddressesAreJudged() {
    const std::vector<ClientAddress> addresses = {*ClientAddress::Parse("192.0.2.8"), client_};
    CPPUNIT_ASSERT(JudgeAddresses(DnsOutcome::kFound, addresses, client_) == CrawlerClaim::kVerified);
    CPPUNIT_ASSERT(JudgeAddresses(DnsOutcome::kFound, {addresses.data(), 1}, client_) ==
                   CrawlerClaim::kFalse);
    CPPUNIT_ASSERT(JudgeAddresses(DnsOutcome::kNone, addresses, client_) == CrawlerClaim::kFalse);
    CPPUNIT_ASSERT(JudgeAddresses(DnsOutcome::kFailed, addresses, client_) == CrawlerClaim::kAnnounced);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CrawlerTest);

}  // namespace
}  // namespace errwatch
