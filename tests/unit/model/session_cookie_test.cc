#include "model/session_cookie.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class SessionCookieTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SessionCookieTest);
  CPPUNIT_TEST(SessionsAreSeen);
  CPPUNIT_TEST(OthersAreNone);
  CPPUNIT_TEST_SUITE_END();

 public:
  void SessionsAreSeen() {
    for (const char* cookie :
         {"wordpress_logged_in_0a=admin%7C1; path=/; HttpOnly", "PHPSESSID=abc;httponly",
          "a=b=c; Secure;  HTTPONLY ; Path=/", "__Host-sid=\"x\"; Max-Age=3600; HttpOnly"})
      CPPUNIT_ASSERT_MESSAGE(cookie, MayOpenSession(cookie));
  }

  void OthersAreNone() {
    for (const char* cookie :
         {"", ";", "HttpOnly", "a=; HttpOnly", "a=\"\"; HttpOnly", "a=b", "a=HttpOnly; path=/",
          "sid=deleted; HttpOnly", "sid=x; Max-Age=0; HttpOnly",
          "wordpress_test_cookie=WP%20Cookie%20check; path=/; HttpOnly", "TestCookie=1; HttpOnly",
          "wp-postpass_0a=%24P%24B; expires=Sat, 05-Dec-2026 00:00:00 GMT; path=/", "a=b; path=/HttpOnly"})
      CPPUNIT_ASSERT_MESSAGE(cookie, !MayOpenSession(cookie));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SessionCookieTest);

}  // namespace
}  // namespace errwatch
