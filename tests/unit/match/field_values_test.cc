#include "match/field_values.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <memory>
#include <string>

#include "match/entry_text.h"
#include "unit/allocation_counter.h"
#include "unit/linear_time.h"

namespace errwatch {
namespace {

class FieldValuesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FieldValuesTest);
  CPPUNIT_TEST(ParametersAreValues);
  CPPUNIT_TEST(WhatIsNoNameIsLookedAtToo);
  CPPUNIT_TEST(HeadersAndCookiesAreValues);
  CPPUNIT_TEST(OtherFieldsAreOneValue);
  CPPUNIT_TEST(WhatElementsHold);
  CPPUNIT_TEST(MembersInAValue);
  CPPUNIT_TEST(MembersTakeLinearTime);
  CPPUNIT_TEST(HiddenTextsAreValuesAndText);
  CPPUNIT_TEST(ManyPartsAreOneValueInTheEnd);
  CPPUNIT_TEST(HarmlessHiddenTextsTakeNoRoom);
  CPPUNIT_TEST(Base64BehindAPrefix);
  CPPUNIT_TEST(Base64InAPath);
  CPPUNIT_TEST(Base64AsItIsDressedUp);
  CPPUNIT_TEST(QuotedCookies);
  CPPUNIT_TEST_SUITE_END();

  std::unique_ptr<MatchScratch> scratch_ = std::make_unique<MatchScratch>();

  const EntryText::Field& Read(Target target, std::string_view text) {
    Entry entry;
    if (target == Target::kArgs) entry.args = text;
    if (target == Target::kUri) entry.uri = text;
    if (target == Target::kCookie) entry.cookie = text;
    if (target == Target::kHeaders) entry.headers = text;
    if (target == Target::kReferer) entry.referer = text;
    if (target == Target::kMessage) entry.message = text;
    if (target == Target::kBody) entry.body = text;
    const AllocationCounter allocations;
    text_ = PrepareText(entry, Bit(target), *scratch_);
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
    return text_.fields[static_cast<std::size_t>(target)];
  }
  // "[sent|text]" of each.
  std::string ValuesOf(Target target, std::string_view text) {
    std::string all;
    for (const FieldValue& value : Read(target, text).values)
      all += "[" + std::string(value.sent) + "|" + std::string(value.text) + "]";
    return all;
  }
  EntryText text_;

  // Of the value of "a=".
  std::string MembersOf(std::string_view value, Target target = Target::kArgs) {
    std::string all;
    for (const FieldValue& of_field : Read(target, "a=" + std::string(value)).values)
      if (of_field.member) all += "[" + std::string(of_field.text) + "]";
    return all;
  }

