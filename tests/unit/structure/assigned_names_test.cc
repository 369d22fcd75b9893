#include "structure/assigned_names.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <string_view>

namespace errwatch {
namespace {

class AssignedNamesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AssignedNamesTest);
  CPPUNIT_TEST(KnowsWhatStandsInFront);
  CPPUNIT_TEST(KnowsNothingOfWhatIsBehind);
  CPPUNIT_TEST(GoesOnWhereItWas);
  CPPUNIT_TEST(TellsNamesApart);
  CPPUNIT_TEST(KnowsLongNames);
  CPPUNIT_TEST_SUITE_END();

 public:
  void KnowsWhatStandsInFront() {
    constexpr std::string_view kText = "a=cat;b_1=/etc/passwd;$a $b_1";
    AssignedNames names(kText);
    CPPUNIT_ASSERT(names.MayHave("a", kText.find('$')));
    CPPUNIT_ASSERT(names.MayHave("b_1", kText.rfind('$')));
  }

  void KnowsNothingOfWhatIsBehind() {
    constexpr std::string_view kText = "$a;a=cat";
    CPPUNIT_ASSERT(!AssignedNames(kText).MayHave("a", 0));
    CPPUNIT_ASSERT(!AssignedNames(kText).MayHave("a", kText.find('=')));
    CPPUNIT_ASSERT(AssignedNames(kText).MayHave("a", kText.size()));
    CPPUNIT_ASSERT(!AssignedNames("").MayHave("a", 0));
  }

  void GoesOnWhereItWas() {
    constexpr std::string_view kText = "a=1;$b;b=2;$b;$a";
    AssignedNames names(kText);
    CPPUNIT_ASSERT(!names.MayHave("b", kText.find('$')));
    CPPUNIT_ASSERT(names.MayHave("b", kText.rfind("$b")));
    CPPUNIT_ASSERT(names.MayHave("a", kText.rfind("$a")));
  }

  // It may take one name for another, but not many: else each is looked for in all of the text.
  void TellsNamesApart() {
    std::string text;
    for (int i = 0; i < 50; ++i) text += "given" + std::to_string(i) + "=1;";
    AssignedNames names(text);
    int taken_for_given = 0;
    for (int i = 0; i < 50; ++i) {
      CPPUNIT_ASSERT(names.MayHave("given" + std::to_string(i), text.size()));
      taken_for_given += names.MayHave("other" + std::to_string(i), text.size()) ? 1 : 0;
    }
    CPPUNIT_ASSERT(taken_for_given < 10);
  }

  void KnowsLongNames() {
    const std::string name(300, 'n');
    const std::string text = name + "=1;$" + name;
    CPPUNIT_ASSERT(AssignedNames(text).MayHave(name, text.find('$')));
    CPPUNIT_ASSERT(!AssignedNames(text).MayHave(name.substr(1), text.find('$')));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(AssignedNamesTest);

}  // namespace
}  // namespace errwatch
