#include "match/markup_body.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/match/read_body.h"

namespace errwatch {
namespace {

// What is kept of it, undone.
std::string TextOf(std::string_view body) {
  const std::string whole = ReadBody({BodyKind::kText, {}}, body);
  for (const std::size_t piece : {1UL, 2UL, 5UL, 13UL})
    CPPUNIT_ASSERT_EQUAL(whole, ReadBody({BodyKind::kText, {}}, body, piece));
  CPPUNIT_ASSERT(whole.starts_with('='));
  std::string text;
  for (std::size_t i = 1; i < whole.size(); ++i) {
    if (whole[i] == '%')
      text += static_cast<char>(std::stoi(whole.substr(i + 1, 2), nullptr, 16));
    else
      text += whole[i] == '+' ? ' ' : whole[i];
    if (whole[i] == '%') i += 2;
  }
  return text;
}

class MarkupBodyTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(MarkupBodyTest);
  CPPUNIT_TEST(IsKeptAsItIs);
  CPPUNIT_TEST(PasswordsAreLeftOut);
  CPPUNIT_TEST(NothingElseIs);
  CPPUNIT_TEST_SUITE_END();

 public:
  void IsKeptAsItIs() {
    for (const char* body :
         {"<a>b</a>",
          "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
          "a < b << c <", "<a b='c' d = \"e\" f/>", "plain text, password=x", "<compass>1</compass>",
          "<<a>>"})
      CPPUNIT_ASSERT_EQUAL(std::string(body), TextOf(body));
  }

  void PasswordsAreLeftOut() {
    const std::pair<const char*, const char*> cases[] = {
        {"<wsse:Password Type=\"a#b\">it's</wsse:Password><b>1</b>",
         "<wsse:Password Type=\"a#b\"></wsse:Password><b>1</b>"},
        {"<PASSWORD>x</PASSWORD>", "<PASSWORD></PASSWORD>"},
        {"<pwd><![CDATA[x&y]]></pwd>", "<pwd></pwd>"},
        {"<user name=\"a\" password=\"x y\" b='c'/>", "<user name=\"a\" password=\"\" b='c'/>"},
        {"<user userPwd = 'x\"y'>z</user>", "<user userPwd = ''>z</user>"},
    };
    for (const auto& [body, kept] : cases) CPPUNIT_ASSERT_EQUAL(std::string(kept), TextOf(body));
  }

  void NothingElseIs() {
    CPPUNIT_ASSERT_EQUAL(std::string("<pwd><a>x</a></pwd>"), TextOf("<pwd>1<a>x</a></pwd>"));
    CPPUNIT_ASSERT_EQUAL(std::string("<pwd/>x<b/>"), TextOf("<pwd/>x<b/>"));
    CPPUNIT_ASSERT_EQUAL(std::string("<pwd>' or 1<b>"),
                         TextOf("<pwd>" + std::string(kSecretBytes, 'x') + "' or 1<b>"));
    CPPUNIT_ASSERT_EQUAL(std::string("<a pwd=\"' or 1\">"),
                         TextOf("<a pwd=\"" + std::string(kSecretBytes, 'x') + "' or 1\">"));
    const std::string longer = "<a" + std::string(100, 'a') + "-password>x</a>";
    CPPUNIT_ASSERT_EQUAL(longer, TextOf(longer));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MarkupBodyTest);

}  // namespace
}  // namespace errwatch
