#include "match/normalize.h"
#include "unit/linear_time.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <span>
#include <string>
#include <vector>

namespace errwatch {
namespace {

struct Normalization {
  std::string text;
  bool lowered;
  bool decoded;
};

Normalization Decode(std::string_view text, TextKind kind) {
  std::vector<char> out(text.size());
  const Normalized normal = Normalize(text, kind, out);
  CPPUNIT_ASSERT(normal.text.empty() || normal.text.data() == out.data());
  return {std::string(normal.text), normal.lowered, normal.decoded};
}

struct Case {
  std::string_view in;
  std::string_view out;
};

void Check(TextKind kind, const std::vector<Case>& cases) {
  for (const Case& c : cases)
    CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(c.in), std::string(c.out), Decode(c.in, kind).text);
}

class NormalizeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(NormalizeTest);
  CPPUNIT_TEST(PlainTextIsLoweredOnly);
  CPPUNIT_TEST(MarksAreFoundAtEveryPosition);
  CPPUNIT_TEST(HttpdEscapesAreUndoneOnceAndInMessagesOnly);
  CPPUNIT_TEST(PercentIsDecoded);
  CPPUNIT_TEST(RepeatedEncodingIsUndoneThreeTimes);
  CPPUNIT_TEST(PlusIsABlankInQueriesOnly);
  CPPUNIT_TEST(OverlongAndFullWidthCharacters);
  CPPUNIT_TEST(CharacterReferences);
  CPPUNIT_TEST(CommentsBecomeABlank);
  CPPUNIT_TEST(CommentsThatHideAnAttackStay);
  CPPUNIT_TEST(NulGoesAndBlanksCollapse);
  CPPUNIT_TEST(LinesStayLines);
  CPPUNIT_TEST(PartsAreDecodedByThemselves);
  CPPUNIT_TEST(PartsTellWhereTheyStand);
  CPPUNIT_TEST(LineCommentsGoWhenAsked);
  CPPUNIT_TEST(ShortOutputCuts);
  CPPUNIT_TEST(HostileTextTakesLinearTime);
  CPPUNIT_TEST_SUITE_END();

 public:
  void PlainTextIsLoweredOnly() {
    const Normalization same = Decode("/index.html", TextKind::kPath);
    CPPUNIT_ASSERT(same.text == "/index.html" && !same.lowered && !same.decoded);
    const Normalization lower = Decode("File does NOT exist: /var/www/html/Admin.PHP", TextKind::kMessage);
    CPPUNIT_ASSERT_EQUAL(std::string("file does not exist: /var/www/html/admin.php"), lower.text);
    CPPUNIT_ASSERT(lower.lowered && !lower.decoded);
    CPPUNIT_ASSERT(Decode("", TextKind::kQuery).text.empty());
    const Normalization unchanged =
        Decode("a=1&b=100%&c=*", TextKind::kQuery);  // has marks, but none that decodes
    CPPUNIT_ASSERT(unchanged.text == "a=1&b=100%&c=*" && !unchanged.decoded);
  }

  // The fast path works in blocks of 16 bytes: what it looks for may stand anywhere in and between them.
  void MarksAreFoundAtEveryPosition() {
    for (size_t before = 0; before < 40; ++before) {
      for (size_t after = 0; after < 20; ++after) {
        const std::string head(before, 'a');
        const std::string tail(after, 'b');
        CPPUNIT_ASSERT_EQUAL(head + "." + tail, Decode(head + "%2E" + tail, TextKind::kPath).text);
        CPPUNIT_ASSERT_EQUAL(head + " " + tail, Decode(head + "  " + tail, TextKind::kPath).text);
        CPPUNIT_ASSERT_EQUAL(head + " " + tail, Decode(head + "\t" + tail, TextKind::kPath).text);
        const Normalization upper = Decode(head + "Z" + tail, TextKind::kPath);
        CPPUNIT_ASSERT(upper.text == head + "z" + tail && upper.lowered && !upper.decoded);
      }
    }
  }

  void HttpdEscapesAreUndoneOnceAndInMessagesOnly() {
    Check(TextKind::kMessage,
          {{R"(\x3cscript\X3E)", "<script>"},
           {R"(say \"hi\"\tyou\nthere)", "say \"hi\" you there"},
           {R"(c:\\boot.ini)", R"(c:\boot.ini)"},  // "\b" of the result is no escape any more
           {R"(\\x41)", R"(\x41)"},
           {R"(\q \x4 \)", R"(\q \x4 \)"}});
    Check(TextKind::kPath, {{R"(/\x3c\\)", R"(/\x3c\\)"}});
  }

  void PercentIsDecoded() {
    Check(TextKind::kPath, {{"/%2e%2E/%41", "/../a"},
                            {"%u002e%u002F%uFF1Cscript", "./<script"},
                            {"%zz%4%", "%zz%4%"},
                            {"100%25", "100%"},
                            {"%u00e9", "\xc3\xa9"}});
  }

