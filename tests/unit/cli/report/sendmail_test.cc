#include "cli/report/sendmail.h"

#include <cppunit/extensions/HelperMacros.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "unit/report_fixture.h"

namespace errwatch::cli {
namespace {

class SendmailTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SendmailTest);
  CPPUNIT_TEST(HandsItOver);
  CPPUNIT_TEST(TellsOfFailures);
  CPPUNIT_TEST(FromTheCommandLine);
  CPPUNIT_TEST_SUITE_END();

  TemporaryDirectory files_;

  std::string Program(const std::string& script) {
    const std::string path = files_.Write("mailer", "#!/bin/sh\n" + script + "\n");
    ::chmod(path.c_str(), 0755);
    return path;
  }
  std::string Sent() {
    std::ifstream file(files_.Path("sent"));
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
  std::string Keeper() {
    return Program("echo \"$@\" > '" + files_.Path("sent") + "'; cat >> '" + files_.Path("sent") + "'");
  }

 public:
  void HandsItOver() {
    const std::string message(300'000, 'x');
    const Status sent = SendMail(Keeper(), message);
    CPPUNIT_ASSERT_MESSAGE(sent ? "" : sent.error(), sent.ok());
    CPPUNIT_ASSERT(Sent() == "-t -i\n" + message);
  }

  void TellsOfFailures() {
    CPPUNIT_ASSERT(Contains(SendMail(files_.Path("none"), "x").error(), "cannot run"));
    CPPUNIT_ASSERT(Contains(SendMail(Program("exit 3"), "x").error(), "exit status 3"));
    CPPUNIT_ASSERT(Contains(SendMail(Program("kill -9 $$"), "x").error(), "signal 9"));
    CPPUNIT_ASSERT(
        Contains(SendMail(Program("exec <&-"), std::string(300'000, 'x')).error(), "did not read all"));
    // It takes the message or not, and goes on for ever.
    for (const char* script : {"exec sleep 1000", "cat >/dev/null; exec sleep 1000"}) {
      const Status sent = SendMail(Program(script), std::string(300'000, 'x'), std::chrono::seconds(1));
      CPPUNIT_ASSERT_MESSAGE(sent.error(), Contains(sent.error(), "did not end within 1 s"));
    }
  }

  void FromTheCommandLine() {
    const FewRules rules;
    const std::string mailer = Keeper(), log = files_.Write("log", TraversalLog()),
                      quiet = files_.Write("quiet", "");
    const auto run = [&](std::vector<std::string> more) {
      std::vector<std::string> arguments = {"report",           "-q",         "--mail",
                                            "root@example.org", "--sendmail", mailer};
      arguments.insert(arguments.end(), more.begin(), more.end());
      return RunTool(arguments);
    };
    Ran ran = run({quiet});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, 0, ran.code);
    CPPUNIT_ASSERT_EQUAL(std::string(), Sent());
    CPPUNIT_ASSERT_EQUAL(0, run({"--mail-always", quiet}).code);
    CPPUNIT_ASSERT_MESSAGE(Sent(), Contains(Sent(), "Subject: errwatch: no incidents\n"));
    ran = run({log});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, 0, ran.code);
    CPPUNIT_ASSERT(ran.out.empty());
    CPPUNIT_ASSERT_MESSAGE(
        Sent(),
        Contains(Sent(), "To: root@example.org\nSubject: errwatch: incidents: 1, possible successes: 0\n"));
    CPPUNIT_ASSERT_EQUAL(
        1, RunTool({"report", "-q", "--mail", "root", "--sendmail", files_.Path("none"), log}).code);
    CPPUNIT_ASSERT_EQUAL(2, RunTool({"report", "-q", "--mail", "a b", log}).code);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SendmailTest);

}  // namespace
}  // namespace errwatch::cli
