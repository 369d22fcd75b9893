#include "structure/script_quote.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <string_view>

namespace errwatch {
namespace {

class ScriptQuoteTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ScriptQuoteTest);
  CPPUNIT_TEST(CodeLeaves);
  CPPUNIT_TEST(TextDoesNot);
  CPPUNIT_TEST(TakesNoMoreThanItHas);
  CPPUNIT_TEST_SUITE_END();

 private:
  static bool Leaves(std::string_view text) {
    StepBudget budget(text.size());
    return LeavesString(text, text.find_first_of("'\"") + 1, budget);
  }

 public:
  void CodeLeaves() {
    for (const std::string_view text : {"'-(alert)(1)-'",
                                        "'-window['alert'](1)-'",
                                        "'-window[\"al\"+\"ert\"](1)-'",
                                        "\"-self[/alert/.source](1)-\"",
                                        "'-[1].find(alert)-'",
                                        "';[a]=[alert];a(1)//",
                                        "';({a}={a:alert});a(1)//",
                                        "'-document.cookie-'",
                                        "' document.cookie '",
                                        "' (a=>alert(1))() '",
                                        "'in alert(1)in'",
                                        "'}alert(1){'",
                                        "'[alert(1)]-'",
                                        "'.x(alert(1))-'",
                                        "';with(document)write(1);//",
                                        "';var x=1;//",
                                        "';(0,eval)('x');//",
                                        "'-this['al'+'ert'](1)-'",
                                        "x'-\\u0061lert(1)-'",
                                        "'in'a'in alert(1)in'",
                                        "' ;top['al'+'ert'](1) '//"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), Leaves(text));
  }

  void TextDoesNot() {
    for (const std::string_view text :
         {"'-window-shopping-'", "'s; top, best'", "'90s; alert and ready'", "' and 'more'", "'-x-'",
          "'; x=http://a/", "' document.cookie", "'s (alert) 'x' now", "';x=1; // and more", "'a'",
          "', name: 'top', x: '"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !Leaves(text));
  }

  void TakesNoMoreThanItHas() {
    StepBudget budget(0);
    budget.Take(StepBudget::kLeast - 10);
    CPPUNIT_ASSERT(!LeavesString("'-(alert)(1)-'", 1, budget));
    CPPUNIT_ASSERT(budget.is_spent());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ScriptQuoteTest);

}  // namespace
}  // namespace errwatch
