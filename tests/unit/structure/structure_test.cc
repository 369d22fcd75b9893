#include "structure/structure.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class StructureTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(StructureTest);
  CPPUNIT_TEST(NamesAreRead);
  CPPUNIT_TEST(MarksOfAText);
  CPPUNIT_TEST(DetectorsSeeNothingInNothing);
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
};

CPPUNIT_TEST_SUITE_REGISTRATION(StructureTest);

}  // namespace
}  // namespace errwatch
