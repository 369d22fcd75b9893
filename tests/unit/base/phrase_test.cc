#include "base/phrase.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

inline constexpr std::array kTexts = {
    PhraseTexts{"denied", "拒否"},
    PhraseTexts{"{0} of {1} clients", "クライアント{1}件中{0}件"},
};
using TestPhrase = Phrase<kTexts>;

// What the table must not be; a table that is one of these does not compile.
constexpr std::array kUnsorted = {PhraseTexts{"b", "b"}, PhraseTexts{"a", "a"}};
constexpr std::array kTwins = {PhraseTexts{"a", "a"}, PhraseTexts{"a", "b"}};
constexpr std::array<PhraseTexts, 1> kMissing = {PhraseTexts{"a", ""}};
constexpr std::array<PhraseTexts, 1> kOtherPlaces = {PhraseTexts{"{0} of {1}", "{0}"}};
static_assert(AreWellMade(kTexts));
static_assert(!AreWellMade(kUnsorted));
static_assert(!AreWellMade(kTwins));
static_assert(!AreWellMade(kMissing));
static_assert(!AreWellMade(kOtherPlaces));

class PhraseTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PhraseTest);
  CPPUNIT_TEST(IsThereInEachLanguage);
  CPPUNIT_TEST(PlacesAreFilledByNumber);
  CPPUNIT_TEST(ValuesAreTakenAsTheyAre);
  CPPUNIT_TEST_SUITE_END();

 public:
  void IsThereInEachLanguage() {
    const TestPhrase phrase = "denied";
    CPPUNIT_ASSERT_EQUAL(std::string("denied"), std::string(phrase.In(Language::kEnglish)));
    CPPUNIT_ASSERT_EQUAL(std::string("拒否"), std::string(phrase.In(Language::kJapanese)));
  }

  void PlacesAreFilledByNumber() {
    const TestPhrase phrase = "{0} of {1} clients";
    CPPUNIT_ASSERT_EQUAL(std::string("3 of 10 clients"), Filled(phrase.In(Language::kEnglish), {"3", "10"}));
    CPPUNIT_ASSERT_EQUAL(std::string("クライアント10件中3件"),
                         Filled(phrase.In(Language::kJapanese), {"3", "10"}));
  }

  void ValuesAreTakenAsTheyAre() {
    CPPUNIT_ASSERT_EQUAL(std::string("{1} x"), Filled("{0} {1}", {"{1}", "x"}));
    CPPUNIT_ASSERT_EQUAL(std::string("a {1}"), Filled("{0} {1}", {"a"}));
    CPPUNIT_ASSERT_EQUAL(std::string("{a} {} {"), Filled("{a} {} {", {"x"}));
    CPPUNIT_ASSERT_EQUAL(std::string("{x}"), Filled("{{0}}", {"x"}));
    CPPUNIT_ASSERT_EQUAL(std::string(), Filled("", {}));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PhraseTest);

}  // namespace
}  // namespace errwatch
