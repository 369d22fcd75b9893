#include "cli/logs/same_file.h"

#include <cppunit/extensions/HelperMacros.h>

#include <filesystem>

#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

using Paths = std::vector<std::string>;

class SameFileTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SameFileTest);
  CPPUNIT_TEST(DifferentFilesStay);
  CPPUNIT_TEST(OneFileByAnyNameIsReadOnce);
  CPPUNIT_TEST(WhatIsNotThereGoesByItsName);
  CPPUNIT_TEST_SUITE_END();

 public:
  void DifferentFilesStay() {
    const Paths paths = {files_.Write("a.log", "x\n"), files_.Write("b.log", "x\n")};
    const NamedOnce once = NameOnce(paths);
    CPPUNIT_ASSERT(once.files == paths && once.notes.empty());
  }

  void OneFileByAnyNameIsReadOnce() {
    const std::string a = files_.Write("a.log", "x\n");
    const std::filesystem::path directory = std::filesystem::path(a).parent_path();
    const std::string link = (directory / "current").string();
    const std::string hard = (directory / "hard.log").string();
    std::filesystem::create_symlink(a, link);
    std::filesystem::create_hard_link(a, hard);
    const std::string dotted = (directory / "." / "a.log").string();
    const NamedOnce once = NameOnce({link, a, a, hard, dotted});
    CPPUNIT_ASSERT(once.files == Paths{link});
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, once.notes.size());
    CPPUNIT_ASSERT_EQUAL(a + " is " + link + " again: read once", once.notes[0]);
  }

  void WhatIsNotThereGoesByItsName() {
    const Paths paths = {"-",         "/nowhere/a.log", "-", "/nowhere/b.log", "/nowhere/a.log",
                         "/dev/null", "/dev/null"};
    CPPUNIT_ASSERT(NameOnce(paths).files == (Paths{"-", "/nowhere/a.log", "/nowhere/b.log", "/dev/null"}));
  }

 private:
  TemporaryDirectory files_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(SameFileTest);

}  // namespace
}  // namespace errwatch::cli
