#include "config/registered_names.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class RegisteredNamesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RegisteredNamesTest);
  CPPUNIT_TEST(TokensAreThoseOfHttp);
  CPPUNIT_TEST(SlipsAreSeen);
  CPPUNIT_TEST(KnownNamesAndOwnOnesAreLeftAlone);
  CPPUNIT_TEST_SUITE_END();

 public:
  void TokensAreThoseOfHttp() {
    for (const char* token : {"GET", "M-SEARCH", "a", "!#$%&'*+-.^_`|~9"})
      CPPUNIT_ASSERT_MESSAGE(token, IsToken(token));
    for (const char* none : {"", "GET ", "a/b", "a,b", "a:b", "\"a\"", "a\x7f", "\xc3\xa9"})
      CPPUNIT_ASSERT_MESSAGE(none, !IsToken(none));
  }

  void SlipsAreSeen() {
    const struct {
      const char* written;
      const char* meant;
    } cases[] = {{"GETT", "GET"},     {"GE", "GET"},     {"GAT", "GET"},   {"GTE", "GET"},
                 {"get", "GET"},      {"Post", "POST"},  {"PSOT", "POST"}, {"OPTION", "OPTIONS"},
                 {"ELETE", "DELETE"}, {"POSTX", "POST"}, {"xPOST", "POST"}};
    for (const auto& each : cases)
      CPPUNIT_ASSERT_EQUAL_MESSAGE(each.written, std::string(each.meant),
                                   std::string(MethodMeantBy(each.written)));
    CPPUNIT_ASSERT_EQUAL(std::string("basic"), std::string(SchemeMeantBy("basik")));
    CPPUNIT_ASSERT_EQUAL(std::string("negotiate"), std::string(SchemeMeantBy("negotiat")));
  }

  void KnownNamesAndOwnOnesAreLeftAlone() {
    for (const char* name : {"GET", "TRACK", "TRACE", "BPROPFIND", "PROPFIND", "LINK", "UNLINK", "FROBNICATE",
                             "XPOSTX", "G", "TEG"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(name, std::string(), std::string(MethodMeantBy(name)));
    for (const char* name : {"basic", "ntlm", "sso-key", "b", "basicbasic"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(name, std::string(), std::string(SchemeMeantBy(name)));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RegisteredNamesTest);

}  // namespace
}  // namespace errwatch
