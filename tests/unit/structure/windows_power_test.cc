#include "structure/windows_power.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <string_view>

namespace errwatch {
namespace {

class WindowsPowerTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WindowsPowerTest);
  CPPUNIT_TEST(Cmdlets);
  CPPUNIT_TEST(Starts);
  CPPUNIT_TEST(Ticks);
  CPPUNIT_TEST_SUITE_END();

 private:
  static bool StartsAt(std::string_view text) {
    const ShellPlace place = *NextShellPlace(text, 0);
    return StartsPowerShell(place, place.from);
  }
  static bool HasTicks(std::string_view text) { return IsCommandWithTicks(text, text.find('`')); }

 public:
  void Cmdlets() {
    for (const std::string_view name : {"get-childitem", "add-mppreference", "new-localuser", "start-sleep"})
      CPPUNIT_ASSERT_MESSAGE(std::string(name), IsCmdlet(name));
    for (const std::string_view name : {"add-on", "set-top", "get", "get-", "-item", "to-item", "read-only"})
      CPPUNIT_ASSERT_MESSAGE(std::string(name), !IsCmdlet(name));
  }

  void Starts() {
    for (const std::string_view text :
         {"x;&('who'+'ami')", "x;.('a')", "x;. {whoami}", "x|%{whoami}", "x|?{$_ -eq 1}", "x;$env:path",
          "x;$executioncontext.x", "x;&(gcm *ke-e*)", "x;$env:x", "x|%{remove-item $_}", "x;&{get-process}",
          "x|?{ ls}"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), StartsAt(text));
    for (const std::string_view text : {"x;& y", "x;.5", "x;(a)", "x|%{name}", "x;$env", "x;$env:1a",
                                        "x;&(a)", "x;%{whoami}", "x|%{add-on}", "x;.{x-get}"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !StartsAt(text));
  }

  void Ticks() {
    CPPUNIT_ASSERT(HasTicks("i`ex x") && HasTicks("i`e`x") && HasTicks("get-`content x"));
    CPPUNIT_ASSERT(!HasTicks("the`cat`") && !HasTicks("`iex` is") && !HasTicks("f`x`") && !HasTicks("iex`"));
    const std::string longest = "get-" + std::string(26, 'a') + "preference";
    CPPUNIT_ASSERT(longest.size() == 40 && IsCmdlet(longest) && !IsCmdlet("get-a" + longest.substr(4)));
    CPPUNIT_ASSERT(HasTicks("get-`" + longest.substr(5)) && !HasTicks("get-`" + longest.substr(4) + "x"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(WindowsPowerTest);

}  // namespace
}  // namespace errwatch