  void RepeatedEncodingIsUndoneThreeTimes() {
    Check(TextKind::kPath,
          {{"%252e", "."}, {"%25252e", "."}, {"%2525252e", "%2e"}, {"%%32e", "."}, {"%26lt%3b", "<"}});
    Check(TextKind::kQuery, {{"union%252bselect", "union select"}});
  }

  void PlusIsABlankInQueriesOnly() {
    Check(TextKind::kQuery, {{"a+b++c", "a b c"}});
    Check(TextKind::kPath, {{"/c++", "/c++"}});
  }

  void OverlongAndFullWidthCharacters() {
    Check(TextKind::kPath,
          {{"..%c0%af..", "../.."},
           {"..%e0%80%af..", "../.."},
           {"%f0%80%80%ae", "."},
           {"%c1%81", "a"},
           {"\xef\xbc\x9cSVG\xef\xbc\x9e", "<svg>"},
           {"\xef\xbd\x81\xef\xbd\x9e", "a~"},
           {"a\xc2\xa0"
            "b\xe3\x80\x80"
            "c%a0d",
            "a b c d"},
           {"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80", "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"},
           {"\xc3", "\xc3"},
           {"\xef\xbc", "\xef\xbc"},
           {"\xc3\xa0", "\xc3\xa0"}});  // a0 as part of a character is no blank
  }

  void CharacterReferences() {
    Check(TextKind::kQuery, {{"q=&lt;script&GT;", "q=<script>"},
                             {"&#60;&#x3C&#0000106avascript&colon;", "<<javascript:"},
                             {"a=1&lt=2&amp=3", "a=1&lt=2&amp=3"},  // parameters, not references
                             {"&#x110000;&#;&#x;&", "&#x110000;&#;&#x;&"},
                             {"&#99999999999999999999;", "&#99999999999999999999;"},
                             {"&newline;x&tab;y&nbsp;", " x y "}});
  }

  void CommentsBecomeABlank() {
    Check(TextKind::kQuery, {{"union/**/select", "union select"},
                             {"union/* a *//*b*/select/**/1", "union select 1"},
                             {"/*!50000union*/ select", " union select"},
                             {"1 /*M!union*/ select", "1 union select"},
                             {"/*m!100100union*/ /*M!select*/ 1", " union select 1"},
                             {"/*!union/**/select*/ 1", " union select 1"},
                             {"/*!union/*x*//*!select*/ 1*/ 2", " union select 1 2"},
                             {"/*m union*/ select /* M!*/", " select "},
                             {"/*!50000union", "/*!50000union"},
                             {"union%2f**%2fselect", "union select"},
                             {"a/*b", "a/*b"},
                             {"a*/b", "a*/b"},
                             {"/*/ x", "/*/ x"},
                             {"*/*", "*/*"}});
  }

  void CommentsThatHideAnAttackStay() {
    Check(TextKind::kQuery, {{"/*%2e%2e/%2e%2e/etc/passwd*/", "/*../../etc/passwd*/"},
                             {"/*<svg>*/", "/*<svg>*/"},
                             {"a/*<*/b", "a b"}});
  }

  void NulGoesAndBlanksCollapse() {
    Check(TextKind::kPath, {{"/etc/passwd%00.jpg", "/etc/passwd.jpg"},
                            {std::string_view("a\0\0b", 4), "ab"},
                            {"a \t\r\n\v\fb", "a b"},
                            {"%0a%0A", " "}});
  }

