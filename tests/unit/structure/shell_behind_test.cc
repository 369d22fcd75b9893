#include "structure/shell_behind.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <string_view>

namespace errwatch {
namespace {

class ShellBehindTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ShellBehindTest);
  CPPUNIT_TEST(RunsByWhatStandsThere);
  CPPUNIT_TEST(Bodies);
  CPPUNIT_TEST(Options);
  CPPUNIT_TEST(Operands);
  CPPUNIT_TEST_SUITE_END();

 private:
  static ShellPlace First(std::string_view text) { return *NextShellPlace(text, 0); }
  static bool Runs(std::string_view text) {
    const ShellPlace place = First(text);
    return MayRunByStructure(text, place.from) && RunsByStructure(place, place.from);
  }

 public:
  void RunsByWhatStandsThere() {
    for (const std::string_view text :
         {"x;frob /etc/passwd", "x;frob -a </etc/shadow", "x;frob --of=/etc/x", "x;$0 -c id", "x;$bash",
          ";. /tmp/x", ";>/var/www/x", "x;: >/etc/x", "x;echo a>b.php", "x;printf a > b.php", "x;f(){ id;}",
          "x;function f { id;}", "x;f () { id;}", "x;frob 5 /etc/passwd", "x;frob @/etc/passwd",
          "x;frob<a /etc/passwd"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), Runs(text));
    for (const std::string_view text :
         {"x;frob a", "x;frob /home", "x;a /etc/passwd", "x;$1 each", "x;$shelf", "x;. then", "x;>5",
          "x;echo a > b", "x;echo a->b.c", "x;f(){ return 1;}", "x;echo of the past", "x;else { exit;",
          "x;p { cut;}", "x;function { id;}"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !Runs(text));
  }

  void Bodies() {
    CPPUNIT_ASSERT(RunsAsBody("then id;fi", 0) && RunsAsBody("do a b;done;", 0));
    CPPUNIT_ASSERT(RunsAsBody("then ls;find x;fi", 0) && !RunsAsBody("then ls;find x;file", 0));
    CPPUNIT_ASSERT(!RunsAsBody("then we go", 0) && !RunsAsBody("do it;donever", 0) &&
                   !RunsAsBody("then;fi", 0));
  }

  void Options() {
    CPPUNIT_ASSERT(IsRunningOption("--checkpoint-action=exec=id") && IsRunningOption("-oproxycommand=id"));
    CPPUNIT_ASSERT(!IsRunningOption("--color=red") && !IsRunningOption("--exec") &&
                   !IsRunningOption("--exec=") && !IsRunningOption("exec=id"));
  }

  void Operands() {
    for (const std::string_view text : {"127.0.0.1;x", "x;x", ";x", "a b';x", "two words$(x)"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), IsGluedToOperand(First(text)));
    for (const std::string_view text : {"x; x", "two words;x", "x`x`"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !IsGluedToOperand(First(text)));
    CPPUNIT_ASSERT(IsBehindHostNumber(First("192.0.2.1;x")));
    CPPUNIT_ASSERT(!IsBehindHostNumber(First("...;x")) && !IsBehindHostNumber(First("1.2.3.4.;x")));
    CPPUNIT_ASSERT(!IsBehindHostNumber(First("1.2;x")) && !IsBehindHostNumber(First("a.b.c.d;x")));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ShellBehindTest);

}  // namespace
}  // namespace errwatch
