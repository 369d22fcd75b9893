#include "store/circumstances.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "unit/allocation_counter.h"
#include "unit/store/entry_fixture.h"

namespace errwatch::store {
namespace {

class CircumstancesTest : public EntryFixture {
  CPPUNIT_TEST_SUITE(CircumstancesTest);
  CPPUNIT_TEST(EntryTellsTheCircumstances);
  CPPUNIT_TEST(FormsHaveNoCredentials);
  CPPUNIT_TEST(BodyOfALogInIsNotItsHeader);
  CPPUNIT_TEST(TextIsTypedWhereThePageIsThere);
  CPPUNIT_TEST(WhatIsWrittenInABody);
  CPPUNIT_TEST(NoPasswordWasTried);
  CPPUNIT_TEST(LongestFieldsAllocateNothing);
  CPPUNIT_TEST_SUITE_END();

 public:
  void EntryTellsTheCircumstances() {
    Circumstances c = CircumstancesOf(entry_, What(Category::kAuthFailure));
    CPPUNIT_ASSERT(c.provenance == Provenance::kTool && c.crawler == CrawlerClaim::kNone);
    CPPUNIT_ASSERT(!c.by_application && !c.at_home && !c.on_share && !c.has_credentials && !c.unknown_user);
    entry_.by_application = entry_.authenticated = true;
    entry_.method = "PROPFIND";
    entry_.credentials = "Basic eDp5";
    entry_.log_id = 1618;
    entry_.agent = "Mozilla/5.0 (compatible; Googlebot/2.1)";
    c = CircumstancesOf(entry_, What(Category::kAuthFailure));
    CPPUNIT_ASSERT(c.by_application && c.at_home && c.on_share && c.has_credentials && c.unknown_user);
    CPPUNIT_ASSERT(CircumstancesOf(Entry(), Classification()).provenance == Provenance::kUnknown);
  }

  // Whatever credentials came along with a form, they were not what was tried.
  void FormsHaveNoCredentials() {
    entry_.uri = "/login";
    entry_.credentials = "Basic eDp5";
    for (const bool form : {true, false}) {
      entry_.status = form ? 200 : 401;
      CPPUNIT_ASSERT_EQUAL(!form, CircumstancesOf(entry_, What(Category::kAuthFailure)).has_credentials);
    }
  }

  // A header that comes along with a log-in in the body is not what was tried: else one header hides any
  // number of guesses.
  void BodyOfALogInIsNotItsHeader() {
    entry_.credentials = "Basic eDp4";
    entry_.status = 401;
    Classification what = What(Category::kAuthFailure);
    CPPUNIT_ASSERT(CircumstancesOf(entry_, what).has_credentials);
    what.other_log_in = true;
    CPPUNIT_ASSERT(!CircumstancesOf(entry_, what).has_credentials);
    for (const char* module : {"php", "proxy_fcgi"}) {
      entry_.module = module;
      entry_.message = "login failed";
      CPPUNIT_ASSERT(!CircumstancesOf(entry_, what).has_credentials);
    }
    entry_.module = "auth_kerb";  // what that refuses is the header
    CPPUNIT_ASSERT(CircumstancesOf(entry_, what).has_credentials);
    what.other_log_in = false;
    entry_.log_id = 1807;
    CPPUNIT_ASSERT(!CircumstancesOf(entry_, what).has_credentials);
  }

  void TextIsTypedWhereThePageIsThere() {
    entry_.uri = "/search";
    entry_.args = "q=union+select+null,null";
    entry_.status = 200;
    found_ = Bit(Target::kArgs);
    const auto typed = [this] { return CircumstancesOf(entry_, What(Category::kSqlInjection)).typed; };
    CPPUNIT_ASSERT(typed());
    for (const int status : {400, 404, 500, 503}) {
      entry_.status = static_cast<uint16_t>(status);
      CPPUNIT_ASSERT(!typed());
    }
    for (const int status : {0, 302, 403}) {
      entry_.status = static_cast<uint16_t>(status);
      CPPUNIT_ASSERT(typed());
    }
    entry_.referer = "https://www.example.org/search?q=union+select#x";
    found_ |= Bit(Target::kReferer);
    CPPUNIT_ASSERT(typed());
    entry_.referer = "https://www.example.org/union+select";
    CPPUNIT_ASSERT(!typed());
    found_ = Bit(Target::kArgs) | Bit(Target::kAgent);
    CPPUNIT_ASSERT(!typed());
    found_ = 0;
    CPPUNIT_ASSERT(!typed());
    entry_.uri = "/man/etc/fstab";
    entry_.status = 200;
    found_ = Bit(Target::kUri);
    CPPUNIT_ASSERT(!typed());
    CPPUNIT_ASSERT(CircumstancesOf(entry_, What(Category::kPathTraversal)).typed);
    entry_.status = 404;
    CPPUNIT_ASSERT(!CircumstancesOf(entry_, What(Category::kPathTraversal)).typed);
  }

  void WhatIsWrittenInABody() {
    entry_.body = "comment=union+select";
    found_ = Bit(Target::kBody);
    Classification what = What(Category::kSqlInjection);
    CPPUNIT_ASSERT(!CircumstancesOf(entry_, what).typed && CircumstancesOf(entry_, what).in_body);
    what.written = true;
    for (const int status : {200, 302, 404, 422, 500}) {
      entry_.status = static_cast<uint16_t>(status);
      CPPUNIT_ASSERT(CircumstancesOf(entry_, what).typed);
    }
    what.found |= Bit(Target::kArgs);
    CPPUNIT_ASSERT(!CircumstancesOf(entry_, what).typed && !CircumstancesOf(entry_, what).in_body);
    entry_.status = 200;
    entry_.args = "q=union+select";
    CPPUNIT_ASSERT(CircumstancesOf(entry_, what).typed);
    what.found |= Bit(Target::kHeaders);
    CPPUNIT_ASSERT(!CircumstancesOf(entry_, what).typed);
  }

  void NoPasswordWasTried() {
    const auto known = [this](LogId id) {
      entry_.log_id = id;
      return CircumstancesOf(entry_, What(Category::kAuthFailure)).has_credentials;
    };
    CPPUNIT_ASSERT(known(1614) && !known(1617));
    CPPUNIT_ASSERT(known(1631) && known(1776) && known(1629) && !known(1792));
    entry_.credentials = "bearer eyJ";
    CPPUNIT_ASSERT(CircumstancesOf(entry_, What(Category::kAuthFailure)).token);
    entry_.credentials = "Basic eDp5";
    CPPUNIT_ASSERT(!CircumstancesOf(entry_, What(Category::kAuthFailure)).token);
  }

  void LongestFieldsAllocateNothing() {
    const std::string longest(9000, '7');
    entry_.uri = entry_.args = entry_.vhost = entry_.method = entry_.agent = longest;
    entry_.cookie = entry_.referer = entry_.user = entry_.credentials = entry_.headers = longest;
    const AllocationCounter allocations;
    found_ = Bit(Target::kArgs);
    const bool typed = CircumstancesOf(entry_, What(Category::kSqlInjection)).typed;
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
    CPPUNIT_ASSERT(!typed);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CircumstancesTest);

}  // namespace
}  // namespace errwatch::store
