#include "cli/report/document.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/report_fixture.h"

namespace errwatch::cli {
namespace {

class DocumentTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DocumentTest);
  CPPUNIT_TEST(FillsIn);
  CPPUNIT_TEST(WhatIsFilledInIsNotFilledAgain);
  CPPUNIT_TEST(ForeignTextIsVisibleAndCut);
  CPPUNIT_TEST(NothingIsNoBlock);
  CPPUNIT_TEST(EveryPlaceOfATextIsKnown);
  CPPUNIT_TEST_SUITE_END();

 public:
  void FillsIn() {
    const Line line = Filled(Language::kEnglish, Say::kLoggedIn, {Own("7"), Foreign("eve")});
    CPPUNIT_ASSERT_EQUAL(std::string("logged in as eve; failed attempts before: 7"), TextOf(line));
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, line.size());
    CPPUNIT_ASSERT(!line[0].foreign && line[1].foreign && !line[2].foreign);
    CPPUNIT_ASSERT_EQUAL(std::string("a and 2 others"),
                         FilledText(Language::kEnglish, Say::kAndOthers, {"a", "2"}));
  }

  void WhatIsFilledInIsNotFilledAgain() {
    CPPUNIT_ASSERT_EQUAL(std::string("{2} and {1} others"),
                         FilledText(Language::kEnglish, Say::kAndOthers, {"{2}", "{1}"}));
    CPPUNIT_ASSERT_EQUAL(std::string("{2} and {1} others"),
                         TextOf(Filled(Language::kEnglish, Say::kAndOthers, {Foreign("{2}"), Own("{1}")})));
    CPPUNIT_ASSERT_EQUAL(std::string("a and {2} others"),
                         FilledText(Language::kEnglish, Say::kAndOthers, {"a"}));
  }

  void ForeignTextIsVisibleAndCut() {
    CPPUNIT_ASSERT_EQUAL(std::string("a\\x1b[2Jb"), Foreign("a\x1b[2Jb").text);
    CPPUNIT_ASSERT(Foreign(std::string(1000, 'a')).text.size() < 200);
    CPPUNIT_ASSERT(ForeignLine("").empty());
  }

  void NothingIsNoBlock() {
    Document document("t");
    document.Facts({});
    document.Bullets({});
    document.AddTable({});
    document.Chart({});
    CPPUNIT_ASSERT(document.blocks().empty());
  }

  // "{4}" at most, and none beyond those before it; other languages have the same, as the compiler sees.
  void EveryPlaceOfATextIsKnown() {
    for (const PhraseTexts& texts : kReportTexts) {
      const std::string_view text = texts.front();
      int most = 0, different = 0;
      for (int i = 1; i <= 9; ++i) {
        const bool there = text.find("{" + std::to_string(i) + "}") != std::string_view::npos;
        if (there) most = i;
        different += there;
      }
      CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(text), most, different);
      CPPUNIT_ASSERT(most <= 4);
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DocumentTest);

}  // namespace
}  // namespace errwatch::cli
