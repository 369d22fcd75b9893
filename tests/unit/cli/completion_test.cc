#include "cli/completion.h"

#include <cppunit/extensions/HelperMacros.h>

#include <CLI/CLI.hpp>
#include <string>

namespace errwatch::cli {
namespace {

class CompletionTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CompletionTest);
  CPPUNIT_TEST(EachShellGetsWhatHelpShows);
  CPPUNIT_TEST(OthersGetNothing);
  CPPUNIT_TEST_SUITE_END();

  static void CheckHas(std::string_view shell, std::string_view part) {
    const std::string script = Script(shell);
    CPPUNIT_ASSERT_MESSAGE(std::string(part) + " in\n" + script, script.find(part) != std::string::npos);
  }

  static std::string Script(std::string_view shell) {
    CLI::App app("Does things", "tool");
    CLI::App* command = app.add_subcommand("go", "Go there: it's \\ far");
    std::string form, file, either;
    bool flag = false;
    command->add_option("--form,-f", form, "Its [form]")->type_name("text|json");
    command->add_option("--file", file, "Its file")->type_name("FILE");
    command->add_option("--either", either, "A name or a text")->type_name("one|two|TEXT");
    command->add_flag("--fast", flag, "At once");
    command->add_flag("--secret", flag, "Not shown")->group("");
    return CompletionFor(shell, app).value_or("nothing");
  }

 public:
  void EachShellGetsWhatHelpShows() {
    CheckHas("bash", "go:-f|go:--form) words='text json' ;;");
    CheckHas("bash", "go:--file) return ;;");
    CheckHas("bash", "go:--either) words='one two' ;;");
    CheckHas("zsh", ":one|two|TEXT:(one two)'");
    CheckHas("fish", "-l either -x -a 'one two'");
    CheckHas("bash", "go) words='-h --help -f --form --file --either --fast' ;;");
    CheckHas("bash", "*) words='go -h --help' ;;");
    CheckHas("zsh", "'go:Go there\\: it'\\''s \\\\ far'");
    CheckHas("zsh", "'(-f --form)'{-f,--form}'[Its \\[form\\]]:text|json:(text json)'");
    CheckHas("zsh", "--file'[Its file]:FILE:_files'");
    CheckHas("fish", "-n __fish_use_subcommand -a go -d 'Go there: it'\\''s \\\\ far'");
    CheckHas("fish", "'__fish_seen_subcommand_from go' -s f -l form -x -a 'text json' -d 'Its [form]'");
    for (const char* shell : {"bash", "zsh", "fish"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(shell, std::string::npos, Script(shell).find("secret"));
  }

  void OthersGetNothing() { CPPUNIT_ASSERT_EQUAL(std::string("nothing"), Script("ksh")); }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CompletionTest);

}  // namespace
}  // namespace errwatch::cli
