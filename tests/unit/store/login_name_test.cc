#include "store/login_name.h"

#include <cppunit/extensions/HelperMacros.h>

#include <optional>
#include <string>

#include "unit/allocation_counter.h"
#include "unit/memory_region.h"
#include "unit/store/entry_fixture.h"

namespace errwatch::store {
namespace {

class LoginNameTest : public EntryFixture {
  CPPUNIT_TEST_SUITE(LoginNameTest);
  CPPUNIT_TEST(NamesFitTheirField);
  CPPUNIT_TEST(FormsFailWithoutAName);
  CPPUNIT_TEST(FormsArePassedByARedirectToElsewhere);
  CPPUNIT_TEST(FormsAreToldByPathAndQuery);
  CPPUNIT_TEST(AccountsInBodiesAreNames);
  CPPUNIT_TEST(LongestFieldsAllocateNothing);
  CPPUNIT_TEST_SUITE_END();

 public:
  void NamesFitTheirField() {
    for (int i = 0; i < 1000; ++i) {
      const uint32_t hash = NameHash("user" + std::to_string(i), entry_.vhost, kTestKey);
      CPPUNIT_ASSERT(hash != 0 && hash < 1U << 14);
    }
    CPPUNIT_ASSERT(NameHash("eve", entry_.vhost, kTestKey) != NameHash("adam", entry_.vhost, kTestKey));
    CPPUNIT_ASSERT(NameHash("eve", "a", kTestKey) != NameHash("eve", "b", kTestKey));
    CPPUNIT_ASSERT(NameHash("eve", "a", kTestKey) != NameHash("ve", "ae", kTestKey));
    HashKey other = kTestKey;
    other[0] ^= 1;
    CPPUNIT_ASSERT(NameHash("eve", "a", other) != NameHash("eve", "a", kTestKey));
  }

  void FormsFailWithoutAName() {
    const auto name = [&] { return FailedNameOf(entry_, kTestKey); };
    entry_.uri = "/login";
    entry_.user = "eve";
    entry_.status = 401;
    CPPUNIT_ASSERT(name() == NameHash("eve", entry_.vhost, kTestKey));
    entry_.status = 200;  // a form behind Basic authentication, which succeeded
    const std::optional<uint32_t> form = name();
    CPPUNIT_ASSERT(form && form != NameHash("eve", entry_.vhost, kTestKey) &&
                   form != NameHash("/login", entry_.vhost, kTestKey));
    entry_.user = "";
    CPPUNIT_ASSERT(name() == form);
    entry_.status = 403;
    CPPUNIT_ASSERT(name() == form);
    entry_.args = "x=1";
    CPPUNIT_ASSERT(name() != form);
    entry_.args = {};
    entry_.uri = "/other";
    CPPUNIT_ASSERT(name() != form);
    entry_.status = 0;  // a line of a log: the path is guessed from its message
    CPPUNIT_ASSERT(!name());
  }

  void FormsArePassedByARedirectToElsewhere() {
    entry_.uri = "/login";
    entry_.method = "POST";
    entry_.status = 302;
    const std::optional<uint32_t> passed = PassedFormOf(entry_, kTestKey);
    for (const char* elsewhere :
         {"/home", "https://www.example.org/", "https://www.example.org", "/login/next?a", "?a"}) {
      entry_.location = elsewhere;
      CPPUNIT_ASSERT_MESSAGE(elsewhere, passed && PassedFormOf(entry_, kTestKey) == passed);
    }
    for (const char* back : {"/login", "/login?error", "https://www.example.org/login#a"}) {
      entry_.location = back;
      CPPUNIT_ASSERT_MESSAGE(back, !PassedFormOf(entry_, kTestKey));
    }
    entry_.location = "/home";
    for (const int status : {uint16_t{200}, uint16_t{301}, uint16_t{304}, uint16_t{401}, uint16_t{0}}) {
      entry_.status = static_cast<uint16_t>(status);
      CPPUNIT_ASSERT(!PassedFormOf(entry_, kTestKey));
    }
    entry_.status = 303;
    CPPUNIT_ASSERT(PassedFormOf(entry_, kTestKey) == passed);
    entry_.opens_no_session = true;  // a form that everybody passes
    CPPUNIT_ASSERT(!PassedFormOf(entry_, kTestKey));
    entry_.opens_no_session = false;
    const std::string_view here =
        std::exchange(entry_.vhost, "elsewhere.example.org");  // the same path, another site
    CPPUNIT_ASSERT(PassedFormOf(entry_, kTestKey) && PassedFormOf(entry_, kTestKey) != passed);
    entry_.vhost = here;
    entry_.method = "GET";
    CPPUNIT_ASSERT(!PassedFormOf(entry_, kTestKey));
    entry_.status = 200;
    CPPUNIT_ASSERT(FailedNameOf(entry_, kTestKey) == passed);
  }

