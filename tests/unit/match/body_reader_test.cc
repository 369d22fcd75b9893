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
  CPPUNIT_TEST(LimitCutsTheText);
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

  void LimitCutsTheText() {
    TestMemory memory;
    BodyReader reader({BodyKind::kForm, {}}, 1024, 0, memory.memory());
    reader.Read("a=" + std::string(1022, 'x'));
    CPPUNIT_ASSERT(!reader.full());
    reader.Read("&b=1");
    CPPUNIT_ASSERT(reader.full());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1024}, reader.text().size());
  }

  void NothingIsReadOfNone() { Check("", BodyKind::kNone, "a=b"); }

  void AllocatesNothingByItself() {
    char space[4096];
    const auto from_space = [](void* from, std::size_t) { return static_cast<char*>(from); };
    const std::string body =
        "--X\r\nContent-Disposition: form-data; name=a\r\n\r\n" + std::string(9000, '\'');
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
