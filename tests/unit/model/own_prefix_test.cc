#include "model/own_prefix.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class OwnPrefixTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(OwnPrefixTest);
  CPPUNIT_TEST(OfModWsgi);
  CPPUNIT_TEST(OfNobodyElse);
  CPPUNIT_TEST_SUITE_END();

 public:
  void OfModWsgi() {
    for (const char* message : {"[script /srv/x.wsgi] WSGI0135: Target", "WSGI0135: Target",
                                "[script /srv/x.wsgi] Target", "[script /srv/a [b]/x.wsgi] Target", "Target"})
      CPPUNIT_ASSERT_EQUAL(std::string_view("Target"), WithoutOwnPrefix("wsgi", message));
    for (const char* whole :
         {"", "[script /srv/x.wsgi]", "WSGI", "WSGI013: x", "WSGI01355: x", "WSGI0135:x", "[x] y"})
      CPPUNIT_ASSERT_EQUAL(std::string_view(whole), WithoutOwnPrefix("wsgi", whole));
  }

  void OfNobodyElse() {
    const std::string_view message = "[script /srv/x.wsgi] WSGI0135: Target";
    CPPUNIT_ASSERT_EQUAL(message, WithoutOwnPrefix("cgi", message));
    CPPUNIT_ASSERT_EQUAL(message, WithoutOwnPrefix("", message));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(OwnPrefixTest);

}  // namespace
}  // namespace errwatch
