#include "structure/program_razor.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class ProgramRazorTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ProgramRazorTest);
  CPPUNIT_TEST(Finds);
  CPPUNIT_TEST(FindsNothing);
  CPPUNIT_TEST_SUITE_END();

 public:
  // In lower case, as detectors get them.
  void Finds() {
    for (const std::string_view text :
         {R"x(@system.diagnostics.process.start("cmd.exe"))x",
          R"x(@system.io.file.readalltext("c:\web.config"))x", R"x(x @(system.environment.machinename))x",
          R"x(@{ system.diagnostics.process.start("x"); })x", R"x(@{ var p = process.start("cmd"); })x",
          R"x(@file.readalltext("x"))x", R"x(@assembly.load(x))x",
          R"x(@{ a(); file.writealltext("a","b"); })x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), HasRazor(text));
  }

  void FindsNothing() {
    for (const std::string_view text :
         {R"x(@model.title)x", R"x(@html.raw(model.text))x", R"x(@{ viewbag.title = "home"; })x",
          R"x(@(model.count + 1))x", R"x(@system please help)x", R"x(@system.io.file is a class)x",
          R"x(a@system.io.file.open(x))x", R"x(@using system.linq)x", R"x(@system.string.join(",", x))x",
          R"x(@datetime.now.year)x", R"x(@foreach (var x in model.items) { })x",
          R"x(mail @ process.start(x))x", R"x(@{)x", R"x(@()x", R"x(@)x", R"x(@{ var process = start(x); })x",
          R"x(@{ var x = myfile.readalltext("x"); })x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !HasRazor(text));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ProgramRazorTest);

}  // namespace
}  // namespace errwatch
