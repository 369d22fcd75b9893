#include "store/unusual_text.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch::store {
namespace {

class UnusualTextTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(UnusualTextTest);
  CPPUNIT_TEST(SecretsAreNotShown);
  CPPUNIT_TEST(HeadersAndCookiesKeepTheirs);
  CPPUNIT_TEST(MostOddFirstAsManyAsFit);
  CPPUNIT_TEST(WhatIsNotOfTheRequestIsNotShown);
  CPPUNIT_TEST_SUITE_END();

  static std::string Shown(const Entry& entry, std::string_view part) {
    return std::string(ShownPart(entry, {PartKind::kValueSigns, 9, 1, false, part}).view());
  }

  void SecretsAreNotShown() {
    Entry entry;
    entry.args = "q={x}&password=h{un}ter&z=1";
    entry.cookie = "a=1; session=s3cr{e}t";
    CPPUNIT_ASSERT_EQUAL(std::string("{x}"), Shown(entry, entry.args.substr(2, 3)));
    CPPUNIT_ASSERT_EQUAL(std::string("***"), Shown(entry, entry.args.substr(15, 8)));
    CPPUNIT_ASSERT(Shown(entry, entry.args).find("h{un}ter") == std::string::npos);
    CPPUNIT_ASSERT(Shown(entry, entry.cookie).find("s3cr") == std::string::npos);
  }

  void HeadersAndCookiesKeepTheirs() {
    const std::string_view value = "hush'|{[$(id)]}";
    for (const char* name : {"X-Api-Key", "X-Auth-Token", "X-Session", "X-Csrf-Token", "X-Amz-Security-Token",
                             "Signature", "X-Authorization"}) {
      const std::string lines =
          "Accept: */*\n" + std::string(name) + ": " + std::string(value) + "\nVia: 1.1 x";
      Entry entry;
      entry.headers = lines;
      const std::size_t at = lines.find(value);
      const RequestPart part{PartKind::kHeaderValue, 9, 1, false, entry.headers.substr(at, value.size())};
      CPPUNIT_ASSERT_EQUAL_MESSAGE(name, std::string("***"), std::string(ShownPart(entry, part).view()));
      const RequestPart other{PartKind::kHeaderValue, 9, 1, false, entry.headers.substr(lines.find("1.1 x"))};
      CPPUNIT_ASSERT_EQUAL(std::string("1.1 x"), std::string(ShownPart(entry, other).view()));
    }
    Entry entry;
    entry.cookie = "wordpress_logged_in_3f=hush'{}; connect.sid=s%3Ahush";
    CPPUNIT_ASSERT_EQUAL(std::string("wordpress_logged_in_3f=***"), Shown(entry, entry.cookie.substr(0, 30)));
    CPPUNIT_ASSERT_EQUAL(std::string("connect.sid=***"), Shown(entry, entry.cookie.substr(32)));
  }

  void MostOddFirstAsManyAsFit() {
    Entry entry;
    const std::string args = "zz={x}&" + std::string(200, 'y');
    entry.args = args;
    const RequestPart odd{PartKind::kParameter, 6, 1, true, entry.args.substr(0, 2)};
    const RequestPart value{PartKind::kValueSigns, 4, 1, false, entry.args.substr(3, 3)};
    RequestScore score;
    score.reasons[0] = {&odd, 6};
    score.reasons[1] = {&value, 4};
    CPPUNIT_ASSERT_EQUAL(
        std::string("parameter that nobody sends here: zz; signs out of place in a value: {x}"),
        std::string(ReasonsOf(entry, score).view()));
    const RequestPart longest{PartKind::kValueSigns, 4, 1, false, entry.args.substr(7)};
    score.reasons[1] = {&longest, 4};
    score.reasons[2] = {&value, 3};
    CPPUNIT_ASSERT(ReasonsOf(entry, score).view().size() <= kReasonBytes);
  }

  void WhatIsNotOfTheRequestIsNotShown() {
    Entry entry;
    entry.uri = "/a";
    CPPUNIT_ASSERT_EQUAL(std::string(), Shown(entry, "elsewhere"));
    CPPUNIT_ASSERT_EQUAL(std::string(), Shown(entry, ""));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(UnusualTextTest);

}  // namespace
}  // namespace errwatch::store
