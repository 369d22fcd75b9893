// TakeHeaderParts: what is odd in each header.
#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "anomaly/request_parts.h"

namespace errwatch {
namespace {

float Bits(const Entry& entry, PartKind kind) {
  RequestParts parts;
  TakeHeaderParts(entry, 0, parts);
  float bits = 0;
  for (const RequestPart& part : parts.parts()) bits += part.kind == kind ? part.bits : 0;
  return bits;
}

float BitsOfHeader(const std::string& line) {
  Entry entry;
  entry.headers = line;
  return Bits(entry, PartKind::kHeaderValue);
}

float BitsOfAgent(std::string_view agent) {
  Entry entry;
  entry.agent = agent;
  return Bits(entry, PartKind::kAgentSigns);
}

class HeaderPartsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HeaderPartsTest);
  CPPUNIT_TEST(ListsAndTypesAreHeldToTheirForm);
  CPPUNIT_TEST(ALengthIsANumber);
  CPPUNIT_TEST(ProgramsNameThemselves);
  CPPUNIT_TEST(ARefererIsAnAddressWithoutFragment);
  CPPUNIT_TEST(UnknownHeadersAreOnlyOddWhereHeadersAreKnown);
  CPPUNIT_TEST_SUITE_END();

 public:
  void ListsAndTypesAreHeldToTheirForm() {
    CPPUNIT_ASSERT(BitsOfHeader("accept: text/html,*/*;q=0.8\n") < 1);
    CPPUNIT_ASSERT(BitsOfHeader("accept: text/html;charset=x\n") >= 5);
    CPPUNIT_ASSERT(BitsOfHeader("accept-language: en'(\n") >= 6);
    for (const char* type :
         {"application/json", "image/svg+xml; charset=utf-8", "multipart/form-data; boundary=a"})
      CPPUNIT_ASSERT(BitsOfHeader("content-type: " + std::string(type) + "\n") < 1);
    for (const char* type : {"nothing", "multipart/foo", "text/html; charset=cp1026", "other/json"})
      CPPUNIT_ASSERT(BitsOfHeader("content-type: " + std::string(type) + "\n") >= 5);
  }

  void ALengthIsANumber() {
    CPPUNIT_ASSERT(BitsOfHeader("content-length: 12\n") < 1);
    CPPUNIT_ASSERT(BitsOfHeader("content-length: 12x\n") >= 20);
  }

  void ProgramsNameThemselves() {
    CPPUNIT_ASSERT(BitsOfAgent("curl/8.5.0") < 1);
    CPPUNIT_ASSERT(BitsOfAgent("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0") < 1);
    CPPUNIT_ASSERT(BitsOfAgent("Mozilla/15 (linux)") >= 4);
    CPPUNIT_ASSERT(BitsOfAgent("Test/1.0 (compatible; x=call(this))") >= 5);
    CPPUNIT_ASSERT(BitsOfAgent("x/1 <b>") >= 8);
  }

  void ARefererIsAnAddressWithoutFragment() {
    const auto bits = [](std::string_view referer) {
      Entry entry;
      entry.referer = referer;
      return Bits(entry, PartKind::kReferer);
    };
    CPPUNIT_ASSERT(bits("https://www.example.org/a/b?c=d&e=f") < 1);
    CPPUNIT_ASSERT(bits("https://www.example.org/a#b") >= 10);
    CPPUNIT_ASSERT(bits("nothing") >= 5);
  }

  void UnknownHeadersAreOnlyOddWhereHeadersAreKnown() {
    Entry entry;
    entry.headers = "x-own: 1\n";
    CPPUNIT_ASSERT(Bits(entry, PartKind::kHeaderSet) >= 3);
    entry.headers = "dnt: 1\n";
    CPPUNIT_ASSERT(Bits(entry, PartKind::kHeaderSet) < 1);
    RequestParts parts;
    TakeHeaderParts(Entry(), 0, parts);
    for (const RequestPart& part : parts.parts()) CPPUNIT_ASSERT(part.kind == PartKind::kAgent);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HeaderPartsTest);

}  // namespace
}  // namespace errwatch
