#include "match/markup_join.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/match/read_body.h"

namespace errwatch {
namespace {

class MarkupJoinTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(MarkupJoinTest);
  CPPUNIT_TEST(PutsTogetherWhatIsSplit);
  CPPUNIT_TEST(LeavesAllElse);
  CPPUNIT_TEST(MovesTheEndOfALongText);
  CPPUNIT_TEST_SUITE_END();

 public:
  std::string Joined(std::string_view body) {
    const std::string whole = ReadBody({BodyKind::kText, {}}, body);
    for (const std::size_t piece : {1UL, 2UL, 3UL, 7UL})
      CPPUNIT_ASSERT_EQUAL(whole, ReadBody({BodyKind::kText, {}}, body, piece));
    return whole.substr(1);
  }

  void PutsTogetherWhatIsSplit() {
    const std::pair<const char*, const char*> cases[] = {
        {"<a>un<!--x-->ion</a>", "<a><!--x-->union</a>"},
        {"<a>un<!----><!--<b>-->ion</a>", "<a><!----><!--<b>-->union</a>"},
        {"<a>un<![CDATA[ion]]>!</a>", "<a><![CDATA[]]>union!</a>"},
        {"<a><![CDATA[<s]]><![CDATA[cript>]]></a>", "<a><![CDATA[]]><![CDATA[]]><script></a>"},
        {"<a>un<?x?>ion</a>", "<a><?x?>union</a>"},
        {"un<!---->ion", "<!---->union"},
        {"<a>x</a>un<!---->ion", "<a>x</a><!---->union"},
        {"a<![CDATA[b]]", "<![CDATA[ab]]"},
        {"<a>&#1<!---->;</a>", "<a><!---->%26#1;</a>"},
    };
    for (const auto& [body, joined] : cases) CPPUNIT_ASSERT_EQUAL(std::string(joined), Joined(body));
  }

  void LeavesAllElse() {
    for (const char* body :
         {"<a>b</a><!--c-->", "<!--c--><a>b</a>", "a<!--b", "a<![cdata[b]]>c", "a<!-b-->c", "a<b<c>d",
          "<!--><", "<?a?>b", "<![CDATA[a", "<!", "a>b", "]]>", "a<!--->b", "a<?>b"})
      CPPUNIT_ASSERT_EQUAL(std::string(body), Joined(body));
  }

  void MovesTheEndOfALongText() {
    const std::string begin(300, ';');
    CPPUNIT_ASSERT_EQUAL("<a>" + begin.substr(0, 45) + "<!---->" + begin.substr(0, 255) + "xy</a>",
                         Joined("<a>" + begin + "x<!---->y</a>"));
    // An escape is not taken apart.
    const std::string escapes(200, '&');
    const std::string joined = Joined("<a>" + escapes + "<!---->y</a>");
    const std::size_t at = joined.find("<!---->");
    CPPUNIT_ASSERT(at != std::string::npos && joined[at - 3] == '%' && joined[at + 7] == '%');
    CPPUNIT_ASSERT_EQUAL(std::size_t{3 + 600 + 7 + 1 + 4}, joined.size());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MarkupJoinTest);

}  // namespace
}  // namespace errwatch
