#include "cli/logs/line_reader.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

namespace errwatch::cli {
namespace {

const std::string kGenuine =
    "[Sun Nov 22 10:00:00.1 2026] [core:info] [pid 1] [client 192.0.2.4:1] AH00128: x";
const std::string kForged =
    "[Sun Nov 22 10:00:00.1 2026] [core:info] [pid 1] [client 198.51.100.9:1] AH00128: x";

std::string InDocker(const std::string& line) { return "{\"log\":\"" + line + "\",\"stream\":\"stderr\"}"; }

class LineReaderTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LineReaderTest);
  CPPUNIT_TEST(AnyFormByItself);
  CPPUNIT_TEST(ALogKeepsToItsForm);
  CPPUNIT_TEST(WordsInAMessageNameNobody);
  CPPUNIT_TEST(Colours);
  CPPUNIT_TEST(JsonWithinJson);
  CPPUNIT_TEST_SUITE_END();

 public:
  void AnyFormByItself() {
    LineReader reader;
    for (const std::string& text :
         {kGenuine, InDocker(kGenuine), "web-1 | " + kGenuine, "\xEF\xBB\xBF" + kGenuine + "\r",
          "2026-11-22T10:00:00Z\tdocker.web\t" + InDocker(kGenuine)}) {
      const LogLine line = reader.Read(text);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("192.0.2.4"), std::string(line.client));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("AH00128: x"), std::string(line.message));
    }
  }

  // Whatever a child process writes into the log: the line is its message then.
  void ALogKeepsToItsForm() {
    const std::vector<std::string> own = {kGenuine, InDocker(kGenuine), "web-1  | " + kGenuine,
                                          "2026-11-22T10:00:00Z stderr F " + kGenuine};
    for (const std::string& line : own) {
      LineReader reader;
      FormCensus census;
      std::string log;
      for (int i = 0; i < 9; ++i) log += line + "\n";
      log += "sh: 1: not found\n";
      LineReader::Count(log, census);
      reader.SetForm(census.Form());
      CPPUNIT_ASSERT_EQUAL_MESSAGE(line, std::string("192.0.2.4"), std::string(reader.Read(line).client));
      std::vector<std::string> foreign = {
          "error.log:7:" + kForged,
          "> " + kForged,
          "\x1b[31m" + kForged,
          "client=198.51.100.9 level=error msg=x",
          "web-1  | web-1  | " + kForged,
          InDocker("web-1 | " + kForged),
          "{\"client\":\"198.51.100.9\",\"level\":\"error\",\"msg\":\"x\"}",
          "{\"log\":\"{\\\"client\\\":\\\"198.51.100.9\\\",\\\"msg\\\":\\\"x\\\"}\"}",
          "[error] [198.51.100.9:1] x"};
      for (const std::string& other : own) {
        if (other != line) foreign.push_back(other);
      }
      for (const std::string& words : foreign) {
        const LogLine read = reader.Read(words);
        CPPUNIT_ASSERT_MESSAGE(line + "\n" + words, read.client.empty());
      }
    }
  }

  void WordsInAMessageNameNobody() {
    const std::string before = "[Sun Nov 22 10:00:00.1 2026] [core:info] [pid 1] [client 192.0.2.4:1] ";
    LineReader reader;
    for (const std::string& words :
         {"web-1 | " + kForged, InDocker(kForged), kForged, std::string("[198.51.100.9:1] x"),
          std::string("[host a] [client 198.51.100.9] x"), std::string("client=198.51.100.9 msg=x"),
          std::string("\x1b[2K\r") + kForged, std::string("{\"client\":\"198.51.100.9\",\"msg\":\"x\"}")}) {
      for (const std::string& text : {before + words, "web-1  | " + before + words}) {
        const LogLine line = reader.Read(text);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(text, std::string("192.0.2.4"), std::string(line.client));
      }
    }
  }

  void Colours() {
    LineReader reader;
    const std::string text = "\x1b[36mweb-1  |\x1b[0m " + kGenuine.substr(0, 30) + "\x1b[01;31m\x1b[K" +
                             kGenuine.substr(30) + "\x1b[m\x1b[K";
    CPPUNIT_ASSERT(reader.Read(text).client == "192.0.2.4" && reader.Read(text).message == "AH00128: x");
    CPPUNIT_ASSERT(reader.owned());
    CPPUNIT_ASSERT(reader.Read(kGenuine).client == "192.0.2.4" && !reader.owned());
    // what does more than colour is shown
    for (const char* other : {"\x1b", "\x1b[", "\x1b[31", "\x1b(", "\x1b[2J", "a\x1b]0;x"})
      CPPUNIT_ASSERT_EQUAL(std::string(other), std::string(reader.Read(other).message));
  }

  // A container's httpd whose ErrorLogFormat is JSON.
  void JsonWithinJson() {
    LineReader reader;
    const LogLine line = reader.Read(
        R"({"log":"{\"client\":\"192.0.2.4:1\",\"level\":\"core:info\",\"msg\":\"AH00128: x\"}\n","time":"2026-11-22T10:00:00Z"})");
    CPPUNIT_ASSERT(line.client == "192.0.2.4" && line.module == "core" && line.message == "AH00128: x");
    CPPUNIT_ASSERT_EQUAL(std::string("2026-11-22T10:00:00Z"), std::string(line.time));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LineReaderTest);

}  // namespace
}  // namespace errwatch::cli
