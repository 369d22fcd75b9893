#include "cli/logs/request_id.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch::cli {
namespace {

class RequestIdTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RequestIdTest);
  CPPUNIT_TEST(FindsWhatFormatsWrite);
  CPPUNIT_TEST(OtherBracketsAreNone);
  CPPUNIT_TEST_SUITE_END();

 public:
  void FindsWhatFormatsWrite() {
    for (const char* prefix : {"[Sun Nov 22 10:00:00 2026] [core:error] [pid 7] [R:AbCdEfGh1/+] "
                               "[C:xxxxxxxxxxx] [client 192.0.2.4:1] ",
                               "[AbCdEfGh1/+] [Sun Nov 22 10:00:00 2026] [core:error] ",
                               "[core:error] [L:AbCdEfGh1/+] ", "[core:error] [request_id AbCdEfGh1/+] "})
      CPPUNIT_ASSERT_EQUAL(std::string("AbCdEfGh1/+"), std::string(RequestIdIn(prefix)));
  }

  void OtherBracketsAreNone() {
    for (const char* prefix :
         {"", "[", "[Sun Nov 22 10:00:00 2026] [core:error] [pid 4711:tid 140234] [client 192.0.2.4:1] ",
          "[vhost www.example.org] [host intranetserver] ", "[intranetserver01] ", "[R:-] [C:AbCdEfGh1/+] "})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(prefix, std::string(), std::string(RequestIdIn(prefix)));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RequestIdTest);

}  // namespace
}  // namespace errwatch::cli
