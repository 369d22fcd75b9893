#include "cli/server/templates.h"

#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>

#include "unit/server_fixture.h"

namespace errwatch::cli {
namespace {

class TemplatesCommandTest : public ServerFixture {
  CPPUNIT_TEST_SUITE(TemplatesCommandTest);
  CPPUNIT_TEST(OfLogs);
  CPPUNIT_TEST(Formats);
  CPPUNIT_TEST(OfAServer);
  CPPUNIT_TEST(LiveAndLogAgree);
  CPPUNIT_TEST(WhatIsNoErrorLog);
  CPPUNIT_TEST(NothingSteersTheTerminal);
  CPPUNIT_TEST_SUITE_END();

  std::string Log() {
    return files_.Write(
        "error.log",
        LineAt(0, "core:info", "192.0.2.4", "AH00128: File does not exist: /srv/a") +
            LineAt(5, "core:error", "192.0.2.5",
                   "AH00128: File does not exist: /srv/b, referer: http://a.example/x") +
            LineAt(6, "php:notice", "192.0.2.5", "PHP Notice:  Undefined index: a in /srv/a.php on line 3") +
            LineAt(7, "php:notice", "", "PHP Notice:  Undefined index: b in /srv/b.php on line 4") +
            LineAt(9, "mpm_event:notice", "",
                   "AH00489: Apache/2.4.71 (Unix) configured -- resuming normal operations") +
            "words of a child process\n");
  }

 public:
  void OfLogs() {
    const Ran ran = RunTool({"templates", "-f", "json", Log(), Log()});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, 0, ran.code);
    const auto document = nlohmann::json::parse(ran.out);
    const auto& rows = document["templates"];
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, rows.size());
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, document["unlisted"].get<uint64_t>());
    const nlohmann::json missing = {{"template", "AH00128"},
                                    {"entries", 4},
                                    {"level", "error"},
                                    {"first", "2026-11-22T10:00:00.000Z"},
                                    {"last", "2026-11-22T10:00:05.000Z"},
                                    {"text", "AH00128: File does not exist: <*>"}};
    CPPUNIT_ASSERT_EQUAL(missing.dump(), rows[0].dump());
    CPPUNIT_ASSERT_EQUAL(std::string("PHP Notice: Undefined index: <*> in <*> on line <*>"),
                         rows[1]["text"].get<std::string>());
    CPPUNIT_ASSERT_EQUAL(4, rows[1]["entries"].get<int>());
  }

  void Formats() {
    const Ran text = RunTool({"templates", "--most", "2", Log()});
    CPPUNIT_ASSERT_MESSAGE(text.out, text.code == 0 && text.out.starts_with("entries  last (UTC)") &&
                                         text.out.find("2026-11-22 10:00:05  error") != std::string::npos &&
                                         text.out.find("AH00489") == std::string::npos &&
                                         text.out.ends_with("... 1 more; --most 0 lists all\n"));
    CPPUNIT_ASSERT(RunTool({"templates", "--most", "0", Log()}).out.find("AH00489") != std::string::npos);
    CPPUNIT_ASSERT(
        RunTool({"templates", "-f", "csv", Log()})
            .out.starts_with("template,entries,level,first,last,text\r\nAH00128,2,error,2026-11-22T"));
  }

  void OfAServer() {
    const Ran none = RunTool({"templates", "-s", state_});
    CPPUNIT_ASSERT(none.code == 1 && none.out.empty() &&
                   none.err.find("ErrWatchAnomalies") != std::string::npos);
    CPPUNIT_ASSERT_EQUAL(0, RunTool({"templates", "-s", state_, "-f", "json"}).code);
    Met(128, "AH00128: File does not exist: /srv/a", 2);
    const auto rows =
        nlohmann::json::parse(RunTool({"templates", "-s", state_, "-f", "json"}).out)["templates"];
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, rows.size());
    CPPUNIT_ASSERT_EQUAL(2, rows[0]["entries"].get<int>());
    CPPUNIT_ASSERT_EQUAL(std::string("AH00128: File does not exist: <*>"),
                         rows[0]["text"].get<std::string>());
  }

  // What the hook is given is the same message as the line of the log holds.
  void LiveAndLogAgree() {
    Met(0, "PHP Notice:  Undefined index: zz in /other.php on line 99", 1);
    const auto live =
        nlohmann::json::parse(RunTool({"templates", "-s", state_, "-f", "json"}).out)["templates"][0];
    const auto log = nlohmann::json::parse(RunTool({"templates", "-f", "json", Log()}).out)["templates"][1];
    CPPUNIT_ASSERT_EQUAL(log["template"].dump(), live["template"].dump());
    CPPUNIT_ASSERT_EQUAL(log["text"].dump(), live["text"].dump());
  }

  void WhatIsNoErrorLog() {
    const Ran access = RunTool({"templates", files_.Write("access.log", kAccessLog)});
    CPPUNIT_ASSERT(access.code == 1 && access.out.empty() &&
                   access.err.find("access log") != std::string::npos);
    const Ran words = RunTool({"templates", files_.Write("words", "a b\nc d\n")});
    CPPUNIT_ASSERT(words.code == 1 && words.out.empty() &&
                   words.err.find(kNoErrorLogText) != std::string::npos);
    const Ran both = RunTool({"templates", Log(), files_.Path("missing")});
    CPPUNIT_ASSERT(both.code == 1 && both.out.find("AH00128") != std::string::npos && !both.err.empty());
  }

  void NothingSteersTheTerminal() {
    const std::string log =
        files_.Write("hostile.log", LineAt(0, "core:info", "192.0.2.4", "open \x1b]0;x\x07 \xff failed") +
                                        LineAt(1, "core:info", "", "AH00128: \x1b[2J: /a"));
    for (const char* format : {"text", "json", "csv"}) {
      const Ran ran = RunTool({"templates", "-f", format, log});
      CPPUNIT_ASSERT_EQUAL(0, ran.code);
      for (const char c : ran.out) CPPUNIT_ASSERT(c == '\n' || c == '\r' || (c >= ' ' && c <= '~'));
    }
  }

 private:
  void Met(LogId log_id, std::string_view message, int times) {
    for (int i = 0; i < times; ++i)
      file_->segment().message_templates().Note(TemplateOf(log_id, message), log_id, message, Level::kNotice,
                                                Now());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TemplatesCommandTest);

}  // namespace
}  // namespace errwatch::cli
