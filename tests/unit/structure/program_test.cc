#include "structure/program.h"

#include <cppunit/TestFixture.h>

#include "structure/shell.h"
#include "structure/windows_shell.h"
#include "unit/linear_time.h"
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

  void HostileValuesTakeLinearTime() {
    for (const std::string_view unit :
         {";",    "|",           "$",     "`",     "'",   "{",       "{{",  "${",  "(",      "/",
          "<",    "a;",          "$@",    "''",    "$(",  "if ",     "://", "c'a", "x=1;$x", "echo(",
          "!!a.", "o:1:",        "sudo ", "%0aa ", "a^b", "/b?n/x ", "$a[", "f(",  "&a",     "-a ",
          "[\"a", "constructor", "__",    "\\",    "\\n", "%%a in ", "`a",  "=a ", "\"a\"(", "name;"}) {
      const std::string value = Repeated(unit, 8192);
      for (const auto has : {HasShell, HasWindowsShell, HasProgram}) {
        CPPUNIT_ASSERT_MESSAGE(std::string(unit), TakesLinearTime(value, [has](const std::string& text) {
                                 has({text, text});
                               }));
      }
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ProgramTest);

}  // namespace
}  // namespace errwatch
