#include "cli/events/rotated_logs.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/temporary_directory.h"

namespace errwatch::cli {
namespace {

class RotatedLogsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RotatedLogsTest);
  CPPUNIT_TEST(RotatedFilesAreFound);
  CPPUNIT_TEST_SUITE_END();

  void RotatedFilesAreFound() {
    TemporaryDirectory files;
    for (const char* name : {"e.log", "e.log.1", "e.log.2.gz", "e.log-20261128", "e.logs", "f.log", "e"})
      files.Write(name, "");
    const std::vector<std::string> expected = {files.Path("e.log"), files.Path("e.log-20261128"),
                                               files.Path("e.log.1"), files.Path("e.log.2.gz")};
    CPPUNIT_ASSERT(expected == WithRotated(files.Path("e.log")));
    CPPUNIT_ASSERT(WithRotated("/no/such/directory/e.log").empty());
    const std::vector<std::string> both = WithRotated({files.Path("f.log"), files.Path("e.log")});
    CPPUNIT_ASSERT(both.size() == 1 + expected.size() && both[0] == files.Path("f.log"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RotatedLogsTest);

}  // namespace
}  // namespace errwatch::cli
