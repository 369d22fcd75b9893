#include "model/client_in_text.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

std::string ClientOf(std::string_view module, std::string_view message) {
  return std::string(ClientInText(module, message));
}

class ClientInTextTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ClientInTextTest);
  CPPUNIT_TEST(TheLastAddressIsTheClient);
  CPPUNIT_TEST(OthersNameNobody);
  CPPUNIT_TEST_SUITE_END();

 public:
  void TheLastAddressIsTheClient() {
    for (const char* module : {"qos", ""}) {
      CPPUNIT_ASSERT_EQUAL(
          std::string("192.0.2.4"),
          ClientOf(module,
                   "mod_qos(031): access denied, rule: max=50, c=192.0.2.9, connections=70, c=192.0.2.4"));
      CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::4"),
                           ClientOf(module, "mod_qos(010): access denied, c=2001:db8::4, id=abc"));
    }
  }

  void OthersNameNobody() {
    CPPUNIT_ASSERT_EQUAL(std::string(), ClientOf("cgid", "mod_qos(031): access denied, c=192.0.2.4"));
    for (const char* none :
         {"a script said, c=192.0.2.4", "mod_qos(031): x, c=192.0.2.4 and more", "mod_qos(031): x",
          "mod_qos(031): x, c=-", "mod_qos(031): x, c=192.0.2.4:80", "mod_qos(031): x, c="}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(none, std::string(), ClientOf("qos", none));
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ClientInTextTest);

}  // namespace
}  // namespace errwatch
