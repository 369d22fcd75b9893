#include "cli/report_command.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

class ReportCommandTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ReportCommandTest);
  CPPUNIT_TEST(NeedsASource);
  CPPUNIT_TEST(MailOptionsNeedMail);
  CPPUNIT_TEST(Languages);
  CPPUNIT_TEST_SUITE_END();

 public:
  void NeedsASource() {
    const Ran ran = RunTool({"report"});
    CPPUNIT_ASSERT_EQUAL(2, ran.code);
    CPPUNIT_ASSERT_MESSAGE(ran.err, ran.err.find("--events") != std::string::npos);
  }

  void MailOptionsNeedMail() {
    CPPUNIT_ASSERT_EQUAL(2, RunTool({"report", "--mail-always", "x"}).code);
    CPPUNIT_ASSERT_EQUAL(2, RunTool({"report", "--sendmail", "/bin/true", "x"}).code);
  }

  void Languages() {
    const Ran wrong = RunTool({"report", "--lang", "jp", "x"});
    CPPUNIT_ASSERT_EQUAL(2, wrong.code);
    CPPUNIT_ASSERT_MESSAGE(wrong.err,
                           wrong.err.find("none of en, ja; did you mean ja?") != std::string::npos);
    const Ran help = RunTool({"report", "--help"});
    CPPUNIT_ASSERT_MESSAGE(help.out, help.out.find("--lang en|ja") != std::string::npos);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ReportCommandTest);

}  // namespace
}  // namespace errwatch::cli
