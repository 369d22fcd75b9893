#include "structure/shell_commands.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class ShellCommandsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ShellCommandsTest);
  CPPUNIT_TEST(UnixNames);
  CPPUNIT_TEST(Globs);
  CPPUNIT_TEST(WindowsNames);
  CPPUNIT_TEST_SUITE_END();

 public:
  void UnixNames() {
    CPPUNIT_ASSERT(FindUnixCommand("id") == CommandKind::kTells);
    CPPUNIT_ASSERT(FindUnixCommand("wget") == CommandKind::kTool);
    CPPUNIT_ASSERT(FindUnixCommand("cat") == CommandKind::kWord);
    CPPUNIT_ASSERT(FindUnixCommand("sudo") == CommandKind::kPrefix);
    CPPUNIT_ASSERT(FindUnixCommand("sleep") == CommandKind::kSeconds);
    CPPUNIT_ASSERT(FindUnixCommand("python3.11") == CommandKind::kInterpreter);
    CPPUNIT_ASSERT(!FindUnixCommand("cat5") && !FindUnixCommand("") && !FindUnixCommand("5") &&
                   !FindUnixCommand("idx"));
  }

  void Globs() {
    CPPUNIT_ASSERT(FindUnixCommandByGlob("c?t") && FindUnixCommandByGlob("wg*"));
    CPPUNIT_ASSERT(!FindUnixCommandByGlob("zzz?"));
  }

  void WindowsNames() {
    CPPUNIT_ASSERT(FindWindowsCommand("c:\\windows\\system32\\cmd.exe") == CommandKind::kTool);
    CPPUNIT_ASSERT(FindWindowsCommand("whoami") == CommandKind::kTells);
    CPPUNIT_ASSERT(FindWindowsCommand("dir") == CommandKind::kTells);
    CPPUNIT_ASSERT(!FindWindowsCommand("cmd.txt") && !FindWindowsCommand(""));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ShellCommandsTest);

}  // namespace
}  // namespace errwatch