  void FormsAreToldByPathAndQuery() {
    entry_.status = 200;
    const auto form = [&](std::string_view uri, std::string_view args) {
      entry_.uri = uri;
      entry_.args = args;
      return *FailedNameOf(entry_, kTestKey);
    };
    for (const char* ignored :
         {"/wp-login.php/1", "/wp-login.php/a.php/b", "/wp-login.php/", "/wp-login.php;a=1"})
      CPPUNIT_ASSERT_MESSAGE(ignored, form(ignored, "") == form("/wp-login.php", ""));
    CPPUNIT_ASSERT(form("/index.php/login", "") != form("/index.php/other", ""));
    CPPUNIT_ASSERT(form("/wp-login.php", "action=postpass") != form("/wp-login.php", ""));
    CPPUNIT_ASSERT(form("/wp-login.php", "action=postpass") != form("/wp-login.php", "action=login"));
    CPPUNIT_ASSERT(form("/wp-login.php", "action=%70ostpass") != form("/wp-login.php", "action=%6cogin"));
    CPPUNIT_ASSERT(form("/sso", "code=k3jd82h-x_s&tab=1") == form("/sso", "code=9s8dhf7g&tab=1"));
    CPPUNIT_ASSERT(form("/sso", "code=k3jd82h-x_s&tab=1") != form("/sso", "code=k3jd82h-x_s&tab=2"));
    for (const char* odd : {"&", "&&=", "=", "a&", "a=&=b", "k3jd82hxs"}) form("/sso", odd);
    // Back to the form, whatever stands behind its name.
    entry_.args = {};
    entry_.uri = "/wp-login.php/1";
    entry_.method = "POST";
    entry_.status = 302;
    entry_.location = "/wp-login.php?checkemail=confirm";
    CPPUNIT_ASSERT(!PassedFormOf(entry_, kTestKey));
  }

  void AccountsInBodiesAreNames() {
    entry_.uri = "/login";
    entry_.method = "POST";
    entry_.status = 401;
    entry_.guess = {GuessKind::kPassword, 1, 11, 7};
    const std::optional<uint32_t> eve = FailedNameOf(entry_, kTestKey);
    entry_.status = 200;
    CPPUNIT_ASSERT(PassedFormOf(entry_, kTestKey) == eve);
    CPPUNIT_ASSERT(TriedNameOf(entry_, kTestKey) != eve);
    entry_.guess.secret = 12;
    CPPUNIT_ASSERT(PassedFormOf(entry_, kTestKey) == eve);
    entry_.guess.account = 8;
    CPPUNIT_ASSERT(PassedFormOf(entry_, kTestKey) && PassedFormOf(entry_, kTestKey) != eve);
    entry_.guess = {};
    CPPUNIT_ASSERT(!PassedFormOf(entry_, kTestKey));  // nothing says that it was a log-in
  }

  void LongestFieldsAllocateNothing() {
    const std::string longest(9000, '7');
    entry_.uri = entry_.args = entry_.vhost = entry_.method = entry_.agent = longest;
    entry_.cookie = entry_.referer = entry_.user = entry_.credentials = entry_.headers = longest;
    const AllocationCounter allocations;
    const uint32_t name = NameHash(entry_.user, entry_.vhost, kTestKey);
    entry_.user = {};
    const bool form = FailedNameOf(entry_, kTestKey).has_value();
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
    CPPUNIT_ASSERT(name != 0 && form);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LoginNameTest);

}  // namespace
}  // namespace errwatch::store
