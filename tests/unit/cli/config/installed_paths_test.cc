#include "cli/config/installed_paths.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch::cli {
namespace {

class InstalledPathsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(InstalledPathsTest);
  CPPUNIT_TEST(EverythingIsNamed);
  CPPUNIT_TEST(AsHttpdResolvesIt);
  CPPUNIT_TEST_SUITE_END();

 public:
  void EverythingIsNamed() {
    for (const std::string_view path : {Installed().rules, Installed().state_file, Installed().httpd_conf})
      CPPUNIT_ASSERT_MESSAGE(std::string(path), path.starts_with('/') && path.size() > 1);
    CPPUNIT_ASSERT(!Installed().runtime_dir.empty());
  }

  void AsHttpdResolvesIt() {
    CPPUNIT_ASSERT_EQUAL(std::string("/srv/x.state"), StateFileOf("/srv/x.state", "/run/a", "/etc/httpd"));
    CPPUNIT_ASSERT_EQUAL(std::string("/run/a/x.state"), StateFileOf("x.state", "/run/a", "/etc/httpd"));
    CPPUNIT_ASSERT_EQUAL(std::string("/run/a/errwatch.state"), StateFileOf("", "/run/a", "/etc/httpd"));
    CPPUNIT_ASSERT_EQUAL(std::string("/etc/httpd/run/errwatch.state"), StateFileOf("", "run", "/etc/httpd"));
    // httpd's built-in runtime directory: below ServerRoot, unless httpd was built with one elsewhere
    const std::string built_in(Installed().runtime_dir);
    const std::string below = built_in.starts_with('/') ? built_in : "/opt/web/" + built_in;
    CPPUNIT_ASSERT_EQUAL(below + "/errwatch.state", StateFileOf("", "", "/opt/web"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(InstalledPathsTest);

}  // namespace
}  // namespace errwatch::cli
