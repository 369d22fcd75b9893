#include "cli/config/start_environment.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdlib>

#include "unit/temporary_directory.h"

namespace errwatch::cli {
namespace {

class StartEnvironmentTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(StartEnvironmentTest);
  CPPUNIT_TEST(PlainAssignments);
  CPPUNIT_TEST(GoIntoTheEnvironment);
  CPPUNIT_TEST_SUITE_END();

 public:
  void PlainAssignments() {
    const std::string text =
        "# envvars\nunset HOME\nif [ -n \"$X\" ]; then\n\tSUFFIX=\"-x\"\nfi\n"
        "export APACHE_RUN_USER=www-data\n: ${A:=/b}\nexport APACHE_RUN_DIR=/var/run/apache2$SUFFIX\n"
        "export APACHE_LOG_DIR=\"/var/log/apache2${SUFFIX}\"\nexport LANG\nexport B=$OTHER/x\nexport "
        "C=`date`\n"
        "export D='a b'\nexport E-F=1\n#export G=1\nexport H=last";
    std::string found;
    for (const auto& [name, value] : AssignmentsOf(text)) found += name + "=" + value + "\n";
    CPPUNIT_ASSERT_EQUAL(std::string("APACHE_RUN_USER=www-data\nAPACHE_RUN_DIR=/var/run/apache2\n"
                                     "APACHE_LOG_DIR=/var/log/apache2\nH=last\n"),
                         found);
    CPPUNIT_ASSERT(AssignmentsOf("").empty());
  }

  void GoIntoTheEnvironment() {
    files_.Write("envvars", "export ERRWATCH_TEST_NEW=new\nexport ERRWATCH_TEST_OLD=new\n");
    ::setenv("ERRWATCH_TEST_OLD", "old", 1);
    TakeOverEnvironment(files_.Path("apache2.conf"));
    CPPUNIT_ASSERT_EQUAL(std::string("new"), std::string(std::getenv("ERRWATCH_TEST_NEW")));
    CPPUNIT_ASSERT_EQUAL(std::string("old"), std::string(std::getenv("ERRWATCH_TEST_OLD")));
    ::unsetenv("ERRWATCH_TEST_NEW");
    ::unsetenv("ERRWATCH_TEST_OLD");
    TakeOverEnvironment(files_.Path("nowhere/apache2.conf"));
  }

 private:
  TemporaryDirectory files_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(StartEnvironmentTest);

}  // namespace
}  // namespace errwatch::cli
