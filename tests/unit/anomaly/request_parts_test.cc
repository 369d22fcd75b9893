#include "anomaly/request_parts.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <string>

#include "anomaly/decoded_value.h"
#include "anomaly/odd_signs.h"
#include "anomaly/value_shape.h"

namespace errwatch {
namespace {

float BitsOfKind(const Entry& entry, PartKind kind) {
  RequestParts parts;
  TakeParts(entry, 0, parts);
  float bits = 0;
  for (const RequestPart& part : parts.parts()) bits += part.kind == kind ? part.bits : 0;
  return bits;
}

class RequestPartsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RequestPartsTest);
  CPPUNIT_TEST(SignsAreWeighedByTheirPlace);
  CPPUNIT_TEST(ValuesHaveShapes);
  CPPUNIT_TEST(NeedlessEncodingIsSeen);
  CPPUNIT_TEST(ALineThatIsNoRequestIsOdd);
  CPPUNIT_TEST(HeadersOfBrowsersAreNotOdd);
  CPPUNIT_TEST(HeadersThatHoldCodeAre);
  CPPUNIT_TEST(ManyPartsAreBounded);
  CPPUNIT_TEST_SUITE_END();

 public:
  void SignsAreWeighedByTheirPlace() {
    CPPUNIT_ASSERT_EQUAL(0.0F, OddSignsOf("O'Brien").bits);
    CPPUNIT_ASSERT(OddSignsOf("x' or").bits >= 4);
    CPPUNIT_ASSERT(OddSignsOf("a (note) here").bits < OddSignsOf("call(note)").bits);
    CPPUNIT_ASSERT(OddSignsOf("a\x01").bits >= 7);
  }

  void ValuesHaveShapes() {
    for (const auto& [value, shape] : std::initializer_list<std::pair<const char*, ValueShape>>{
             {"", ValueShape::kEmpty},
             {"17", ValueShape::kNumber},
             {"19.90", ValueShape::kNumber},
             {"2026-11-22T10:00:00Z", ValueShape::kDate},
             {"3f2a99c03f2a99c0", ValueShape::kHash},
             {"1.2.3", ValueShape::kVersion},
             {"shoes", ValueShape::kWord},
             {"priceAsc", ValueShape::kCamelCase},
             {"red-hat_2", ValueShape::kSlug},
             {"a@example.org", ValueShape::kMail},
             {"what is that?", ValueShape::kProse},
             {"a,b,c", ValueShape::kList},
             {"img/a.png", ValueShape::kPath},
             {"https://example.org/", ValueShape::kAddress},
             {"gopher://x", ValueShape::kScheme},
             {"/etc/passwd", ValueShape::kSystemPath},
             {"{x}", ValueShape::kMixed},
         }) {
      CPPUNIT_ASSERT_EQUAL(std::string(ValueShapeName(shape)),
                           std::string(ValueShapeName(ValueShapeOf(value))));
    }
    CPPUNIT_ASSERT(IsCodeName("java.lang.Runtime") && !IsCodeName("example.org") && !IsCodeName("a..B"));
    CPPUNIT_ASSERT(HasOddCase("a sElEcT") && !HasOddCase("McDonald and iPhone"));
    CPPUNIT_ASSERT(ValueShapeBits(ValueShape::kNumber) < ValueShapeBits(ValueShape::kMixed));
  }

  void NeedlessEncodingIsSeen() {
    CPPUNIT_ASSERT_EQUAL(0.0F, DecodedValue("a%20b%2Fc", true).odd_bits());
    CPPUNIT_ASSERT_EQUAL(uint32_t{2}, DecodedValue("%61%62", true).needless());
    CPPUNIT_ASSERT_EQUAL(uint32_t{1}, DecodedValue("%2541", true).twice());
    CPPUNIT_ASSERT_EQUAL(uint32_t{1}, DecodedValue("100%", true).broken());
    CPPUNIT_ASSERT(!DecodedValue("%ff", true).is_utf8() && DecodedValue("%c3%a9", true).is_utf8());
    CPPUNIT_ASSERT_EQUAL(DecodedValue::kMostBytes, DecodedValue(std::string(9999, 'a'), true).view().size());
  }

  void ALineThatIsNoRequestIsOdd() {
    Entry entry;
    entry.method = "\x16\x03\x01";
    CPPUNIT_ASSERT(BitsOfKind(entry, PartKind::kRequestLine) >= 20);
    RequestParts none;
    TakeParts(Entry(), 0, none);
    CPPUNIT_ASSERT(none.parts().empty());
  }

  void HeadersOfBrowsersAreNotOdd() {
    Entry entry;
    entry.method = "GET";
    entry.uri = "/";
    entry.host = "www.example.org";
    entry.agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5";
    entry.referer = "https://www.example.org/list?filter[a]=1&x=2";
    entry.cookie = "session=3f2a99c0; theme=dark";
    entry.headers =
        "accept: text/html,application/xml;q=0.9,*/*;q=0.8\naccept-language: en-us,en;q=0.5\n"
        "sec-ch-ua: \"Chromium\";v=\"126\"\ncontent-type: application/json; charset=utf-8\n";
    for (const PartKind kind :
         {PartKind::kAgentSigns, PartKind::kReferer, PartKind::kCookie, PartKind::kHeaderValue})
      CPPUNIT_ASSERT(BitsOfKind(entry, kind) < 1);
  }

  void HeadersThatHoldCodeAre() {
    Entry entry;
    entry.method = "GET";
    entry.uri = "/";
    entry.agent = "() { :; }; /bin/id";
    entry.referer = "'x' onclick=y(1)";
    entry.cookie = "java.lang.Runtime=a(b)";
    entry.headers = "x-file: a|b\ncontent-type: nothing\n";
    for (const PartKind kind :
         {PartKind::kAgentSigns, PartKind::kReferer, PartKind::kCookie, PartKind::kHeaderValue})
      CPPUNIT_ASSERT(BitsOfKind(entry, kind) > 5);
  }

  void ManyPartsAreBounded() {
    std::string query;
    for (int i = 0; i < 5000; ++i) query += "p" + std::to_string(i) + "=(%60)&";
    Entry entry;
    entry.method = "GET";
    entry.uri = "/";
    entry.args = query;
    RequestParts parts;
    TakeParts(entry, 0, parts);
    CPPUNIT_ASSERT(parts.parts().size() <= RequestParts::kMost);
    CPPUNIT_ASSERT(BitsOfKind(entry, PartKind::kParameterCount) > 5);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RequestPartsTest);

}  // namespace
}  // namespace errwatch
