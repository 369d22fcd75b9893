#include <cppunit/extensions/HelperMacros.h>
#include <sys/stat.h>

#include "cli/doctor/machine.h"
#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

class LookAtMachineTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LookAtMachineTest);
  CPPUNIT_TEST(LooksAtAConfiguration);
  CPPUNIT_TEST(LooksAtWhatErrwatchShareIsToldToShare);
  CPPUNIT_TEST(LooksAtWhereEventsGo);
  CPPUNIT_TEST(LooksAtWhoMayWrite);
  CPPUNIT_TEST_SUITE_END();

 public:
  void LooksAtAConfiguration() {
    const Machine machine = LookAt(
        "LoadModule errwatch_module modules/mod_errwatch.so\nErrWatchEngine On\n"
        "RemoteIPHeader X-Forwarded-For\nErrWatchTrustedProxy 192.0.2.1\n"
        "<VirtualHost *:80>\nServerName shop\nErrWatchEngine Off\n</VirtualHost>\n");
    CPPUNIT_ASSERT(machine.loads_module && machine.names_clients && machine.trusts_proxies);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, machine.modes.size());
    CPPUNIT_ASSERT(machine.modes[0].engine == Engine::kOn && machine.modes[1].engine == Engine::kOff);
    CPPUNIT_ASSERT_EQUAL(std::string("shop"), machine.modes[1].name);
    CPPUNIT_ASSERT(!machine.findings.empty());  // it has no rules
    CPPUNIT_ASSERT_EQUAL(files_.Path("no.state"), machine.state.path);
    CPPUNIT_ASSERT(machine.state.error_kind == ErrorKind::kMissing && !machine.state.live);
    CPPUNIT_ASSERT(!LookAt("ErrWatchEngine On\n").loads_module);
    CPPUNIT_ASSERT(LookAt("ErrWatchLimit x\n").config_error.find(":1: ") != std::string::npos);
  }

  void LooksAtWhatErrwatchShareIsToldToShare() {
    CPPUNIT_ASSERT_EQUAL(std::string("shop"), LookAt("ErrWatchShare group=shop\n").group);
    CPPUNIT_ASSERT_EQUAL(std::string(), LookAt("").group);
    const std::pair<const char*, const char*> files[] = {
        {"# group = \"shop\"\n[redis]\n", ""},
        {"host = \"web1\"\n group=\"shop\"  # the shop\n", "shop"},
        {"group = 'shop'\n", "shop"},
        {"[redis]\ngroup = \"shop\"\n", ""},
        {"group = \"shop", ""},
        {"group = shop", ""}};
    for (const auto& [text, group] : files) {
      files_.Write("share.toml", text);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string(group), LookAt("").share_file_group);
    }
  }

  void LooksAtWhereEventsGo() {
    const std::string good = files_.Path("events.json");
    CPPUNIT_ASSERT_EQUAL(std::string(), Events("ErrWatchEventLog " + good).problem);
    CPPUNIT_ASSERT_EQUAL(good, Events("ErrWatchEventLog " + good).target);
    CPPUNIT_ASSERT(!Events("ErrWatchEventLog " + files_.Path("missing/events.json")).problem.empty());
    CPPUNIT_ASSERT(!Events("ErrWatchEventLog \"|" + files_.Path("no-program") + " -x\"").problem.empty());
    CPPUNIT_ASSERT_EQUAL(std::string(), Events("ErrWatchEventLog \"|/bin/sh -c cat\"").problem);
    CPPUNIT_ASSERT(Events("ErrWatchEventLog ${NO_SUCH_VARIABLE_HERE}/e.json").unknown);
    CPPUNIT_ASSERT(LookAt("").events.empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2},
                         LookAt("ErrWatchEventLog syslog\nErrWatchEventLog " + good + "\n").events.size());
  }

  void LooksAtWhoMayWrite() {
    const std::string rules = files_.Write("our.conf", "ErrWatchRule 900001 xss \"script\"\n");
    const std::string line = "Include " + rules + "\n";
    CPPUNIT_ASSERT(LookAt(line).writable.empty());
    CPPUNIT_ASSERT_EQUAL(0, ::chmod(rules.c_str(), 0666));
    const std::vector<std::string> found = LookAt(line).writable;
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.size());
    CPPUNIT_ASSERT_EQUAL(rules, found[0]);
    CPPUNIT_ASSERT_EQUAL(0, ::chmod(rules.c_str(), 0600));
    CPPUNIT_ASSERT_EQUAL(0, ::chmod(files_.path().c_str(), 0777));  // whoever may write there replaces it
    const std::vector<std::string> directory = LookAt(line).writable;
    CPPUNIT_ASSERT_EQUAL(0, ::chmod(files_.path().c_str(), 0700));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, directory.size());
  }

 private:
  Machine LookAt(const std::string& configuration) {
    DoctorOptions options;
    options.live = {files_.Path("no.state"), files_.Write("httpd.conf", configuration)};
    options.share_file = files_.Path("share.toml");
    return LookAtMachine(options).value();
  }
  EventLogFacts Events(const std::string& line) { return LookAt(line + "\n").events.at(0); }

  FewRules few_rules_;
  TemporaryDirectory files_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(LookAtMachineTest);

}  // namespace
}  // namespace errwatch::cli
