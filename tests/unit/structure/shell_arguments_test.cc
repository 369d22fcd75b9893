#include "structure/shell_arguments.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

using enum ShellArguments;

class ShellArgumentsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ShellArgumentsTest);
  CPPUNIT_TEST(UnixArguments);
  CPPUNIT_TEST(WindowsArguments);
  CPPUNIT_TEST(SystemPaths);
  CPPUNIT_TEST_SUITE_END();

 public:
  void UnixArguments() {
    Check(kEnd, {"", " "});
    Check(kStop, {";", " ;", "|x", ")", "`", "'", "\"", " #", " && x", "\\n"});
    Check(kTelling, {" -l",    " --all", " /x",  " ./x",  " ../x",     " ~/x",          " $x",
                     " ${x}",  " *",     " *.c", " x.sh", " http://a", " 192.0.2.0/24", " 192.0.2.1:80",
                     " c:\\x", " >& x",  "<<<x", ">/x",   "${ifs}x",   " \\\\host"});
    Check(kAddress, {" 192.0.2.1", " 192.0.2.1;", " 127.0.0.1)", " 255.255.255.255 -x"});
    Check(kVersion, {" 8.2.7", " 7.88.1)", " 1.8.0.291", " 1.2.3.4.5;", " 256.0.0.1", " 2.6.5 x"});
    Check(kSensitive,
          {" /etc/passwd", "</etc/passwd", " /?\?\?/passwd", " if=/etc/passwd", " //etc//passwd"});
    Check(kQuoted, {" 'x'", " \"x\""});
    Check(kNumber, {" 5", " 5;", " 10s", " 5#"});
    Check(kHost, {" www.example.org", " me@example.org"});
    Check(kPlain, {" will follow", " 8 hours", " -", " - x", " / x", " $5", " x", "x", ":", " and/or", " <b>",
                   "..."});
    CPPUNIT_ASSERT(LookAtUnixArguments(",/etc/passwd}", 0, true) == kSensitive);
  }

  void WindowsArguments() {
    CPPUNIT_ASSERT(LookAtWindowsArguments(" /all", 0) == kTelling);
    CPPUNIT_ASSERT(LookAtWindowsArguments("/c dir", 0) == kTelling);
    CPPUNIT_ASSERT(LookAtWindowsArguments(" %path%", 0) == kTelling);
    CPPUNIT_ASSERT(LookAtWindowsArguments(" c:\\x", 0) == kTelling);
    CPPUNIT_ASSERT(LookAtWindowsArguments(" paste", 0) == kPlain);
    CPPUNIT_ASSERT(LookAtWindowsArguments(" / x", 0) == kPlain);
  }

  void SystemPaths() {
    CPPUNIT_ASSERT(IsSystemPath("/etc/passwd", 0) && IsSystemPath("/e?c/x", 0) &&
                   IsSystemPath("//proc/self", 0));
    CPPUNIT_ASSERT(!IsSystemPath("/a/b", 0) && !IsSystemPath("/etc", 0) && !IsSystemPath("/*/x", 0) &&
                   !IsSystemPath("etc/x", 0));
  }

 private:
  static void Check(ShellArguments wanted, const std::vector<std::string_view>& texts) {
    for (const std::string_view text : texts)
      CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(text), static_cast<int>(wanted),
                                   static_cast<int>(LookAtUnixArguments(text, 0, false)));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ShellArgumentsTest);

}  // namespace
}  // namespace errwatch
