#include "base/language.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class LanguageTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LanguageTest);
  CPPUNIT_TEST(TagsAndLocales);
  CPPUNIT_TEST(TheHighestWeightIsTaken);
  CPPUNIT_TEST(WhatIsMalformedIsPassedOver);
  CPPUNIT_TEST(ALongHeaderIsReadInPart);
  CPPUNIT_TEST_SUITE_END();

  static void Expect(Language expected, const std::string& header) {
    CPPUNIT_ASSERT_MESSAGE(header, expected == AcceptedLanguage(header));
  }

 public:
  void TagsAndLocales() {
    for (const char* tag : {"ja", "JA", "ja-JP", "ja_JP.UTF-8", "ja.utf8"})
      CPPUNIT_ASSERT_MESSAGE(tag, LanguageOfTag(tag) == Language::kJapanese);
    for (const char* tag : {"en", "en-GB", "EN_us"})
      CPPUNIT_ASSERT_MESSAGE(tag, LanguageOfTag(tag) == Language::kEnglish);
    for (const char* tag : {"", "C", "jam", "j", "*", "de-ja"})
      CPPUNIT_ASSERT_MESSAGE(tag, !LanguageOfTag(tag).has_value());
  }

  void TheHighestWeightIsTaken() {
    Expect(Language::kEnglish, "");
    Expect(Language::kJapanese, "ja");
    Expect(Language::kJapanese, "ja,en-US;q=0.7,en;q=0.3");
    Expect(Language::kJapanese, "en;q=0.5, ja ; q=0.501");
    Expect(Language::kJapanese, "de, fr;q=0.9, ja;q=0.1");
    Expect(Language::kEnglish, "en, ja");
    Expect(Language::kEnglish, "en-GB;q=0.9\t,\tja;q=0.8");
    Expect(Language::kEnglish, "ja;q=0");
    Expect(Language::kEnglish, "ja;q=0.000, de");
    Expect(Language::kEnglish, "*");
  }

  void WhatIsMalformedIsPassedOver() {
    for (const char* member : {"ja;q=2", "ja;q=1.5", "ja;q=", "ja;q=x", "ja;q=0.x", "ja;q=0.12345",
                               "ja;level=1", ";q=1", ",,,", "ja;q=-1", "ja;q=1.001"})
      Expect(Language::kEnglish, member);
    Expect(Language::kJapanese, "en;q=9, ,;;, ja;q=0.1");
  }

  void ALongHeaderIsReadInPart() {
    std::string header;
    for (int i = 0; i < 32; ++i) header += "de,";
    Expect(Language::kEnglish, header + "ja");
    Expect(Language::kJapanese, header.substr(3) + "ja");
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LanguageTest);

}  // namespace
}  // namespace errwatch
