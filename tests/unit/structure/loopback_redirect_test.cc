#include "structure/loopback_redirect.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "unit/allocation_counter.h"
#include "unit/decoded_value.h"

namespace errwatch {
namespace {

bool Is(std::string_view sent) { return IsLoopbackRedirect(DecodedValue(sent).value().text); }

class LoopbackRedirectTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LoopbackRedirectTest);
  CPPUNIT_TEST(LogInsOfNativeApplications);
  CPPUNIT_TEST(OtherAddressesBesideIt);
  CPPUNIT_TEST(OtherRequests);
  CPPUNIT_TEST(AllocatesNothing);
  CPPUNIT_TEST_SUITE_END();

  void LogInsOfNativeApplications() {
    for (const std::string_view query :
         {"client_id=a&response_type=code&redirect_uri=http%3A%2F%2F127.0.0.1%3A50001%2Fcb",
          "client_id=a&response_type=code&redirect_uri=http%3A%2F%2F%5B%3A%3A1%5D%3A8400%2F",
          "redirect_uri=http://localhost&response_type=code&client_id=a&state=x%2Fy",
          "redirect_uri=http://127.0.0.1/cb?x=1&response_type=code&client_id=a",
          "scope=https%3A%2F%2Fexample.org%2Fauth%2Fmail&client_id=a&response_type=code&redirect_uri=http://"
          "127.0.0.1:1/",
          "id_token_hint=x&post_logout_redirect_uri=http%3A%2F%2Flocalhost",
          "next=%2Fauthorize%3Fclient_id%3Da%26response_type%3Dcode%26redirect_uri%3Dhttp%253A%252F%252F%"
          "255B%253A%253A1%255D%253A50001%252F"})
      CPPUNIT_ASSERT_MESSAGE(std::string(query), Is(query));
  }

  void OtherAddressesBesideIt() {
    const std::string login = "client_id=a&response_type=code&redirect_uri=http://127.0.0.1:50001/cb";
    CPPUNIT_ASSERT(Is(login));
    for (const char* other :
         {"http://[::1]/", "http://0x7f.1/", "http://127.0.0.1/", "//169.254.169.254/", "http://localhost/",
          "http://a@b/", "gopher://127.0.0.1:6379/_x", "file:///etc/passwd"}) {
      CPPUNIT_ASSERT_MESSAGE(other, !Is(login + "&url=" + other));
      CPPUNIT_ASSERT_MESSAGE(other, !Is(std::string("url=") + other + "&" + login));
    }
    CPPUNIT_ASSERT(Is(login + "&url=https://example.org/"));
    CPPUNIT_ASSERT(!Is(login + "&http://10.0.0.1/"));
    CPPUNIT_ASSERT(!Is(login + "&redirect_uri=http://169.254.169.254/"));
  }

  void OtherRequests() {
    for (const std::string_view query :
         {"", "redirect_uri=", "redirect_uri=http://127.0.0.1/", "client_id=a&redirect_uri=http://127.0.0.1/",
          "response_type=code&redirect_uri=http://127.0.0.1/", "client_id=a&response_type=code",
          "client_id=a&response_type=code&redirect_uri=https://example.org/",
          "client_id=a&response_type=code&redirect_uri=http://10.0.0.1/cb",
          "client_id=a&response_type=code&redirect_uri=http://127.0.0.1.example.org/",
          "client_id=a&response_type=code&redirect_uri=http://127.0.0.1@example.org/",
          "client_id=a&response_type=code&redirect_uri=http://127.0.0.1%23@example.org/",
          "client_id=a&response_type=code&redirect_uri=http://127.0.0.1?@10.0.0.1/",
          "client_id=a&response_type=code&redirect_uri=http://127.0.0.1:/",
          "client_id=a&response_type=code&redirect_uri=http://127.0.0.1:123456/",
          "client_id=a&response_type=code&my_redirect_uri=http://127.0.0.1/",
          "aclient_id=a&response_type=code&redirect_uri=http://127.0.0.1/"})
      CPPUNIT_ASSERT_MESSAGE(std::string(query), !Is(query));
  }

  void AllocatesNothing() {
    const DecodedValue value("client_id=a&response_type=code&redirect_uri=http://127.0.0.1:50001/cb");
    const AllocationCounter allocations;
    const bool is = IsLoopbackRedirect(value.value().text);
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT(is && count == 0);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LoopbackRedirectTest);

}  // namespace
}  // namespace errwatch
