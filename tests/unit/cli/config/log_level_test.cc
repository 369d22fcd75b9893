#include "cli/config/log_level.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class LogLevelTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LogLevelTest);
  CPPUNIT_TEST(KnowsWhichModulesAreLoaded);
  CPPUNIT_TEST(WarnsOfModulesThatMayBeMissing);
  CPPUNIT_TEST_SUITE_END();

 public:
  void KnowsWhichModulesAreLoaded() {
    CPPUNIT_ASSERT(!LoadedModules({}));
    CPPUNIT_ASSERT(!LoadedModules({"errwatch"}));  // a part of a configuration: ours alone
    const auto shared_mpm = LoadedModules({"errwatch", "ssl", "mpm_event"});
    CPPUNIT_ASSERT(shared_mpm);
    for (const char* module : {"core", "http", "unixd", "ssl", "mpm_event"})
      CPPUNIT_ASSERT_MESSAGE(module, shared_mpm->contains(module));
    CPPUNIT_ASSERT(!shared_mpm->contains("proxy") && !shared_mpm->contains("mpm_worker"));
    CPPUNIT_ASSERT(LoadedModules({"ssl"})->contains("mpm_worker"));
  }

  void WarnsOfModulesThatMayBeMissing() {
    Coverage coverage;
    coverage.log_level = "LogLevel warn ssl:info";
    coverage.modules_known = true;
    CPPUNIT_ASSERT_EQUAL(std::string("LogLevel warn ssl:info would show it"), WouldShow(coverage));
    coverage.modules_known = false;
    CPPUNIT_ASSERT(WouldShow(coverage).ends_with("httpd refuses their names)"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LogLevelTest);

}  // namespace
}  // namespace errwatch
