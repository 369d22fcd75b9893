#include "pages/page_phrases.h"

#include <cppunit/extensions/HelperMacros.h>

#include "model/category.h"
#include "model/story_kind.h"
#include "pages/place_text.h"
#include "rules/log_cost.h"
#include "store/counters.h"

namespace errwatch {
namespace {

class PagePhrasesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PagePhrasesTest);
  CPPUNIT_TEST(KnowsWhatTheListsSay);
  CPPUNIT_TEST(LeavesTheRestAsItIs);
  CPPUNIT_TEST_SUITE_END();

  static void AssertTranslated(std::string_view english) {
    if (english.empty()) return;
    CPPUNIT_ASSERT_EQUAL(std::string(english), std::string(InLanguage(english, Language::kEnglish)));
    CPPUNIT_ASSERT_MESSAGE(std::string(english), InLanguage(english, Language::kJapanese) != english);
  }

 public:
  void KnowsWhatTheListsSay() {
    for (uint8_t i = 0; i <= kCategoryCount; ++i) AssertTranslated(Info(static_cast<Category>(i)).text);
    for (std::size_t i = 0; i < store::kCounterCount; ++i)
      AssertTranslated(Info(static_cast<store::Counter>(i)).text);
    for (const StoryKindInfo& kind : kStoryKindTable) AssertTranslated(kind.text);
    for (int i = 0; i < kNotDeniedCount; ++i) AssertTranslated(TextOf(static_cast<NotDenied>(i)));
    AssertTranslated(kForeignOnlyText);
    for (const char* module : {"none such", "http", "core"})
      AssertTranslated(WordsOfLogCost(module, Level::kInfo).text);
    IncidentRow row;
    for (const char* field : {"", "id"}) {
      for (uint8_t i = 0; i < kTargetCount; ++i) {
        row.found = static_cast<Target>(i);
        row.field = field;
        const std::string english = PlaceText(row);
        if (!english.empty()) CPPUNIT_ASSERT(PlaceText(row, Language::kJapanese) != english);
      }
    }
  }

  void LeavesTheRestAsItIs() {
    for (const char* text : {"", "sql_injection", "no such text", "\xff", "zzz"})
      CPPUNIT_ASSERT_EQUAL(std::string(text), std::string(InLanguage(text, Language::kJapanese)));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PagePhrasesTest);

}  // namespace
}  // namespace errwatch
