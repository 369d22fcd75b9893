#include "cli/logs/log_behind_client.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch::cli {
namespace {

LogLine LineWithMessage(std::string_view message) {
  LogLine line;
  line.message = message;
  return line;
}

class LogBehindClientTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LogBehindClientTest);
  CPPUNIT_TEST(Brackets);
  CPPUNIT_TEST_SUITE_END();

 public:
  void Brackets() {
    for (const char* message :
         {"[host www.example.org] AH1", "[vhost www.example.org] [xff 192.0.2.9, 192.0.2.8] AH1",
          "[id Z8Lg] [ua Mozilla/5.0 (X11)] [peer 192.0.2.8:1] [server www.example.org] AH1"}) {
      LogLine line = LineWithMessage(message);
      TakeBracketsBehindClient(line);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(message, std::string("AH1"), std::string(line.message));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(message, std::string("www.example.org"), std::string(line.vhost));
      CPPUNIT_ASSERT_MESSAGE(message, line.client.empty());
    }
    LogLine referer = LineWithMessage("[referer http://x/] AH1");
    TakeBracketsBehindClient(referer);
    CPPUNIT_ASSERT(referer.message == "AH1" && referer.referer == "http://x/");
    LogLine ibm = LineWithMessage("[7f0a1c02a700] [12345] SSL0222W: x");
    TakeBracketsBehindClient(ibm);
    CPPUNIT_ASSERT_EQUAL(std::string("SSL0222W: x"), std::string(ibm.message));
    for (const char* before : {"[awoA3nw5V-RZONVlPkwsCQAAAEA] ", "[-] ", "[user joe] [sni www.example.org] ",
                               "[host www.example.org] [trace-id 7] ", "[local 10.0.0.1:80] "}) {
      const std::string message = std::string(before) + "AH01630: x";
      LogLine line = LineWithMessage(message);
      TakeBracketsBehindClient(line);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(before, std::string("AH01630: x"), std::string(line.message));
    }
    for (const char* whole : {"[x] y", "[host a] [x] y", "[host www.example.org]", "[12345] y",
                              "[client 192.0.2.9] ModSecurity: x"}) {
      LogLine line = LineWithMessage(whole);
      TakeBracketsBehindClient(line);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(whole, std::string(whole), std::string(line.message));
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LogBehindClientTest);

}  // namespace
}  // namespace errwatch::cli
