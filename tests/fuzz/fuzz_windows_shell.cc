// First byte: what is built of the others. A command line of Windows, which must be found; a sentence with
// separators in it, which must not be; or any bytes. Of these the words are held against plain_shell.h, and what is
// of PowerShell against plain_powershell.h; of the answer only what always holds is asked.
#include <string>
#include <string_view>
#include <vector>

#include "built_value.h"
#include "plain_powershell.h"
#include "plain_shell.h"
#include "plain_text.h"
#include "structure/cursor.h"
#include "structure/shell_place.h"
#include "structure/shell_word.h"
#include "structure/windows_power.h"
#include "structure/windows_shell.h"

namespace {

using errwatch::FuzzBytes;

std::string WithCarets(std::string_view name, FuzzBytes& bytes) {
  std::string dressed;
  for (const char c : name) {
    if (!dressed.empty() && bytes.Next() % 3 == 0) dressed += '^';
    dressed += c;
  }
  return dressed;
}

std::string CommandLine(FuzzBytes& bytes) {
  switch (bytes.Next() % 4) {
    case 0: {  // a tool with an option, wherever it stands
      std::string line(bytes.Pick({"", "x ", "x&", "\"", "c:\\windows\\system32\\"}));
      line += bytes.Pick({"cmd /c ", "cmd.exe /k ", "certutil -", "powershell -nop -", "regsvr32 /", "wmic /",
                          "schtasks.exe /", "bitsadmin /"});
      return line + "create x";
    }
    case 1: {  // a loop (that as a whole is what people type: structure/typed.h)
      std::string line(bytes.Pick({"x ", "& ", "x&&"}));
      line += bytes.Pick({"for %i", "for /f %%i", "for /r c:\\x %g", "for /l %@"});
      return line + std::string(bytes.Pick({" in (", "  in(", " in ("})) + "a) do b";
    }
    case 2: {  // a condition
      std::string line(bytes.Pick({"", "&", "x & ", "x||"}));
      line += bytes.Pick({"if ", "if not ", "if /i ", "if /i not "});
      return line +
             std::string(bytes.Pick(
                 {"exist c:\\x", "%a% geq 5", "\"a\"==\"b\"", "5 lss 7", "errorlevel 1", "defined x ("})) +
             " y";
    }
    default: {
      std::string line(bytes.Pick({"", "1", "a'", "a\"", "x "}));
      line += bytes.Pick({"& ", "&", "|", "&&", "||", "| "});
      line += WithCarets(bytes.Pick({"dir", "type", "whoami", "ping", "echo"}), bytes);
      return line + std::string(bytes.Pick({" c:\\x", " /x", " %x%"}));
    }
  }
}

std::string Sentence(FuzzBytes& bytes) {
  std::string text(bytes.Pick({"the", "if you", "we", "for me"}));
  for (int i = bytes.Next() % 12; i > 0; --i) {
    text += bytes.Pick({" ", "; ", " & ", ", ", " | ", " - ", ": "});
    text += bytes.Pick({"house", "type of it", "move on", "net worth", "set of 7", "start here",
                        "path of least", "title song", "copy of it", "find me", "5%", "x^2", "tree house",
                        "call us", "more of it"});
  }
  return text + " today";
}

void CheckWord(const std::string& text) {
  const errwatch::plain::CommandWord plain = errwatch::plain::WindowsWord(text);
  const errwatch::ShellWord word = errwatch::ReadWindowsWord(text, 0);
  const bool same = word.text() == plain.text && word.end == text.size() - plain.rest.size() &&
                    word.dressed == plain.dressed && word.too_long == plain.too_long;
  errwatch::plain::Agree(errwatch::Structure::kWindowsShell, true, same, text);
}

void CheckPowerShell(const std::string& text) {
  using errwatch::ShellOpener;
  using errwatch::plain::Agree;
  Agree(errwatch::Structure::kWindowsShell, errwatch::IsCmdlet(text), errwatch::plain::IsCmdletName(text),
        "cmdlet: " + text);
  for (auto place = errwatch::NextShellPlace(text, 0); place;
       place = errwatch::NextShellPlace(text, place->from)) {
    const std::size_t at = errwatch::PastBlanks(text, place->from);
    Agree(errwatch::Structure::kWindowsShell, errwatch::StartsPowerShell(*place, at),
          errwatch::plain::BeginsPowerShell(place->opener == ShellOpener::kPipe,
                                            errwatch::plain::From(text, at)),
          "behind " + std::to_string(at) + ": " + text);
  }
  const std::size_t tick = text.find('`');
  if (tick == std::string::npos) return;
  Agree(errwatch::Structure::kWindowsShell, errwatch::IsCommandWithTicks(text, tick),
        errwatch::plain::IsTickedCommand(text, tick), "ticks: " + text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::vector<std::string_view> fragments = {"a", "b1",  "^",    "\"", "\"\"", "/",
                                                          ":", "\\",  ".exe", ".",  " ",    "&",
                                                          "%", "cmd", "-",    "@",  ",",    "abcdefgh"};
  static const std::vector<std::string_view> of_power = {"get",
                                                         "-",
                                                         "childitem",
                                                         "preference",
                                                         "add",
                                                         "a",
                                                         "iex",
                                                         "`",
                                                         "&",
                                                         "|",
                                                         ";",
                                                         ".",
                                                         "%",
                                                         "?",
                                                         "{",
                                                         "}",
                                                         "$_",
                                                         "$",
                                                         "env:",
                                                         "executioncontext",
                                                         "(",
                                                         ")",
                                                         "'",
                                                         "\"",
                                                         "gcm ",
                                                         "whoami",
                                                         " ",
                                                         "invoke",
                                                         "expression",
                                                         "_",
                                                         "1",
                                                         "ls",
                                                         "get-command ",
                                                         "certutil",
                                                         "aaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                                                         "localuser"};
  if (size > 0) {
    CheckWord(errwatch::plain::Woven(data + 1, size - 1, fragments));
    CheckPowerShell(errwatch::plain::Lower(errwatch::plain::Woven(data + 1, size - 1, of_power)));
  }
  errwatch::AskBuilt(errwatch::HasWindowsShell, errwatch::kWindowsShellMarks, FuzzBytes(data, size),
                     CommandLine, Sentence);
  return 0;
}
