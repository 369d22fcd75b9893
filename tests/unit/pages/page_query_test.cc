#include "pages/page_query.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class PageQueryTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PageQueryTest);
  CPPUNIT_TEST(KnowsForms);
  CPPUNIT_TEST(ReadsMembers);
  CPPUNIT_TEST(BoundsNumbers);
  CPPUNIT_TEST(PassesOverWhatOthersAdd);
  CPPUNIT_TEST(TellsWhatIsWrong);
  CPPUNIT_TEST(TellsTheFirstSlip);
  CPPUNIT_TEST(ReadsClients);
  CPPUNIT_TEST(NamesOrders);
  CPPUNIT_TEST(ReadsLanguages);
  CPPUNIT_TEST(IsWrittenForAnotherLanguage);
  CPPUNIT_TEST_SUITE_END();

  void KnowsForms() {
    CPPUNIT_ASSERT(ParsePageQuery("").form == PageForm::kHtml);
    CPPUNIT_ASSERT(ParsePageQuery("json").form == PageForm::kJson);
    CPPUNIT_ASSERT(ParsePageQuery("auto&clients=1").form == PageForm::kAuto);
    CPPUNIT_ASSERT(ParsePageQuery("format=json").form == PageForm::kJson);
    CPPUNIT_ASSERT(ParsePageQuery("json&html").form == PageForm::kHtml);
    CPPUNIT_ASSERT(ParsePageQuery("clients=3&prometheus").form == PageForm::kPrometheus);
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
    for (const char* wrong : {"clients=", "clients=-1", "clients=7x", "clients"}) {
      CPPUNIT_ASSERT_EQUAL(kShownClients, ParsePageQuery(wrong).clients);
      CPPUNIT_ASSERT(ParsePageQuery(wrong).slip == Slip::kNumber);
    }
    CPPUNIT_ASSERT_EQUAL(std::size_t{7}, ParsePageQuery("clients=%37").clients);
  }

  void PassesOverWhatOthersAdd() {
    for (const char* text : {"", "&&", "_=1764333600", "1764333600", "utm_source=mail&utm_medium=x",
                             "fbclid=a", "gclid", "msclkid=%zz", "_ga=1&json"}) {
      const PageQuery query = ParsePageQuery(text);
      CPPUNIT_ASSERT_MESSAGE(text, query.slip == Slip::kNone);
      CPPUNIT_ASSERT((query.form == PageForm::kJson) == (std::string_view(text) == "_ga=1&json"));
    }
  }

  void TellsWhatIsWrong() {
    const struct {
      const char* query;
      const char* text;
    } samples[] = {
        {"promethues",
         "This page knows nothing called \"promethues\"; it knows auto, html, json, prometheus, client=, "
         "clients=, "
         "format=, incidents=, lang=, sort=. Did you mean prometheus?\n"},
        {"format=promethues",
         "format cannot be \"promethues\"; it is one of auto, html, json, prometheus. Did you mean "
         "prometheus?\n"},
        {"sort=zzzz", "sort cannot be \"zzzz\"; it is one of seen, denied, entries.\n"},
        {"lang=tlh", "lang cannot be \"tlh\"; it is one of en, ja.\n"},
        {"lang", "lang cannot be \"\"; it is one of en, ja.\n"},
        {"clients=7x", "clients cannot be \"7x\"; it is a number, such as 50.\n"},
        {"incidents=-1", "incidents cannot be \"-1\"; it is a number, such as 50.\n"},
        {"json&client=192.0.2",
         "client cannot be \"192.0.2\"; it is an address, such as 192.0.2.1 or 2001:db8::/64.\n"},
        {"json&client=", "client cannot be \"\"; it is an address, such as 192.0.2.1 or 2001:db8::/64.\n"},
    };
    for (const auto& sample : samples)
      CPPUNIT_ASSERT_EQUAL(std::string(sample.text), SlipText(ParsePageQuery(sample.query)));
    CPPUNIT_ASSERT_EQUAL(std::string("lang に \"tlh\" は使えません。使えるもの: en, ja。\n"),
                         SlipText(ParsePageQuery("lang=ja&lang=tlh")));
    // What was sent is one line of visible text, and no longer than can be read.
    const std::string foreign = SlipText(ParsePageQuery("%0a%1b[31m%ff" + std::string(5000, 'x')));
    CPPUNIT_ASSERT_EQUAL(foreign.size() - 1, foreign.find_first_of("\n\x1b\xff"));
    CPPUNIT_ASSERT(foreign.size() < 400);
  }

  void TellsTheFirstSlip() {
    const PageQuery query = ParsePageQuery("sort=nothing&x=y&json");
    CPPUNIT_ASSERT(query.slip == Slip::kChoice && query.form == PageForm::kJson);
    CPPUNIT_ASSERT_EQUAL(std::string("sort"), query.slip_name);
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
