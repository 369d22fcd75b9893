#include "match/body_reader.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/allocation_counter.h"
#include "unit/match/read_body.h"

namespace errwatch {
namespace {

class BodyReaderTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BodyReaderTest);
  CPPUNIT_TEST(TheFirstByteTells);
  CPPUNIT_TEST(TextIsOneField);
  CPPUNIT_TEST(BytesAreOneFieldThatNobodyWrote);
  CPPUNIT_TEST(TwoBytesTellJson);
  CPPUNIT_TEST(OtherTypes);
  CPPUNIT_TEST(Charsets);
  CPPUNIT_TEST(LimitCutsTheText);
  CPPUNIT_TEST(LongRunsTakeLittle);
  CPPUNIT_TEST(NothingIsReadOfNone);
  CPPUNIT_TEST(AllocatesNothingByItself);
  CPPUNIT_TEST_SUITE_END();

  static void Check(const char* expected, BodyKind kind, std::string_view body) {
    for (const std::size_t piece : {1UL, 1000UL})
      CPPUNIT_ASSERT_EQUAL(std::string(expected), ReadBody({kind, {}}, body, piece));
  }

 public:
  void TheFirstByteTells() {
    Check("a=b", BodyKind::kUnsaid, R"({"a":"b"})");
    Check("a=b", BodyKind::kUnsaid, "a=b");
    Check("=<a+b%3D\"c\">", BodyKind::kUnsaid, "<a b=\"c\">");
    Check("a=b", BodyKind::kJson, "\xEF\xBB\xBF \r\n{\"a\":\"b\"}");
    Check("a=b%27", BodyKind::kJson, "a=b%27");
    Check("a=b", BodyKind::kText, R"( {"a":"b"})");  // of navigator.sendBeacon
    Check("{\"a\":\"b\"}", BodyKind::kForm, R"({"a":"b"})");
  }

  void TextIsOneField() {
    Check("=a%3D1%26b+c", BodyKind::kText, "a=1&b c");
    Check("=<x>%0A</x>", BodyKind::kText, "<x>\n</x>");
  }

  // What a multipart body is whose boundary readers do not agree on.
  void BytesAreOneFieldThatNobodyWrote() {
    Check("", BodyKind::kBytes, "");
    Check("*={\"pwd\":\"a\"}", BodyKind::kBytes, "{\"pwd\":\"a\"}");
  }

  void TwoBytesTellJson() {
    for (const BodyKind kind : {BodyKind::kText, BodyKind::kUnsaid, BodyKind::kJson}) {
      Check("={{7*7}}", kind, "{{7*7}}");
      Check("={%25+if+%25}", kind, "{% if %}");
      Check("=[*]", kind, " [*]");
      Check("=[${7*7}]", kind, "[${7*7}]");
      Check("a&a=b", kind, "{ 'a':'b'}");
      Check("", kind, "[");
    }
  }

