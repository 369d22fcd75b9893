// Every value that a few beginnings, openers, commands and arguments make: what the detector says of it is what
// its definition says.
#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

#include "fuzz/plain_shell_sentence.h"
#include "fuzz/plain_windows_sentence.h"
#include "structure/shell.h"
#include "structure/windows_shell.h"

namespace errwatch {
namespace {

class ShellSentencesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ShellSentencesTest);
  CPPUNIT_TEST(OfOneCommand);
  CPPUNIT_TEST(OfOneCommandOfWindows);
  CPPUNIT_TEST_SUITE_END();

 public:
  void OfOneCommand() {
    Check<plain::ShellJudge>(FindShell, Structure::kShell, plain::kShellCommands, plain::kShellArguments);
  }
  void OfOneCommandOfWindows() {
    Check<plain::WindowsJudge>(FindWindowsShell, Structure::kWindowsShell, plain::kWindowsCommands,
                               plain::kWindowsArguments);
  }

 private:
  template <typename Judge>
  static void Check(Finding (*find)(const Value& value) noexcept, Structure structure,
                    const std::vector<std::string>& commands, const std::vector<std::string>& arguments) {
    std::string wrong;
    std::size_t found = 0;
    std::size_t asked = 0;
    plain::ForEachSentence(commands, arguments, [&](const plain::ShellSentence& sentence) {
      const std::string text = sentence.Text();
      const Finding finding = find({text, text});
      plain::Agree(structure, finding == Finding::kRuns, Judge(sentence).Runs(), text, wrong);
      plain::Agree(Structure::kTypedShell, finding == Finding::kTyped, Judge(sentence).IsTypedCommand(), text,
                   wrong);
      found += finding == Finding::kRuns;
      ++asked;
    });
    CPPUNIT_ASSERT_EQUAL(std::string(), wrong);
    CPPUNIT_ASSERT(found > asked / 4 && found < asked * 3 / 4);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ShellSentencesTest);

}  // namespace
}  // namespace errwatch
