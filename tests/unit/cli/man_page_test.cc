#include "cli/man_page.h"

#include <cppunit/extensions/HelperMacros.h>

#include <CLI/CLI.hpp>
#include <set>
#include <sstream>
#include <string>

#include "base/version.h"
#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

class ManPageTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ManPageTest);
  CPPUNIT_TEST(TypedTextIsShownAsItIs);
  CPPUNIT_TEST(TextIsFilled);
  CPPUNIT_TEST(TellsAboutEachOption);
  CPPUNIT_TEST(LeavesOutWhatIsHidden);
  CPPUNIT_TEST(ThePageOfTheTool);
  CPPUNIT_TEST(SaysWhatHelpSays);
  CPPUNIT_TEST_SUITE_END();

 public:
  void TypedTextIsShownAsItIs() {
    CPPUNIT_ASSERT_EQUAL(std::string("\\-\\-help"), RoffTyped("--help"));
    CPPUNIT_ASSERT_EQUAL(std::string("a\\(rsb \\(aq\\(dq\\(ga\\(ha\\(ti"), RoffTyped("a\\b '\"`^~"));
    CPPUNIT_ASSERT_EQUAL(std::string("\\&.SH X"), RoffTyped(".SH X"));
    CPPUNIT_ASSERT_EQUAL(std::string("\\(aqbr"), RoffTyped("'br"));
  }

  void TextIsFilled() {
    CPPUNIT_ASSERT_EQUAL(std::string(), RoffText("  "));
    CPPUNIT_ASSERT_EQUAL(std::string("a b c\n"), RoffText(" a  b\nc "));
    std::string many;
    for (int i = 0; i < 100; ++i) many += "word .word ";
    std::istringstream lines(RoffText(many));
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count)
      CPPUNIT_ASSERT_MESSAGE(line, line.size() <= 80 && line.front() != '.' && line.back() != ' ');
    CPPUNIT_ASSERT(count > 10);
    // Never inside a word.
    CPPUNIT_ASSERT_EQUAL(std::string(200, 'x') + "\n", RoffText(std::string(200, 'x')));
  }

  void TellsAboutEachOption() {
    CLI::App app("Does things", "tool");
    CLI::App* command = app.add_subcommand("go", "Go there");
    std::string one = "here", file;
    std::vector<std::string> many;
    bool flag = false;
    CLI::Option* first =
        command->add_option("--from,-f", one, "Where from")->capture_default_str()->type_name("PLACE");
    command->add_option("--via", many, ".dotted place")
        ->type_name("PLACE")
        ->group("On the way")
        ->needs(first);
    command->add_flag("--fast", flag, "At once.")->excludes(first);
    command->add_option("target", file, "Where to")->required()->type_name("TARGET");
    const std::string page = ManPage(app);
    Contains(page, "\\fBerrwatch go\\fR [\\fIOPTION\\fR ...] \\fITARGET\\fR\n");
    Contains(page, "Go there.\n.TP\n\\fITARGET\\fR\nWhere to.\n");
    Contains(page, ".TP\n\\fB\\-f\\fR, \\fB\\-\\-from\\fR \\fIPLACE\\fR\nWhere from.\nDefault: here.\n");
    Contains(page, ".TP\n\\fB\\-\\-fast\\fR\nAt once.\nNot together with \\-\\-from.\n");
    Contains(page,
             ".PP\nOn the way:\n.TP\n\\fB\\-\\-via\\fR \\fIPLACE\\fR ...\n\\&.dotted place.\nNeeds "
             "\\-\\-from.\n");
    CPPUNIT_ASSERT_EQUAL(page.find("\\-\\-help\\fR\n"), page.rfind("\\-\\-help\\fR\n"));
  }

  void LeavesOutWhatIsHidden() {
    CLI::App app("Does things", "tool");
    bool flag = false;
    app.add_flag("--secret", flag, "Hush")->group("");
    app.add_subcommand("whisper", "Hush")->group("");
    const std::string page = ManPage(app);
    CPPUNIT_ASSERT(page.find("secret") == std::string::npos && page.find("whisper") == std::string::npos);
  }

  void ThePageOfTheTool() {
    const Ran ran = RunTool({"--man"});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, 0, ran.code);
    // The day is the version's, not the day of the build.
    Contains(ran.out, "\n.TH ERRWATCH 1 \"" + std::string(kVersionDate) + "\" \"errwatch " +
                          std::string(kVersion) + "\" \"mod_errwatch\"\n.SH NAME\n");
    for (const char* section : {"NAME\nerrwatch \\-\n", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "SUBCOMMANDS",
                                "INPUT", "EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES", "SEE ALSO"})
      Contains(ran.out, std::string(".SH ") + section);
    Contains(ran.out, "ERRWATCH_CONFIG");
    const std::set<std::string> known = {".\\\"", ".TH", ".SH", ".SS", ".TP", ".PP",
                                         ".br",   ".nf", ".fi", ".RS", ".RE", ".BR"};
    std::istringstream lines(ran.out);
    for (std::string line; std::getline(lines, line);) {
      CPPUNIT_ASSERT(!line.empty() && line.front() != '\'');
      if (line.front() == '.') CPPUNIT_ASSERT_MESSAGE(line, known.contains(line.substr(0, line.find(' '))));
    }
  }

  // Every subcommand and every long option of --help stands on the page.
  void SaysWhatHelpSays() {
    const std::string page = RunTool({"--man"}).out;
    for (const char* name :
         {"classify", "scan", "explain", "check", "status", "clients", "block", "unblock"}) {
      Contains(RunTool({"--help"}).out, std::string("\n  ") + name + " ");
      const std::size_t begin = page.find(".SS \"" + std::string(name) + "\"\n");
      CPPUNIT_ASSERT_MESSAGE(name, begin != std::string::npos);
      const std::string part = page.substr(begin, page.find("\n.S", begin) - begin);
      std::istringstream words(RunTool({name, "--help"}).out);
      for (std::string word; words >> word && word != "Examples:";) {
        const std::size_t dashes = word.find("--");
        if (dashes != std::string::npos && word != "-h,--help")
          Contains(part, RoffTyped(word.substr(dashes, word.find_first_of(",:;", dashes) - dashes)));
      }
    }
  }

 private:
  static void Contains(const std::string& text, const std::string& part) {
    CPPUNIT_ASSERT_MESSAGE(part + " in\n" + text, text.find(part) != std::string::npos);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ManPageTest);

}  // namespace
}  // namespace errwatch::cli