  // They are files, mostly; but not every application asks what a form or JSON calls itself.
  void OtherTypes() {
    constexpr BodyKind kOther = BodyKind::kOther;
    Check("a=b'", kOther, R"( {"a":"b'"})");
    Check("=b'", kOther, R"(["b'"])");
    Check("a[b]=1'&c=2", kOther, "a[b]=1'&c=2");
    for (const std::string_view file :
         {"\x89PNG\r\n", "GIF89a\1=x", "<svg onload=x>", "PK\3\4a=b", "%PDF-1.4\n", "# a=b", "a = b",
          "a=b\nc=d\n", "a=b c", "x", "{{a}}", "[*]", "\"a\"", "KEY=x\n", "0032want 5", "=x",
          "(function(){a=b})()", ""})
      Check("", kOther, file);
    const std::string name(65, 'n');
    Check("", kOther, name + "=1'");
    TestMemory memory;
    BodyReader reader({kOther, {}}, 1024, 0, memory.memory());
    reader.Read("\x89P");
    CPPUNIT_ASSERT(reader.passes_by() && !reader.full() && memory.bytes() == 0);
  }

  static std::string Wide(std::string_view text, bool little) {
    std::string wide;
    for (const char c : text) wide += little ? std::string{c, '\0'} : std::string{'\0', c};
    return wide;
  }

  void Charsets() {
    const std::string json = R"({"a":"' or 1"})";
    for (const bool little : {true, false}) {
      Check("a='+or+1", BodyKind::kJson, Wide(json, little));
      Check("a='+or+1", BodyKind::kOther, Wide(json, little));
      Check("=<a>'</a>", BodyKind::kText, (little ? "\xFF\xFE" : "\xFE\xFF") + Wide("<a>'</a>", little));
    }
    Check("a=\xC3\xA9\xE2\x82\xAC", BodyKind::kJson,
          Wide("{\"a\":\"", true) + std::string("\xE9\0\xAC\x20", 4) + Wide("\"}", true));
    Check("=<?xml?><a>'</a>", BodyKind::kText,
          "\x4c\x6f\xa7\x94\x93\x6f\x6e\x4c\x81\x6e\x7d\x4c\x61\x81\x6e");
    Check("=L+o", BodyKind::kText, "L o");
    // A form has no other charset than ASCII.
    CPPUNIT_ASSERT_EQUAL(std::string("a\0=1", 4),
                         ReadBody({BodyKind::kForm, {}}, std::string("a\0=1", 4), 1));
  }

  // What fills the limit keeps nothing from being seen: a picture, or one letter again and again.
  void LongRunsTakeLittle() {
    const auto kept = [](const std::string& body, std::size_t piece) {
      return ReadBody({BodyKind::kJson, {}}, body, piece, 4096);
    };
    for (const std::string& run :
         {std::string(90'000, 'x'), std::string(90'000, ' '), std::string(90'000, '\''), [] {
            std::string all;
            while (all.size() < 90'000) all += "/9j4AAQ+SkZJRg";
            return all;
          }()}) {
      const std::string body = R"({"a":")" + run + R"(","b":"' or 1"})";
      const std::string text = kept(body, 90'100);
      CPPUNIT_ASSERT(text.ends_with("&b='+or+1") && text.size() < 4096 && text.size() > 2048);
      CPPUNIT_ASSERT_EQUAL(text, kept(body, 7));
    }
    // Words are kept.
    std::string words;
    while (words.size() < 90'000) words += "one two ";
    CPPUNIT_ASSERT_EQUAL(std::size_t{4096}, kept(R"({"a":")" + words + R"(","b":"' or 1"})", 100).size());
    // And all of what fits into half of the limit.
    const std::string half(2000, 'x');
    CPPUNIT_ASSERT_EQUAL("a=" + half, kept(R"({"a":")" + half + "\"}", 100));
    CPPUNIT_ASSERT_EQUAL("a=" + half + "&b=" + std::string(256 + 43, 'x') + "'x",
                         kept(R"({"a":")" + half + R"(","b":")" + half + "'x\"}", 100));
  }

  void LimitCutsTheText() {
    TestMemory memory;
    BodyReader reader({BodyKind::kForm, {}}, 1024, 0, memory.memory());
    std::string words = "a=";
    while (words.size() < 1024) words += "x.";
    reader.Read(words);
    CPPUNIT_ASSERT(!reader.full());
    reader.Read("&b=1");
    CPPUNIT_ASSERT(reader.full());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1024}, reader.text().size());
  }

  void NothingIsReadOfNone() { Check("", BodyKind::kNone, "a=b"); }

  void AllocatesNothingByItself() {
    char space[4096];
    const auto from_space = [](void* from, std::size_t) { return static_cast<char*>(from); };
    const std::string body = "--X\r\nContent-Disposition: form-data; name=a\r\n\r\n" + [] {
      std::string all;
      while (all.size() < 9000) all += "'.";
      return all;
    }();
    const AllocationCounter allocations;
    BodyReader multipart({BodyKind::kMultipart, "X"}, 2048, 2048, {from_space, space});
    multipart.Read(body);
    BodyReader json({BodyKind::kJson, {}}, 2048, 2048, {from_space, space});
    json.Read("{\"a\":{\"b\":[\"c\"]}}");
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
    CPPUNIT_ASSERT(multipart.full());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(BodyReaderTest);

}  // namespace
}  // namespace errwatch
