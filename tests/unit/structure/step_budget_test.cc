#include "structure/step_budget.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include "structure/script.h"
#include "structure/shell.h"
#include "structure/windows_shell.h"

namespace errwatch {
namespace {

class StepBudgetTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(StepBudgetTest);
  CPPUNIT_TEST(IsSpentOnce);
  CPPUNIT_TEST(EnoughForWhatIsEveryday);
  CPPUNIT_TEST(NoValueCostsMore);
  CPPUNIT_TEST(FindsBehindWhatCostsMuch);
  CPPUNIT_TEST_SUITE_END();

 private:
  static constexpr std::size_t kBytes = 8192;
  using Find = Finding (*)(const Value& value, StepBudget& budget) noexcept;
  static constexpr std::initializer_list<Find> kAll = {FindShell, FindWindowsShell, FindScript};

  static std::string Repeated(std::string_view unit) {
    std::string text;
    while (text.size() + unit.size() <= kBytes) text += unit;
    return text;
  }

 public:
  void IsSpentOnce() {
    StepBudget budget(0);
    CPPUNIT_ASSERT(budget.Take(1));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, budget.taken());
    CPPUNIT_ASSERT(!budget.Take(StepBudget::kLeast) && budget.is_spent());
    CPPUNIT_ASSERT(!budget.Take(0));
  }

  // Prose, JSON and a program of usual density leave much of it.
  void EnoughForWhatIsEveryday() {
    for (const std::string_view unit :
         {"the cat; the dog & a mouse, it's said. ", "{\"a\":\"b\",\"c\":[1,2]},",
          "if (x > 5) { item.add('a', b); } ", "<p class=\"a\">text &amp; words</p> "}) {
      const std::string text = Repeated(unit);
      for (const Find find : kAll) {
        StepBudget budget(text.size());
        find({text, text}, budget);
        CPPUNIT_ASSERT_MESSAGE(text.substr(0, 40), !budget.is_spent());
      }
    }
  }

  // Openers, half tokens, quotes: twice the text costs at most twice as much.
  void NoValueCostsMore() {
    for (const std::string_view unit :
         {"`a`", ";id,", "|cat ", "$(a", "<(", "'-a(", "'+a.", "alert(a,", "import(", "c$@", "/b?n/", "/ /",
          "$[",  "a[",   "() {",  "w^a", " -", "&if ", "''",   "\"'`",     "\\a",     "${a", "new ",  "a`"}) {
      const std::string text = Repeated(unit);
      const std::string half = text.substr(0, text.size() / 2);
      for (const Find find : kAll) {
        StepBudget all(text.size());
        StepBudget some(half.size());
        find({text, text}, all);
        find({half, half}, some);
        CPPUNIT_ASSERT_MESSAGE(std::string(unit), all.taken() <= 2 * some.taken() + StepBudget::kLeast);
        CPPUNIT_ASSERT_MESSAGE(std::string(unit),
                               all.taken() <= StepBudget::kPerByte * kBytes + StepBudget::kLeast);
      }
    }
  }

  void FindsBehindWhatCostsMuch() {
    const std::string front = Repeated("`a` ").substr(0, 400);
    const std::string shell = front + ";cat /etc/passwd";
    const std::string script = front + "';alert(1)//";
    CPPUNIT_ASSERT(HasShell({shell, shell}));
    CPPUNIT_ASSERT(HasScript({script, script}));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(StepBudgetTest);

}  // namespace
}  // namespace errwatch
