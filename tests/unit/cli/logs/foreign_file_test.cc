#include "cli/logs/foreign_file.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch::cli {
namespace {

using namespace std::string_view_literals;

class ForeignFileTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ForeignFileTest);
  CPPUNIT_TEST(PackedFiles);
  CPPUNIT_TEST(Utf16);
  CPPUNIT_TEST(OfALogThatIsFollowed);
  CPPUNIT_TEST(TextIsNot);
  CPPUNIT_TEST(EntriesOnManyLines);
  CPPUNIT_TEST_SUITE_END();

  static void Says(std::string_view beginning, const char* expected) {
    const std::string why = WhyForeign(beginning, "a.log");
    CPPUNIT_ASSERT_MESSAGE(why + " / " + expected, why.find(expected) != std::string::npos);
  }

 public:
  void PackedFiles() {
    Says("\xFD\x37zXZ\0\0\0"sv, "is packed by xz");
    Says("\xFD\x37zXZ\0\0\0"sv, "\"xz -dc a.log\"");
    Says("BZh91AY&"sv, "bzip2 -dc a.log");
    Says("\x28\xB5\x2F\xFD\x04\0\0\0"sv, "zstd");
    Says("PK\x03\x04\0\0\0\0"sv, "unzip -p a.log");
    Says("LPKSHHRH"sv, "journalctl -o cat --file a.log");
    CPPUNIT_ASSERT(WhyForeign("BZh91AY&", "-").find("\"bzip2 -dc\"") != std::string::npos);
  }

  void Utf16() {
    Says("\xFF\xFE[\0T\0h\0"sv, "is UTF-16");
    Says("\xFE\xFF\0[\0T\0h"sv, "is UTF-16");
    Says("[\0T\0h\0u\0"sv, "iconv -f UTF-16 -t UTF-8 a.log");
    Says("\0[\0T\0h\0u"sv, "is UTF-16");
  }

  // No command would help with what is written into it.
  void OfALogThatIsFollowed() {
    CPPUNIT_ASSERT_EQUAL(std::string("is packed by xz"), WhyForeign("\xFD\x37zXZ\0\0\0"sv, ""));
    CPPUNIT_ASSERT(WhyForeign("[\0T\0h\0u\0"sv, "").find("let it be written as UTF-8") != std::string::npos);
    for (const char* name : {"a.gz", "a.log.xz", "a.bz2", "a.zst", "a.zip"})
      CPPUNIT_ASSERT_MESSAGE(name, IsPackedByName(name));
    CPPUNIT_ASSERT(!IsPackedByName("error.log") && !IsPackedByName("gz"));
  }

  void TextIsNot() {
    for (const std::string_view text :
         {""sv, "["sv, "[Thu Aug"sv, "BZhello 1"sv, "AH00558:"sv, "\xEF\xBB\xBF[Thu "sv,
          "\x1F\x8B\x08\0\0\0\0\0"sv, "a\0bc\0def"sv, "PK: x"sv})
      CPPUNIT_ASSERT_EQUAL(std::string(), WhyForeign(text, "a.log"));
  }

  void EntriesOnManyLines() {
    const std::string why = WhyNoLines(
        "Fri 2024-08-23 23:19:57.587414 CEST [s=0a;i=1;b=2;m=3;t=4;x=5]\n    PRIORITY=3\n    MESSAGE=x\n");
    CPPUNIT_ASSERT_MESSAGE(why, why.find("journalctl -o verbose") != std::string::npos &&
                                    why.find("journalctl -o short-iso") != std::string::npos);
    CPPUNIT_ASSERT(WhyNoLines("{\n  \"tables\": [\n").find("jq -c '.[]'") != std::string::npos);
    for (const char* lines : {"", "{\"message\":\"x\"}\n{}\n", "[", "[Thu Aug 1] x\n"})
      CPPUNIT_ASSERT_MESSAGE(lines, WhyNoLines(lines).empty());
    CPPUNIT_ASSERT(
        WhyNoLines("Fri 2024-08-23 23:19:57 CEST web apache2[1]: [core:error] x [s=1]\nb\n").empty());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ForeignFileTest);

}  // namespace
}  // namespace errwatch::cli
