#include "pages/page_query.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class PageQueryTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PageQueryTest);
  CPPUNIT_TEST(KnowsForms);
  CPPUNIT_TEST(ReadsMembers);
  CPPUNIT_TEST(BoundsNumbers);
  CPPUNIT_TEST(PassesOverTheRest);
  CPPUNIT_TEST(ReadsClients);
  CPPUNIT_TEST(NamesOrders);
  CPPUNIT_TEST(ReadsLanguages);
  CPPUNIT_TEST(IsWrittenForAnotherLanguage);
  CPPUNIT_TEST_SUITE_END();

  void KnowsForms() {
    CPPUNIT_ASSERT(ParsePageQuery("").form == PageForm::kHtml);
    CPPUNIT_ASSERT(ParsePageQuery("json").form == PageForm::kJson);
    CPPUNIT_ASSERT(ParsePageQuery("auto&x").form == PageForm::kAuto);
    CPPUNIT_ASSERT(ParsePageQuery("clients=3&prometheus").form == PageForm::kPrometheus);
    CPPUNIT_ASSERT(ParsePageQuery("jsonp").form == PageForm::kHtml);
  }

  void ReadsMembers() {
    const PageQuery query = ParsePageQuery("client=2001%3Adb8%3a%3A1&sort=denied&clients=7&incidents=0");
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::1"), query.client);
    CPPUNIT_ASSERT(query.order == ClientOrder::kDenials);
    CPPUNIT_ASSERT_EQUAL(std::size_t{7}, query.clients);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, query.incidents);
  }

  void BoundsNumbers() {
    CPPUNIT_ASSERT_EQUAL(kMostShownClients, ParsePageQuery("clients=99999999999999999999999").clients);
    CPPUNIT_ASSERT_EQUAL(kMostShownIncidents, ParsePageQuery("incidents=5000").incidents);
    for (const char* wrong : {"clients=", "clients=-1", "clients=7x", "clients=%37", "clients"})
      CPPUNIT_ASSERT_EQUAL(kShownClients, ParsePageQuery(wrong).clients);
  }

  void PassesOverTheRest() {
    const PageQuery query = ParsePageQuery("&&=&x=y&sort=nothing&client=%zz%4&&");
    CPPUNIT_ASSERT(query.form == PageForm::kHtml && query.order == ClientOrder::kUsual);
    CPPUNIT_ASSERT_EQUAL(std::string("%zz%4"), query.client);
  }

  void ReadsClients() {
    CPPUNIT_ASSERT(ClientOfQuery("192.0.2.1") == ClientAddress::Parse("192.0.2.1"));
    CPPUNIT_ASSERT(ClientOfQuery("2001:db8::/64") == ClientAddress::Parse("2001:db8::"));
    CPPUNIT_ASSERT(!ClientOfQuery("<script>"));
    CPPUNIT_ASSERT(!ClientOfQuery(""));
  }

  void NamesOrders() {
    for (const ClientOrder order :
         {ClientOrder::kUsual, ClientOrder::kSeen, ClientOrder::kDenials, ClientOrder::kEntries})
      CPPUNIT_ASSERT(ParsePageQuery("sort=" + std::string(NameOf(order))).order == order);
  }

  void ReadsLanguages() {
    CPPUNIT_ASSERT(!ParsePageQuery("").language_asked);
    CPPUNIT_ASSERT(ParsePageQuery("lang=ja").language == Language::kJapanese);
    CPPUNIT_ASSERT(ParsePageQuery("lang=ja&lang=en").language == Language::kEnglish);
    CPPUNIT_ASSERT(ParsePageQuery("lang=en").language_asked);
    for (const char* unknown : {"lang=tlh", "lang=", "lang", "language=ja"})
      CPPUNIT_ASSERT(!ParsePageQuery(unknown).language_asked);
  }

  void IsWrittenForAnotherLanguage() {
    CPPUNIT_ASSERT_EQUAL(std::string("lang=ja"), QueryText(PageQuery(), Language::kJapanese));
    PageQuery query =
        ParsePageQuery("client=%3Cb%3E%26%22+%ff2001:db8::%2f64&sort=seen&clients=7&incidents=0&lang=ja");
    const std::string text = QueryText(query, Language::kEnglish);
    CPPUNIT_ASSERT_EQUAL(
        std::string("client=%3Cb%3E%26%22%2B%FF2001:db8::/64&sort=seen&clients=7&incidents=0&lang=en"), text);
    const PageQuery again = ParsePageQuery(text);
    CPPUNIT_ASSERT_EQUAL(query.client, again.client);
    CPPUNIT_ASSERT(again.order == query.order && again.clients == 7 && again.incidents == 0);
    CPPUNIT_ASSERT(again.language == Language::kEnglish);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PageQueryTest);

}  // namespace
}  // namespace errwatch
