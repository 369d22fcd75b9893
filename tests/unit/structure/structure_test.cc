#include "structure/structure.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <set>
#include <string>

#include "match/normalize.h"

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

  // All texts of up to three bytes of what detectors look for; of four where they have few marks.
  void DetectorsFindNothingInFewerBytes() {
    const std::string few = "ai2n0\n%";
    const std::string all = few + std::string(kMarkCharacters);
    for (std::size_t i = 0; i < kStructureCount; ++i) {
      const StructureInfo& structure = kStructures[i];
      if (structure.has == nullptr) continue;
      std::set<char> own(few.begin(), few.end());
      for (const char c : kMarkCharacters)
        if (structure.marks != kAnyValue && (structure.marks & MarksIn({&c, 1})) != 0) own.insert(c);
      for (std::size_t bytes = 1; bytes < structure.least; ++bytes)
        FindsNothing(structure, bytes < 4 ? all : std::string(own.begin(), own.end()),
                     std::string(bytes, ' '), 0);
    }
    // They are no more than that.
    for (const auto& [text, structure] : {std::pair{";w", Structure::kShell},
                                          {"\"#", Structure::kSql},
                                          {"#{`", Structure::kProgram},
                                          {")(&", Structure::kLdap},
                                          {"//0", Structure::kRequestForgery},
                                          {"/..", Structure::kPathEscape}}) {
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
      std::array<char, 4> space;
      for (const TextKind kind : {TextKind::kQuery, TextKind::kLines}) {
        const Value value{Normalize(text, kind, std::span(space).first(text.size())).text, text};
        if (structure.has(value)) CPPUNIT_FAIL(std::string(structure.name) + " in " + text);
      }
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(StructureTest);

}  // namespace
}  // namespace errwatch
