#include "cli/access/access_format.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch::cli {
namespace {

class AccessFormatTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AccessFormatTest);
  CPPUNIT_TEST(TakesEveryDirectiveOfHttpd);
  CPPUNIT_TEST(TakesModifiersAndEscapes);
  CPPUNIT_TEST(TakesTheExamplesOfTheManual);
  CPPUNIT_TEST(SaysWhatCannotBeRead);
  CPPUNIT_TEST(SaysWhatIsMissing);
  CPPUNIT_TEST(SaysWhatMayBeForged);
  CPPUNIT_TEST_SUITE_END();

 public:
  void TakesEveryDirectiveOfHttpd() {
    for (const char* item : {"%a",
                             "%{c}a",
                             "%A",
                             "%B",
                             "%b",
                             "%{sid}C",
                             "%D",
                             "%{X}e",
                             "%f",
                             "%h",
                             "%{c}h",
                             "%H",
                             "%{Name}i",
                             "%k",
                             "%l",
                             "%L",
                             "%{c}L",
                             "%m",
                             "%{x}n",
                             "%{Name}o",
                             "%p",
                             "%{canonical}p",
                             "%{local}p",
                             "%{remote}p",
                             "%P",
                             "%{pid}P",
                             "%{tid}P",
                             "%{hextid}P",
                             "%q",
                             "%r",
                             "%R",
                             "%s",
                             "%>s",
                             "%<s",
                             "%t",
                             "%{sec}t",
                             "%{msec}t",
                             "%{usec}t",
                             "%{msec_frac}t",
                             "%{usec_frac}t",
                             "%{begin:sec}t",
                             "%{end:%T}t",
                             "%{end}t",
                             "%{begin}t",
                             "%T",
                             "%{ms}T",
                             "%{us}T",
                             "%{s}T",
                             "%u",
                             "%U",
                             "%v",
                             "%V",
                             "%X",
                             "%I",
                             "%O",
                             "%S",
                             "%{Name}^ti",
                             "%{Name}^to",
                             "%^FB",
                             "%{SSL_PROTOCOL}x",
                             "%{version}c",
                             "%Z"}) {
      for (const std::string& text :
           {std::string(item), "\"" + std::string(item) + "\" %>s", std::string(item) + "\t%b"}) {
        const Result<AccessFormat> format = ParseAccessFormat(text);
        CPPUNIT_ASSERT_MESSAGE(text, format.ok());
        CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string(item), format.value().items[0].written);
      }
    }
  }

  void TakesModifiersAndEscapes() {
    const AccessFormat format =
        ParseAccessFormat(R"(%400,501{User-agent}i\t%!200,304,302{Referer}i\t100%% \\ %>s)").value();
    CPPUNIT_ASSERT_EQUAL(std::string("User-agent"), format.items[0].name);
    CPPUNIT_ASSERT_EQUAL(std::string("\t"), format.items[1].before);
    CPPUNIT_ASSERT_EQUAL(std::string("\t100% \\ "), format.items[2].before);
    CPPUNIT_ASSERT(format.items[2].field == AccessField::kStatus);
    CPPUNIT_ASSERT(ParseAccessFormat("%<u %>s").value().items[0].field == AccessField::kPassedOver);
    // As it stands in a configuration.
    CPPUNIT_ASSERT_EQUAL(std::string(" \""), ParseAccessFormat(R"(%h \"%r\" %b)").value().items[1].before);
  }

  void TakesTheExamplesOfTheManual() {
    for (const char* text :
         {"common", "combined", "vhost_common", "vhost_combined", "json", "%{Referer}i -> %U",
          "%{User-agent}i", "%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t", R"(%v %l %u %t "%r" %>s %b)"})
      CPPUNIT_ASSERT_MESSAGE(text, ParseAccessFormat(text).ok());
  }

  void SaysWhatCannotBeRead() {
    Refused("%h%a",
            "\"%h%a\": nothing tells where the one ends and the other begins: put a blank between them");
    Refused("%{User-Agent}i %r %>s",
            "\"%r\": what a client sends may hold blanks, so nothing tells where it ends: write \\\"%r\\\"");
    Refused("%{%Q}t", "\"%{%Q}t\": %Q is no conversion of strftime that is known here");
    Refused("%{abc", "\"%{abc\": a '}' is missing");
    Refused("%h %>", "\"%>\": ends before it says what to write");
    Refused("combnied", "\"combnied\" holds no item such as %h");
  }

  void SaysWhatIsMissing() {
    Missing("combined", "");
    Missing("%h \"%r\"", "holds no status: add %>s");
    Missing("%h %>s", "holds no request: add \\\"%r\\\"");
    Missing("\"%r\" %>s", "names no client: add %a");
    Missing("%a %U%q %s", "");
  }

  void SaysWhatMayBeForged() {
    const AccessFormat format = ParseAccessFormat("%{Referer}i -> %U").value();
    CPPUNIT_ASSERT_EQUAL(std::string("%{Referer}i"), format.doubtful.at(0));
    CPPUNIT_ASSERT(ParseAccessFormat("combined").value().doubtful.empty());
    CPPUNIT_ASSERT(ParseAccessFormat("%h\t%r\t%>s").value().doubtful.empty());
    CPPUNIT_ASSERT(!ParseAccessFormat("%h|%r|%>s").value().doubtful.empty());
  }

 private:
  static void Refused(const char* text, const std::string& why) {
    const Result<AccessFormat> format = ParseAccessFormat(text);
    CPPUNIT_ASSERT_MESSAGE(text, !format);
    CPPUNIT_ASSERT_EQUAL(why, format.error());
  }
  static void Missing(const char* text, const std::string& what) {
    CPPUNIT_ASSERT_EQUAL(what, ParseAccessFormat(text).value().WhyNotJudged());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AccessFormatTest);

}  // namespace
}  // namespace errwatch::cli
