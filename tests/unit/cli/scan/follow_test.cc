#include "cli/scan/follow.h"

#include <cppunit/extensions/HelperMacros.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

// What is told while logs grow and are rotated, tests/integration/test_56_follow.py looks at.
class FollowTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FollowTest);
  CPPUNIT_TEST(WhatCannotBeFollowed);
  CPPUNIT_TEST(SumsUpWhenItIsEnded);
  CPPUNIT_TEST(WhatWasThereCountsHoweverSoonItIsEnded);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { ::setenv("TZ", "UTC", 1); }

  void WhatCannotBeFollowed() {
    const std::string log = files_.Write("log", "x\n");
    Refuses({"--format", "html", log}, "text or jsonl");
    Refuses({"--threads", "2", log}, "--threads");
    Refuses({log, "-"}, "standard input");
    Refuses({log, files_.Path("missing.gz")}, "missing.gz");
    Refuses({log, files_.Write("named-otherwise", "\x1f\x8b\x08 and so on")}, "named-otherwise");
    Refuses({log, files_.Path("missing.xz")}, "packed by its name");
    const std::string xz = files_.Write("x", std::string("\xFD\x37zXZ\0abc", 9));
    Refuses({xz}, xz + ": is packed by xz, which is not read here; give what \"xz -dc " + xz +
                      "\" writes as standard input, without --follow");
    Refuses({files_.Write("utf16", std::string("[\0T\0h\0\n\0", 8))}, "utf16: is UTF-16");
    Refuses({files_.path()}, "no regular file");
    const std::string pipe = files_.Path("pipe");
    CPPUNIT_ASSERT_EQUAL(0, ::mkfifo(pipe.c_str(), 0600));
    Refuses({pipe}, "no regular file");
    const Ran ran = RunTool({"scan", "-c", rules_, "--tail", log});
    CPPUNIT_ASSERT(ran.code == 2 && ran.err.find("--follow") != std::string::npos);
  }

  // Even when there was nothing.
  void SumsUpWhenItIsEnded() {
    const Ran ran = RunAndEnd({files_.Path("missing")});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.out, std::size_t{0}, ran.out.find("lines: "));
    CPPUNIT_ASSERT(ran.out.find("Not judged: no line") != std::string::npos);
  }

  void WhatWasThereCountsHoweverSoonItIsEnded() {
    std::string log;
    for (int i = 0; i < 5; ++i) log += LineAt(i, "auth_basic:error", "192.0.2.4", "AH01617: user eve");
    const Ran ran = RunAndEnd({files_.Write("log", log)});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(
        ran.out, std::size_t{0},
        ran.out.find(
            "2026-11-22 10:00:02 UTC  192.0.2.4        auth_failure 3/3  until 2026-11-22 10:10:02  rule "
            "103 wrong password  on lines 1, 2, 3: AH01617: user eve\n\nlines:                  5\n"));
  }

 private:
  Ran RunAndEnd(std::vector<std::string> logs) {
    struct sigaction ignored {
    }, before{};
    ignored.sa_handler = SIG_IGN;  // what comes too early, or too late
    ::sigaction(SIGTERM, &ignored, &before);
    std::atomic<bool> done{false};
    std::thread impatient([&] {
      while (!done) {
        ::kill(::getpid(), SIGTERM);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
    });
    logs.insert(logs.begin(), {"scan", "--follow", "-c", rules_});
    const Ran ran = RunTool(logs);
    done = true;
    impatient.join();
    ::sigaction(SIGTERM, &before, nullptr);
    CPPUNIT_ASSERT_EQUAL(0, ran.code);
    return ran;
  }

  void Refuses(std::vector<std::string> rest, const std::string& word) {
    std::vector<std::string> arguments = {"scan", "--follow", "-c", rules_};
    arguments.insert(arguments.end(), rest.begin(), rest.end());
    const Ran ran = RunTool(arguments);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(word, 2, ran.code);
    CPPUNIT_ASSERT_MESSAGE(ran.err, ran.err.find(word) != std::string::npos);
    CPPUNIT_ASSERT_EQUAL(std::string(), ran.out);
  }

  TemporaryDirectory files_;
  std::string rules_ = files_.Write("rules.conf", kTestRules);
};
CPPUNIT_TEST_SUITE_REGISTRATION(FollowTest);

}  // namespace
}  // namespace errwatch::cli
