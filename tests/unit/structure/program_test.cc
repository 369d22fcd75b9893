#include "structure/program.h"

#include <cppunit/TestFixture.h>

#include <chrono>

#include "structure/shell.h"
#include "structure/windows_shell.h"
#include "unit/structure/detector_check.h"
#include "unit/structure/everyday_values.h"

namespace errwatch {
namespace {

constexpr DetectorCheck kProgram{HasProgram, kProgramMarks};

class ProgramTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ProgramTest);
  CPPUNIT_TEST(EveryKindIsFound);
  CPPUNIT_TEST(EverydayValuesHaveNone);
  CPPUNIT_TEST(HostileValuesTakeLinearTime);
  CPPUNIT_TEST_SUITE_END();

 public:
  void EveryKindIsFound() {
    kProgram.FindsAll({"<?php system($_GET[0]);?>", "${7*7}", "${jndi:ldap://x/a}",
                       "__import__('os').system('id')", "O:8:\"stdClass\":0:{}", "rO0ABXNy"});
    kProgram.FindsAll({"%3C?=%60id%60;", "%24%7B7*7%7D", "%7B%7B7*7%7D%7D"}, TextKind::kQuery);
  }

  void EverydayValuesHaveNone() { kProgram.FindsNone(EverydayValues()); }

  // Ten times what any of them needs without an optimiser; quadratic time would need a hundred times as much.
  void HostileValuesTakeLinearTime() {
    for (const std::string_view unit :
         {";",    "|",           "$",     "`",     "'",   "{",       "{{",  "${",  "(",      "/",
          "<",    "a;",          "$@",    "''",    "$(",  "if ",     "://", "c'a", "x=1;$x", "echo(",
          "!!a.", "o:1:",        "sudo ", "%0aa ", "a^b", "/b?n/x ", "$a[", "f(",  "&a",     "-a ",
          "[\"a", "constructor", "__",    "\\",    "\\n", "%%a in ", "`a",  "=a ", "\"a\"(", "name;"}) {
      std::string value;
      while (value.size() < 8192) value += unit;
      const auto begin = std::chrono::steady_clock::now();
      HasShell({value, value});
      HasWindowsShell({value, value});
      HasProgram({value, value});
      const auto needed = std::chrono::steady_clock::now() - begin;
      CPPUNIT_ASSERT_MESSAGE(std::string(unit), needed < std::chrono::milliseconds(500));
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ProgramTest);

}  // namespace
}  // namespace errwatch
