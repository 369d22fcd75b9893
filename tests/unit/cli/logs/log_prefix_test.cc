#include "cli/logs/log_prefix.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch::cli {
namespace {

class LogPrefixTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LogPrefixTest);
  CPPUNIT_TEST(AddressesLoseTheirPort);
  CPPUNIT_TEST(ErrorTexts);
  CPPUNIT_TEST(SourceFiles);
  CPPUNIT_TEST(Times);
  CPPUNIT_TEST_SUITE_END();

 public:
  void AddressesLoseTheirPort() {
    struct Case {
      const char* text;
      bool has_port;
      const char* address;
    };
    const Case kCases[] = {
        {"192.0.2.4:80", true, "192.0.2.4"},
        {"192.0.2.4", true, "192.0.2.4"},
        {"::1", true, "::1"},
        {"::1", false, "::1"},
        {"::1:80", true, "::1"},
        {"::1:80", false, "::1:80"},
        {"::1:52027", false, "::1"},  // no group has five digits
        {"2001:db8:::80", true, "2001:db8::"},
        {"2001:db8::80", true, "2001:db8::80"},
        {"2001:db8:1:2:3:4:5:6:80", false, "2001:db8:1:2:3:4:5:6"},  // no address has nine groups
        {"2001:db8:1:2:3:4:5:80", true, "2001:db8:1:2:3:4:5:80"},
        {"2001:db8:1:2:3::7:80", true, "2001:db8:1:2:3::7"},  // six groups and a short port
        {"2001:db8:1:2:3::7", false, "2001:db8:1:2:3::7"},
        {"2001:db8::abcd", true, "2001:db8::abcd"},
        {"[2001:db8::1]:80", true, "2001:db8::1"},
        {"[2001:db8::1]", false, "2001:db8::1"},
        {"[2001:db8::1", true, ""},
        {"::ffff:192.0.2.4:80", true, "::ffff:192.0.2.4"},
        {"::ffff:192.0.2.4", true, "::ffff:192.0.2.4"},
        {"x.x.x.x:80", true, ""},
        {"localhost:80", true, ""},
        {"", true, ""},
    };
    for (const Case& c : kCases) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(c.text, std::string(c.address),
                                   std::string(AddressWithoutPort(c.text, c.has_port)));
    }
    CPPUNIT_ASSERT(AddressWithoutPort(std::string(200, '1'), true).empty());
  }

  void ErrorTexts() {
    int error = 0;
    std::string_view rest = "(2)No such file or directory: AH1";
    CPPUNIT_ASSERT(TakeErrorText(rest, error) && error == 2);
    CPPUNIT_ASSERT_EQUAL(std::string("AH1"), std::string(rest));
    rest = "(OS 10048)Only one usage of each socket address: x";
    CPPUNIT_ASSERT(TakeErrorText(rest, error) && rest == "x" && error == 730'048);
    for (const char* resolver :
         {"(EAI 2)Name or service not known: x", "(os 0x80090325)chain: x", "(-102)Unknown error -102: x"}) {
      rest = resolver;
      CPPUNIT_ASSERT_MESSAGE(resolver, TakeErrorText(rest, error) && rest == "x");
    }
    for (const char* none : {"(EAI )a: b", "(EAI x)a: b", "(os 0x)a: b", "(12ab)a: b", "(x)y: z", "(12",
                             "()a: b", "(1234567890)a: b", "(2)no colon", "text"}) {
      rest = none;
      CPPUNIT_ASSERT_MESSAGE(none, !TakeErrorText(rest, error) && rest == none);
    }
  }

  void SourceFiles() {
    std::string_view rest = "mod_cgid.c(1077): x";
    CPPUNIT_ASSERT(TakeSourceFile(rest) && rest == "x");
    rest = "src/mod_errwatch.cc(7): x";
    CPPUNIT_ASSERT(TakeSourceFile(rest) && rest == "x");
    for (const char* none : {"mod_cgid.c: x", "call(1): x", "a.c(): x", "a.c(1)x", ".c(", ""}) {
      rest = none;
      CPPUNIT_ASSERT_MESSAGE(none, !TakeSourceFile(rest) && rest == none);
    }
  }

  void Times() {
    for (const char* time : {"Mon May 26 01:54:43 2025", "2025-07-22 15:45:51.323610 +0200",
                             "2025-07-22T15:45:51Z", "01/Mar/2021:12:00:19 +0000"}) {
      CPPUNIT_ASSERT_MESSAGE(time, LooksLikeTime(time));
    }
    for (const char* other : {"core:error", "pid 17", "Monday", "client 1.2.3.4", "", "1234"})
      CPPUNIT_ASSERT_MESSAGE(other, !LooksLikeTime(other));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LogPrefixTest);

}  // namespace
}  // namespace errwatch::cli
