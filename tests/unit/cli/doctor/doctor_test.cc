#include "cli/doctor/doctor.h"

#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>

#include "cli/output/exit_code.h"
#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

class DoctorTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DoctorTest);
  CPPUNIT_TEST(Text);
  CPPUNIT_TEST(Json);
  CPPUNIT_TEST(ExitStatus);
  CPPUNIT_TEST_SUITE_END();

 public:
  void Text() {
    const std::vector<Diagnosis> all = {{Verdict::kGood, "module", "httpd runs with it", ""},
                                        {Verdict::kFinding, "state", "bad\x1b[2J", "mend it"}};
    CPPUNIT_ASSERT_EQUAL(std::string("ok       module         httpd runs with it\n"
                                     "finding  state          bad\\x1b[2J\n"
                                     "                        -> mend it\n"
                                     "1 finding, 0 notes\n"),
                         DoctorText(all, false));
    CPPUNIT_ASSERT(DoctorText(all, true).find("\x1b[33mfinding") != std::string::npos);
  }

  void Json() {
    Machine machine;
    machine.config = "a.conf";
    machine.state.path = "b.state";
    const auto page = nlohmann::json::parse(DoctorJson(
        machine, {{Verdict::kFinding, "mode", "Off", "On"}, {Verdict::kNote, "clock", "free", ""}}));
    CPPUNIT_ASSERT_EQUAL(std::string("a.conf"), page["config"].get<std::string>());
    CPPUNIT_ASSERT_EQUAL(1, page["findings"].get<int>());
    CPPUNIT_ASSERT_EQUAL(1, page["notes"].get<int>());
    CPPUNIT_ASSERT_EQUAL(std::string("finding"), page["checks"][0]["verdict"].get<std::string>());
    CPPUNIT_ASSERT_EQUAL(std::string("On"), page["checks"][0]["advice"].get<std::string>());
  }

  void ExitStatus() {
    const Ran missing = RunTool({"doctor", "-c", files_.Path("no-such.conf")});
    CPPUNIT_ASSERT_EQUAL(int{kExitUsage}, missing.code);
    CPPUNIT_ASSERT_MESSAGE(missing.err, missing.err.find("no-such.conf") != std::string::npos);
    const Ran found = RunTool({"doctor", "-f", "json", "-s", files_.Path("no.state"), "-c",
                               files_.Write("empty.conf", "ServerName x\n")});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(found.out, int{kExitNothing}, found.code);
    CPPUNIT_ASSERT(nlohmann::json::parse(found.out)["findings"].get<int>() > 0);
  }

 private:
  FewRules few_rules_;
  TemporaryDirectory files_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(DoctorTest);

}  // namespace
}  // namespace errwatch::cli
