#include "structure/structure.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "base/ascii.h"

namespace errwatch {
namespace {

class StructureTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(StructureTest);
  CPPUNIT_TEST(NamesAreRead);
  CPPUNIT_TEST(MarksOfAText);
  CPPUNIT_TEST(DetectorsSeeNothingInNothing);
  CPPUNIT_TEST(DetectorsFindNothingInFewerBytes);
  CPPUNIT_TEST_SUITE_END();

 public:
  void NamesAreRead() {
    for (std::size_t i = 0; i < kStructureCount; ++i) {
      const auto structure = static_cast<Structure>(i);
      CPPUNIT_ASSERT(ParseStructure(StructureName(structure)) == structure);
    }
    CPPUNIT_ASSERT(!ParseStructure("") && !ParseStructure("overlon") && !ParseStructure("overlong "));
    CPPUNIT_ASSERT(kStructureNames.starts_with("overlong"));
  }

  void MarksOfAText() {
    CPPUNIT_ASSERT(MarksIn("") == 0 && MarksIn("abcXYZ019\xff") == 0);
    CPPUNIT_ASSERT(MarksIn("a'b\"c") == Marks("'\""));
    CPPUNIT_ASSERT((MarksIn("it's") & Marks("\"(")) == 0);
    CPPUNIT_ASSERT(MarksIn(kMarkCharacters) == (MarkSet{1} << kMarkCharacters.size()) - 1);
  }

  void DetectorsSeeNothingInNothing() {
    for (const StructureInfo& structure : kStructures) {
      if (structure.has == nullptr) continue;
      CPPUNIT_ASSERT_MESSAGE(std::string(structure.name), structure.marks != 0);
      for (const std::string_view text : {"", "a", "hello", "12"})
        CPPUNIT_ASSERT_MESSAGE(std::string(structure.name), !structure.has({text, text}));
    }
  }

  // In all texts of so few bytes, in lower case as decoded text is; of three in those of ASCII.
  void DetectorsFindNothingInFewerBytes() {
    std::string ascii = "\n\r\t";
    std::string all;
    for (int byte = 0; byte < 256; ++byte) {
      const auto c = static_cast<char>(byte);
      if (!IsUpper(c)) all += c;
      if (!IsUpper(c) && c >= ' ' && c < '\x7f') ascii += c;
    }
    for (const StructureInfo& structure : kStructures) {
      if (structure.has == nullptr) continue;
      CPPUNIT_ASSERT_MESSAGE(std::string(structure.name), structure.least > 1);
      for (std::size_t bytes = 1; bytes < structure.least; ++bytes)
        FindsNothing(structure, bytes < 3 ? all : ascii, std::string(bytes, ' '), 0);
    }
    // They are no more than that.
    for (const auto& [text, structure] : {std::pair{";w", Structure::kShell},
                                          {"\"#", Structure::kSql},
                                          {"\xac\xed", Structure::kProgram},
                                          {")(&", Structure::kLdap},
                                          {"//0", Structure::kRequestForgery},
                                          {"/..", Structure::kPathEscape},
                                          {"$gt=", Structure::kNosql},
                                          {"'></", Structure::kMarkup}}) {
      const StructureInfo& info = kStructures[static_cast<std::size_t>(structure)];
      CPPUNIT_ASSERT_MESSAGE(text, info.has({text, text}) && info.least == std::string(text).size());
    }
  }

 private:
  // In `text` with all that may stand from `at` on.
  static void FindsNothing(const StructureInfo& structure, const std::string& characters, std::string text,
                           std::size_t at) {
    for (const char c : characters) {
      text[at] = c;
      if (at + 1 < text.size()) {
        FindsNothing(structure, characters, text, at + 1);
        continue;
      }
      if (structure.has({text, text})) CPPUNIT_FAIL(std::string(structure.name) + " in " + text);
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(StructureTest);

}  // namespace
}  // namespace errwatch
