#include "cli/manual.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>
#include <sstream>
#include <string>

#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

class ManualTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ManualTest);
  CPPUNIT_TEST(ExamplesUseWhatThereIs);
  CPPUNIT_TEST(HelpEndsWithExamples);
  CPPUNIT_TEST(SectionsSaySomething);
  CPPUNIT_TEST_SUITE_END();

 public:
  void ExamplesUseWhatThereIs() {
    for (const ManualExample& example : ManualExamples()) {
      const std::string name(example.subcommand), command(example.command);
      CPPUNIT_ASSERT_MESSAGE(command, command.find("errwatch " + name) != std::string::npos);
      const Ran help = RunTool({name, "--help"});
      CPPUNIT_ASSERT_EQUAL_MESSAGE(command, 0, help.code);
      const std::string options = help.out.substr(0, help.out.find("Examples:"));
      std::istringstream words(command);
      for (std::string word; words >> word;) {
        if (word.starts_with("--"))
          CPPUNIT_ASSERT_MESSAGE(command + ": " + word, options.find(word + " ") != std::string::npos);
      }
    }
  }

  void HelpEndsWithExamples() {
    for (const char* name :
         {"classify", "scan", "explain", "check", "status", "clients", "block", "unblock"}) {
      const std::string help = RunTool({name, "--help"}).out;
      CPPUNIT_ASSERT_MESSAGE(help, help.find("Examples:\n") != std::string::npos);
      CPPUNIT_ASSERT_MESSAGE(help, help.ends_with("see errwatch(1).\n"));
    }
    CPPUNIT_ASSERT(RunTool({"--help"}).out.find("Exit status: 0 done; 1 ") != std::string::npos);
  }

  void SectionsSaySomething() {
    std::set<std::string_view> titles;
    for (const ManualSection& section : ManualSections()) {
      CPPUNIT_ASSERT(titles.insert(section.title).second && !section.entries.empty());
      for (const ManualEntry& entry : section.entries)
        CPPUNIT_ASSERT(!entry.term.empty() && !entry.text.empty());
    }
    CPPUNIT_ASSERT(titles.contains("ENVIRONMENT") && titles.contains("FILES"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ManualTest);

}  // namespace
}  // namespace errwatch::cli