 public:
  void MembersInAValue() {
    CPPUNIT_ASSERT_EQUAL(std::string("[1 or 1=1-- ]"), MembersOf("{\"id\":\"1 or 1=1-- \"}"));
    CPPUNIT_ASSERT_EQUAL(std::string("[1 union select 1]"), MembersOf("{id:1 union select 1,2}"));
    CPPUNIT_ASSERT_EQUAL(std::string("[2 or 1=1]"), MembersOf("[1,\"b\",\"2 or 1=1\"]"));
    CPPUNIT_ASSERT_EQUAL(std::string("[1 or 1=1]"), MembersOf("<a><b>1 or 1=1</b><c>x y</c></a>"));
    CPPUNIT_ASSERT_EQUAL(std::string("[1 union select 1,2]"), MembersOf("id:1 union select 1,2"));
    CPPUNIT_ASSERT_EQUAL(std::string("[(select sleep(5))]"), MembersOf("desc,(select sleep(5))"));
    for (const char* plain : {"{\"a\":1,\"b\":\"c d\"}", "10:30", "name:asc,date:desc", "title:a b",
                              "a, b (c)", "{", "{\"", "{\"a\\", "[", "<", "a:"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(plain, std::string(), MembersOf(plain));
    CPPUNIT_ASSERT_EQUAL(std::string("[1 or 1=1]"),
                         MembersOf("%7b%22id%22:%221 or 1=1%22%7d", Target::kCookie));
    CPPUNIT_ASSERT_EQUAL(std::string("[1 or 1=1]"), MembersOf("{\"id\":\"1 or 1=1\"}", Target::kCookie));
    CPPUNIT_ASSERT_EQUAL(std::string(), MembersOf("{\"id\":1,\"a\":\"b c\"}", Target::kCookie));
  }

  // What never ends, again and again.
  void MembersTakeLinearTime() {
    for (const std::string unit : {"{x-a:", "[1:", "{'a':b", "\"a", "{(", "<a b=\"", "<a b='>"}) {
      CPPUNIT_ASSERT_MESSAGE(unit,
                             TakesLinearTime(Repeated(unit, kMaxBodyBytes, "a=" + unit.substr(0, 1)),
                                             [this](const std::string& text) { Read(Target::kBody, text); }));
    }
  }

  void WhatElementsHold() {
    CPPUNIT_ASSERT_EQUAL(std::string("[<a b%3D\"c d\">1+X</a>|<a b=\"c d\">1 x</a>][c d|c d][1 x|1 x]"),
                         ValuesOf(Target::kBody, "=<a b%3D\"c d\">1+X</a>"));
    // Words and numbers are none.
    CPPUNIT_ASSERT_EQUAL(std::string("[<a>b</a><c d%3D'e'/>f|<a>b</a><c d='e'/>f]"),
                         ValuesOf(Target::kBody, "=<a>b</a><c d%3D'e'/>f"));
    // Only of what has no name: others are members.
    CPPUNIT_ASSERT_EQUAL(std::string("[<a>x+1</a>|<a>x 1</a>]"), ValuesOf(Target::kBody, "a=<a>x+1</a>"));
    std::string many = "=";
    for (int i = 0; i < 5000; ++i) many += "<a>1 x</a>";
    const std::size_t count = Read(Target::kBody, many).values.size();
    CPPUNIT_ASSERT(count > 50 && count < 120);
  }

  void ParametersAreValues() {
    CPPUNIT_ASSERT_EQUAL(std::string("[1|1][X%20y|x y]"), ValuesOf(Target::kArgs, "a=1&b[c].d-e_f=X%20y"));
    CPPUNIT_ASSERT_EQUAL(std::string("[|][b=c|b=c]"), ValuesOf(Target::kArgs, "a=&x=b=c"));
    CPPUNIT_ASSERT_EQUAL(std::string("[https://a/|https://a/][1|1]"),
                         ValuesOf(Target::kReferer, "https://a/?b=1"));
  }

  void WhatIsNoNameIsLookedAtToo() {
    CPPUNIT_ASSERT_EQUAL(std::string("[-1+or+1|-1 or 1]"), ValuesOf(Target::kArgs, "-1+or+1"));
    CPPUNIT_ASSERT_EQUAL(std::string("[1|1][%27or+1=1|'or 1=1]"), ValuesOf(Target::kArgs, "%27or+1=1"));
  }

  void HeadersAndCookiesAreValues() {
    CPPUNIT_ASSERT_EQUAL(std::string("[*/*|*/*][b: C|b: c]"),
                         ValuesOf(Target::kHeaders, "Accept: */*\nX-A: b: C"));
    CPPUNIT_ASSERT_EQUAL(std::string("[1|1][%3b|;]"), ValuesOf(Target::kCookie, "a=1; b=%3b"));
    CPPUNIT_ASSERT_EQUAL(std::string("[no colon|no colon][|]"), ValuesOf(Target::kHeaders, "no colon\nx:"));
  }

  void OtherFieldsAreOneValue() {
    CPPUNIT_ASSERT_EQUAL(std::string("[/a=1&b%2e;c|/a=1&b.;c]"), ValuesOf(Target::kUri, "/a=1&b%2e;c"));
    CPPUNIT_ASSERT_EQUAL(std::string("[a=1\\nb|a=1 b]"), ValuesOf(Target::kMessage, "a=1\\nb"));
  }

  void HiddenTextsAreValuesAndText() {
    CPPUNIT_ASSERT_EQUAL(std::string("[PHNjcmlwdD5YPC9zY3JpcHQ%2b|phnjcmlwdd5ypc9zy3jpchq ]"
                                     "[PHNjcmlwdD5YPC9zY3JpcHQ%2b|<script>x</script>]"),
                         ValuesOf(Target::kArgs, "A=PHNjcmlwdD5YPC9zY3JpcHQ%2b"));
    CPPUNIT_ASSERT_EQUAL(std::string("a=phnjcmlwdd5ypc9zy3jpchq &a=<script>x</script>"),
                         std::string(text_.fields[static_cast<std::size_t>(Target::kArgs)].normalized));
    CPPUNIT_ASSERT_EQUAL(
        std::string("[UNION--x%0aSELECT|union--x select][UNION--x%0aSELECT|union select][2|2]"),
        ValuesOf(Target::kArgs, "a=UNION--x%0aSELECT&b=2"));
    CPPUNIT_ASSERT_EQUAL(std::string("a=union--x select&b=2&a=union select\na=union--x%0aselect&b=2\n"),
                         std::string(text_.all));
    CPPUNIT_ASSERT_EQUAL(std::string("[/*'or+1*/| ][/*'or+1*/|/*'or 1*/]"),
                         ValuesOf(Target::kArgs, "a=/*'or+1*/"));
    CPPUNIT_ASSERT_EQUAL(std::string("[/a/*x*/b|/a b][/a/*x*/b|/a/*x*/b]"),
                         ValuesOf(Target::kUri, "/a/*x*/b"));
    // No letter of it is another one, and still it is decoded.
    const EntryText::Field& cookie = Read(Target::kCookie, "a=phnjcmlwdd5ypc9zy3jpchqg");
    CPPUNIT_ASSERT(cookie.values.size() == 1 && !cookie.changed);
  }

  void ManyPartsAreOneValueInTheEnd() {
    std::string many = "a=1";
    for (int i = 0; i < 1000; ++i) many += "&a=1";
    const EntryText::Field& field = Read(Target::kArgs, many + "&last=%2e");
    CPPUNIT_ASSERT(field.values.size() >= 100 && field.values.back().text.ends_with("&last=."));
    CPPUNIT_ASSERT(field.values.back().rest && !field.values.front().rest && !field.more.empty());
    CPPUNIT_ASSERT(Read(Target::kArgs, "a=1&last=%2e").more.empty());
    // Also where every one is of the costliest kind, in every field.
    std::string costly;
    for (int i = 0; i < 200; ++i) costly += "%27=a%0a--b&";
    Entry entry;
    entry.message = entry.uri = entry.args = entry.agent = entry.referer = entry.cookie = entry.headers =
        costly;
    const EntryText all = PrepareText(entry, (1U << kTargetCount) - 1, *scratch_);
    std::size_t values = 0;
    for (const EntryText::Field& one : all.fields) values += one.values.size();
    CPPUNIT_ASSERT(values <= scratch_->values.size());
    CPPUNIT_ASSERT(!all.fields[static_cast<std::size_t>(Target::kHeaders)].values.empty());
  }

  // What decodes to a harmless text keeps nothing from being looked at.
  void HarmlessHiddenTextsTakeNoRoom() {
    constexpr std::string_view kHarmless = "aGVsbG8gd29ybGQgaGVsbG8gd29ybGQh";  // "hello world hello world!"
    std::string clean = "a=";
    while (clean.size() + kHarmless.size() < 8000) clean += kHarmless;
    Entry entry;
    entry.args = entry.cookie = entry.referer = clean;
    std::string body = clean;
    while (body.size() < 60'000) body += "&" + clean;
    body += "&z=PHNjcmlwdD5YPC9zY3JpcHQ+";
    entry.body = body;
    const std::string comments = "/*" + std::string(8000, '\'') + "*/\n--";
    entry.headers = comments;
    const EntryText all = PrepareText(entry, (1U << kTargetCount) - 1, *scratch_);
    CPPUNIT_ASSERT(all.cut == 0);
    CPPUNIT_ASSERT_EQUAL(std::string_view("<script>x</script>"),
                         all.fields[static_cast<std::size_t>(Target::kBody)].values.back().text);
  }

  // "hello world hello world!" everywhere.
  void Base64BehindAPrefix() {
    const std::string base64 = "aGVsbG8gd29ybGQgaGVsbG8gd29ybGQh";
    for (const char* around :
         {"x:@", "data:text/plain;base64,@", "Basic @", "prefix=@", "@.x", "{\"a\":\"@\"}",
          "%7B%22a%22%3A%22@%22%7D", "a,@,b", "x%3a@", "[@]", "two words and @ more words"}) {
      std::string value = around;
      value.replace(value.find('@'), 1, base64);
      const auto& values = Read(Target::kArgs, "a=" + value).values;
      CPPUNIT_ASSERT_MESSAGE(value, !values.empty() && values.back().hidden);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(value, std::string_view("hello world hello world!"), values.back().text);
    }
    // The parts of a token, one of which is no text.
    const auto& jwt =
        Read(Target::kArgs, "a=eyJhbGciOiJub25lIn0=.eyJzdWIiOiInIG9yIDE9MS0tIn0.AAECAwQFBgcICQoLDA0ODw");
    CPPUNIT_ASSERT_EQUAL(std::string_view("{\"alg\":\"none\"} {\"sub\":\"' or 1=1--\"}"),
                         jwt.values.back().text);
    // Beside a comment, too.
    CPPUNIT_ASSERT_EQUAL(std::string_view("hello world hello world!"),
                         Read(Target::kArgs, "a=x%0a--y:" + base64).values.back().text);
    for (const char* none :
         {"a=internationalization/of/everything", "a=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
          "a=0123456789abcdef0123456789abcdef", "a=%27%27%27%27%27%27%27%27%27%27"})
      for (const FieldValue& value : Read(Target::kArgs, none).values)
        CPPUNIT_ASSERT_MESSAGE(none, !value.hidden);
  }

  // In a name of a path, and where a '/' is of the text's base64 ("<svg onload=alert(3)//?" has one).
  void Base64InAPath() {
    for (const char* path :
         {"/@", "/shop/@", "/shop/@/", "/@/x.html", "/internationalization/@", "/@.json"}) {
      std::string sent = path;
      sent.replace(sent.find('@'), 1, "aGVsbG8gd29ybGQgaGVsbG8gd29ybGQh");
      const auto& values = Read(Target::kUri, sent).values;
      CPPUNIT_ASSERT_MESSAGE(path, values.back().hidden);
      // "/x" behind it is of base64, too.
      CPPUNIT_ASSERT_MESSAGE(path, values.back().text.starts_with("hello world hello world!"));
    }
    CPPUNIT_ASSERT_EQUAL(std::string_view("<svg onload=alert(3)//?<svg onload=alert(3)>"),
                         Read(Target::kUri, "/PHN2ZyBvbmxvYWQ9YWxlcnQoMykvLz88c3ZnIG9ubG9hZD1hbGVydCgzKT4=")
                             .values.back()
                             .text);
    const std::string slashes = "aGVsbG8gd29ybGQ/Pz8/Pz8/Pz8/";  // "hello world??????????"
    CPPUNIT_ASSERT_EQUAL(std::string_view("hello world??????????"),
                         Read(Target::kUri, "/x/aGVsbG8gd29ybGQg" + slashes).values.back().text.substr(12));
    for (const char* none : {"/internationalization/of/everything/possible", "/", "/aGVsbG8=/aGVsbG8=",
                             "/0123456789abcdef0123456789abcdef/ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF.js"})
      for (const FieldValue& value : Read(Target::kUri, none).values)
        CPPUNIT_ASSERT_MESSAGE(none, !value.hidden);
  }

  void Base64AsItIsDressedUp() {
    const std::string harmless = "aGVsbG8gd29ybGQgaGVsbG8gd29ybGQh";
    const auto has = [&](Target target, const std::string& field, std::string_view text) {
      bool found = false;
      for (const FieldValue& value : Read(target, field).values)
        found = found || (value.hidden && value.text.find(text) != value.text.npos);
      return found;
    };
    for (const char* value :
         {"PHNj%0D%0AcmlwdD5Y%0D%0APC9zY3Jp%0D%0AcHQ%2b", "!PHNjcmlwdD5YPC9zY3JpcHQ%2b",
          "PHNj!cmlwdD5YP%20C9zY3JpcHQ%2b", "data:text/plain;BASE64,PHNj%0AcmlwdD5YPC9zY3JpcHQ%2b",
          // In layers, behind another text, and with a byte of no text.
          "UEhOamNtbHdkRDVZUEM5elkzSnBjSFEr",
          "VUVoT2FtTnRiSGRrUkRWWlVFTTVlbGt6U25CalNGRXI=", "ATxzY3JpcHQ+WDwvc2NyaXB0Pg==",
          // UTF-16.
          "PABzAGMAcgBpAHAAdAA+AFgAPAAvAHMAYwByAGkAcAB0AD4A"}) {
      const std::string sent = std::string("a=") + value;
      CPPUNIT_ASSERT_MESSAGE(value, has(Target::kArgs, sent, "<script>x</script>"));
    }
    // What is read with all signs left out takes nothing from what stands between them.
    CPPUNIT_ASSERT(has(Target::kArgs, "a=" + harmless + "!PHNj.cmlwdD5YPC9zY3JpcHQ", "<script>x</script"));
    CPPUNIT_ASSERT(has(Target::kArgs, "a=" + harmless + "!a,PHNjcmlwdD5YPC9zY3JpcHQ", "<script>x</script"));
  }

  void QuotedCookies() {
    const auto last = [&](std::string_view cookie) {
      return std::string(Read(Target::kCookie, cookie).values.back().text);
    };
    CPPUNIT_ASSERT_EQUAL(std::string("' or 1=1#"), last("a=b; x=\"\\047 or 1=1#\""));
    CPPUNIT_ASSERT_EQUAL(std::string("<a \"b\">"), last("x=\"\\074a \\\"b\\\"\\076\""));
    CPPUNIT_ASSERT_EQUAL(std::string("{{7*7"), last("x=\"\\173\\1737*7"));
    CPPUNIT_ASSERT_EQUAL(std::string("4714\\"), last("x=\"\\4714\\"));  // no octal code
    for (const char* plain : {"x=\"a b\"", "x=a\\047b", "x=\"\"", "x=\""})
      for (const FieldValue& value : Read(Target::kCookie, plain).values) CPPUNIT_ASSERT(!value.hidden);
    for (const FieldValue& value : Read(Target::kArgs, "x=\"\\047\"").values) CPPUNIT_ASSERT(!value.hidden);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FieldValuesTest);

}  // namespace
}  // namespace errwatch
