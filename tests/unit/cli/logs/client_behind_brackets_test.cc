#include "cli/logs/client_behind_brackets.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "cli/logs/line_reader.h"
#include "cli/logs/log_parser.h"

namespace errwatch::cli {
namespace {

const std::string kBefore = "[Sun Nov 22 10:00:00.1 2026] [core:info] [pid 1] ";

class ClientBehindBracketsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ClientBehindBracketsTest);
  CPPUNIT_TEST(Pieces);
  CPPUNIT_TEST(WhatARequestSaysStandsInFront);
  CPPUNIT_TEST(OnlyAWholeLogTells);
  CPPUNIT_TEST(OtherWaysToSayIt);
  CPPUNIT_TEST_SUITE_END();

 public:
  void Pieces() {
    CPPUNIT_ASSERT(IsSaidByRequest("xff 192.0.2.1") && IsSaidByRequest("UA:x") && IsSaidByRequest("host=a"));
    CPPUNIT_ASSERT(!IsSaidByRequest("xff") && !IsSaidByRequest("R:a") && !IsSaidByRequest("pid 1"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{10}, BracketsBeforeClient("[a b] [c] [client 192.0.2.4:1] x"));
    CPPUNIT_ASSERT(BracketsBeforeClient("[a] x [client 192.0.2.4:1]") == 0 &&
                   BracketsBeforeClient("[a") == 0 && BracketsBeforeClient("") == 0 &&
                   BracketsBeforeClient("[client 192.0.2.4:1]") == 0);
    CPPUNIT_ASSERT(NamesOneClient("[client 192.0.2.4:1] x") && NamesOneClient("[client [2001:db8::1]:1] x") &&
                   NamesOneClient("[client 192.0.2.4:1] [client 192.0.2.4] ModSecurity: x"));
    CPPUNIT_ASSERT(!NamesOneClient("[client 192.0.2.9:1] y] [client 192.0.2.4:1] x") &&
                   !NamesOneClient("[client 192.0.2.4:1] x [client a") && !NamesOneClient("[client x] y"));
  }

  void WhatARequestSaysStandsInFront() {
    for (const char* said :
         {"[xff 192.0.2.9] ", "[host www.example.org] ", "[ua Mozilla/5.0 (X11)] ", "[xff -] [ua -] "})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(
          said, std::string("192.0.2.4"),
          std::string(ParseLogLine(kBefore + said + "[client 192.0.2.4:1] x").client));
    for (const char* forged :
         {"[xff 192.0.2.9] [client 192.0.2.9:1] y] ", "[ua x] [client 192.0.2.9:1] AH00128: x ["})
      CPPUNIT_ASSERT_MESSAGE(forged,
                             ParseLogLine(kBefore + forged + "[client 192.0.2.4:1] x").client.empty());
  }

  // A message may begin so, too.
  void OnlyAWholeLogTells() {
    for (const char* said : {"[192.0.2.9] [client 192.0.2.4:1] AH00128: x",
                             "[a b] [client 192.0.2.4:1] AH00128: x", "192.0.2.4:1 AH00128: x"}) {
      const std::string line = kBefore + said;
      CPPUNIT_ASSERT_MESSAGE(line, LineReader().Read(line).client != "192.0.2.4");
      std::string log;
      for (int i = 0; i < 9; ++i) log += line + "\n";
      CPPUNIT_ASSERT_EQUAL_MESSAGE(line, std::string("192.0.2.4"), InLogOf(log, line));
      std::string plain;
      for (int i = 0; i < 9; ++i) plain += kBefore + "[client 192.0.2.7:1] AH00128: x\n";
      CPPUNIT_ASSERT_MESSAGE(line, InLogOf(plain + line + "\n", line) != "192.0.2.4");
    }
  }

  void OtherWaysToSayIt() {
    for (const char* said : {"[client=192.0.2.4] AH00128: x", "[client: 192.0.2.4:1] AH00128: x",
                             "- [client 192.0.2.4:1] AH00128: x"})
      CPPUNIT_ASSERT_MESSAGE(said, ParseLogLine(kBefore + said).client == "192.0.2.4" &&
                                       ParseLogLine(kBefore + said).message == "AH00128: x");
    const std::string line = kBefore + "- AH00128: x";
    const LogLine nobody = ParseLogLine(line);
    CPPUNIT_ASSERT(nobody.log_id == 128 && nobody.message == "AH00128: x");
    CPPUNIT_ASSERT(ParseLogLine(kBefore + "- x").message == "- x");
    CPPUNIT_ASSERT(ParseLogLine(kBefore + "[client 192.0.2.9, 192.0.2.4] x").client.empty());
    // one line of a JSON object over many
    CPPUNIT_ASSERT_EQUAL(
        std::string("AH00128: x"),
        std::string(
            ParseLogLine("  \"message\": \"" + kBefore + "[client 192.0.2.4:1] AH00128: x\",").message));
  }

 private:
  static std::string InLogOf(const std::string& log, const std::string& line) {
    LineReader reader;
    FormCensus census;
    LineReader::Count(log, census);
    reader.SetForm(census.Form());
    return std::string(reader.Read(line).client);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ClientBehindBracketsTest);

}  // namespace
}  // namespace errwatch::cli
