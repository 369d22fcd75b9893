#include "structure/markup_value.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace errwatch {
namespace {

class MarkupValueTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(MarkupValueTest);
  CPPUNIT_TEST(HandlerCode);
  CPPUNIT_TEST(HarmlessHandlers);
  CPPUNIT_TEST(Addresses);
  CPPUNIT_TEST(Styles);
  CPPUNIT_TEST(Headers);
  CPPUNIT_TEST_SUITE_END();

 private:
  using Values = std::initializer_list<std::string_view>;
  static void Check(bool (*is)(std::string_view) noexcept, Values yes, Values no) {
    for (const std::string_view value : yes) CPPUNIT_ASSERT_MESSAGE(std::string(value), is(value));
    for (const std::string_view value : no) CPPUNIT_ASSERT_MESSAGE(std::string(value), !is(value));
  }

 public:
  void HandlerCode() {
    Check(IsHandlerCode, {"f()", "'f()", "a=b", "a[b]", "f`1`", "\\u0061lert(1)", "'\\u{61}lert(1)"},
          {"", "yes&x=f()", "now f()", "\\u00e9t\\u00e9", "(", "5"});
  }
  void HarmlessHandlers() {
    Check(
        IsHarmlessHandler,
        {"\"return false\">", "'return true;'", "\"this.style.display='none'\"", "\"this.src='/a.png'\""},
        {"x", "\"f()\"", "return false", "\"return f()\"", "\"this.src='//x'\"", "\"this.a=b(c)\"", "\"\""});
  }
  void Addresses() {
    Check(IsOfThisSite, {"/a", "a.css", "\"/a b", "#top", "'#a'"}, {"//a", "javascript:x", "", "#\\a"});
    Check(IsQuotedHost, {"\"https://a.example/\"", "'//a.example/x'"}, {"//a/", "'//a'", ""});
    Check(IsQuotedAddress, {"\"https://a.example/\""}, {"https://a/", "\"http://a/\"", "\"//a\"", ""});
  }
  void Styles() {
    Check(IsStyleThatRuns, {"x:expression(f())", "@import x", "behavior:url(x)"},
          {"color:red", "background:url(/a)"});
  }
  void Headers() {
    Check(IsActiveHeader, {"refresh", "\"refresh\"", "set-cookie"}, {"content-type", "\"x-ua-compatible\""});
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(MarkupValueTest);

}  // namespace
}  // namespace errwatch
