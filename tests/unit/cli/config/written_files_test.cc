#include "cli/config/written_files.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class WrittenFilesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WrittenFilesTest);
  CPPUNIT_TEST(LinesThatNameAFile);
  CPPUNIT_TEST(LinesThatNameNone);
  CPPUNIT_TEST_SUITE_END();

 public:
  void LinesThatNameAFile() {
    const auto pid = WrittenBy("pidfile", "run/httpd.pid");
    CPPUNIT_ASSERT(pid && pid->named == "run/httpd.pid" && pid->what == "the PidFile" &&
                   pid->below_runtime_dir);
    const auto errors = WrittenBy("ErrorLog", "logs/error.log");
    CPPUNIT_ASSERT(errors && errors->what == "an ErrorLog" && !errors->below_runtime_dir);
    for (const char* directive : {"CustomLog", "TransferLog"})
      CPPUNIT_ASSERT(WrittenBy(directive, "/var/log/access.log")->what == "a CustomLog");
  }

  void LinesThatNameNone() {
    for (const char* directive : {"ErrorLog", "CustomLog", "TransferLog"})
      CPPUNIT_ASSERT(!WrittenBy(directive, "|/usr/bin/rotatelogs logs/x") && !WrittenBy(directive, ""));
    CPPUNIT_ASSERT(!WrittenBy("ErrorLog", "syslog:local7") && !WrittenBy("ErrorLogFormat", "x"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(WrittenFilesTest);

}  // namespace
}  // namespace errwatch
