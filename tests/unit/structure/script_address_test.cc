#include "structure/script_address.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class ScriptAddressTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ScriptAddressTest);
  CPPUNIT_TEST(AddressesThatRun);
  CPPUNIT_TEST(Others);
  CPPUNIT_TEST(StylesThatRun);
  CPPUNIT_TEST_SUITE_END();

 public:
  void AddressesThatRun() {
    for (const std::string_view text :
         {"javascript:f(1)", " javascript:f(1)", "\"javascript:f(1)", "java script:f(1)",
          "j a v a s c r i p t : f(1)", "\x01javascript:f(1)", "java\\x0ascript:f(1)", "\\x01javascript:f(1)",
          "javascript:x=1", "javascript://x", "vbscript:f(1)", "data:text/html,x", "data:image/svg+xml,x",
          "data:,<b>"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), IsScriptAddress(text));
  }

  void Others() {
    for (const std::string_view text :
         {"", "javascript", "javascript:", "javascript: the good parts", "javascript:void(0)",
          "\xc3\xa9javascript:f(1)", "javascript:history.back()", "my javascript:f(1)", "javascripts:f(1)",
          "data:image/png;base64,x", "data:,x", "data", "https://example.org/javascript:f(1)"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !IsScriptAddress(text));
  }

  void StylesThatRun() {
    for (const std::string_view text : {"x:expression(f())", "x: expression (f())", "x:expr ession(f())",
                                        "-moz-binding:url(x)", "behavior: url(x)", "a:url(javascript:f(1))"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), HasRunningStyle(text));
    for (const std::string_view text : {"", ":", "x:expression", "expression(x)", "background:url(/a.png)",
                                        "behavior: smooth", "color:red", "a: b: c"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !HasRunningStyle(text));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ScriptAddressTest);

}  // namespace
}  // namespace errwatch