  void LinesStayLines() {
    const Normalization plain = Decode("Accept: */*\nX-Forwarded-For: 192.0.2.1", TextKind::kLines);
    CPPUNIT_ASSERT_EQUAL(std::string("accept: */*\nx-forwarded-for: 192.0.2.1"), plain.text);
    CPPUNIT_ASSERT(!plain.decoded);
    Check(TextKind::kLines, {{"A: b%0aC: d", "a: b c: d"}, {"A:  b\n\nC: &#10;d", "a: b\n\nc: d"}});
    // A header in another header's value, under every way to write a line end.
    for (const std::string_view line_end :
         {"%0a", "%0d%0A", "%250a", "%u000a", "&newline;", "&NewLine;", "%26newline;", "&amp;NewLine;",
          "&#10;", "&#x0A;", "&#10 ", "\xc0\x8a", "%c0%8a", "%e0%80%8a", "\xf0\x80\x80\x8a", "%25c0%258a",
          "\r", "/*%0a*/", "/*!%0a*/"}) {
      const std::string text = "Accept: x" + std::string(line_end) + "X-Forwarded-For: 192.0.2.1\nHost: b%2e";
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("accept: x x-forwarded-for: 192.0.2.1\nhost: b."),
                                   Decode(text, TextKind::kLines).text);
    }
    // Nor does a comment hide the headers between its marks.
    Check(TextKind::kLines, {{"A: /*\nB: c%2e\nD: */", "a: /*\nb: c.\nd: */"},
                             {"A: /%2a\nB: c\nD: %2a/", "a: /*\nb: c\nd: */"},
                             {"A: b/**/c\nD: e/**/f", "a: b c\nd: e f"}});
  }

  void PartsAreDecodedByThemselves() {
    Check(TextKind::kQuery, {{"a=/*&id=1%20x&z=*/", "a=/*&id=1 x&z=*/"},
                             {"a=/%2a%26&b=*/", "a=/*&&b=*/"},
                             {"a=/*%26*/b&c=%2e", "a= b&c=."},
                             {"a=%2526amp&lt=%2e", "a=&amp&lt=."}});
    Check(TextKind::kCookies, {{"a=/*; b=1%2e; c=*/", "a=/*; b=1.; c=*/"}, {"a=%2f*%3b*/b", "a= b"}});
    Check(TextKind::kAddress, {{"http://x/?a=/*&b=%2e&c=*/", "http://x/?a=/*&b=.&c=*/"},
                               {"http://x/*?%2e*/", "http://x/*?.*/"},
                               {"a+b", "a+b"}});
    Check(TextKind::kHeader, {{"a/*;&\n*/b", "a b"}});
  }

  void PartsTellWhereTheyStand() {
    const auto parts_of = [](std::string_view text, TextKind kind, std::size_t room) {
      std::vector<char> out(text.size());
      std::vector<TextPart> parts(room);
      std::size_t count = 0;
      const Normalized normal = Normalize(text, kind, out, parts, &count);
      std::string all;
      for (const TextPart& part : std::span(parts).first(count)) {
        all += "[" + std::string(text.substr(part.sent_begin, part.sent_bytes)) + "|";
        all += std::string(normal.text.substr(part.begin, part.bytes)) + (part.has_lines ? "|lines]" : "]");
      }
      return all;
    };
    CPPUNIT_ASSERT_EQUAL(std::string("[A=1|a=1][b=2|b=2]"), parts_of("A=1&b=2", TextKind::kQuery, 9));
    CPPUNIT_ASSERT_EQUAL(std::string("[a=%2e|a=.][|][b=%0ac|b= c|lines]"),
                         parts_of("a=%2e&&b=%0ac", TextKind::kQuery, 9));
    CPPUNIT_ASSERT_EQUAL(std::string("[a=&lt;|a=<][b|b]"), parts_of("a=&lt;&b", TextKind::kQuery, 9));
    CPPUNIT_ASSERT_EQUAL(std::string("[a|a][|]"), parts_of("a\n", TextKind::kLines, 9));
    CPPUNIT_ASSERT_EQUAL(std::string("[|]"), parts_of("", TextKind::kQuery, 9));
    CPPUNIT_ASSERT_EQUAL(std::string("[/a&%2e|/a&.]"), parts_of("/a&%2e", TextKind::kPath, 9));
    // The last one has what is left.
    CPPUNIT_ASSERT_EQUAL(std::string("[a|a][b&c&d|b&c&d]"), parts_of("a&b&c&d", TextKind::kQuery, 2));
    CPPUNIT_ASSERT_EQUAL(std::string("[a|a][%2e&/*&*/%0a|.&/*&*/ ]"),
                         parts_of("a&%2e&/*&*/%0a", TextKind::kQuery, 2));
  }

  void LineCommentsGoWhenAsked() {
    const auto without = [](std::string_view text) {
      std::vector<char> out(text.size());
      return std::string(NormalizeWithoutLineComments(text, TextKind::kQuery, out));
    };
    CPPUNIT_ASSERT_EQUAL(std::string("union select 1 -- x"), without("UNION--a%0Aselect+%23b%0a1+--+x"));
    CPPUNIT_ASSERT_EQUAL(std::string(), without(""));
  }

  void ShortOutputCuts() {
    std::array<char, 4> out{};
    CPPUNIT_ASSERT_EQUAL(std::string_view("abcd"), Normalize("ABCDEF", TextKind::kPath, out).text);
    CPPUNIT_ASSERT_EQUAL(std::string_view("a"),
                         Normalize("%61%62", TextKind::kPath, std::span(out).first(3)).text);
    CPPUNIT_ASSERT(Normalize("abc", TextKind::kPath, {}).text.empty());
  }

  void HostileTextTakesLinearTime() {
    for (const std::string_view unit :
         {"%25", "/*", "/**/", "&#", "%u0025", "/*../*/", "<", "/*<", "\xc0", " \t", "%2525"}) {
      CPPUNIT_ASSERT_MESSAGE(std::string(unit),
                             TakesLinearTime(Repeated(unit, 50'000), [](const std::string& text) {
                               Decode(text, TextKind::kQuery);
                             }));
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(NormalizeTest);

}  // namespace
}  // namespace errwatch
