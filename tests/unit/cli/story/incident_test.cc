#include "cli/story/incident.h"

#include <cppunit/extensions/HelperMacros.h>

#include <nlohmann/json.hpp>

#include "base/time_text.h"
#include "unit/sample_snapshot.h"

namespace errwatch::cli {
namespace {

class IncidentTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(IncidentTest);
  CPPUNIT_TEST(TellsAllThatIsKnown);
  CPPUNIT_TEST(TellsWhatMemoryAloneHas);
  CPPUNIT_TEST(TextsSteerNoTerminal);
  CPPUNIT_TEST(IsJsonForPrograms);
  CPPUNIT_TEST_SUITE_END();

  IncidentFacts facts_ = Facts();

  static IncidentFacts Facts() {
    IncidentFacts facts;
    facts.number = "K7Q2-M9XD";
    facts.records = {SampleIncidents()[0]};
    facts.records[0].incident = facts.number;
    facts.records[0].request_log_id = "aSmXZ/k0AAE";
    facts.clients = {SampleClients()[0]};
    facts.unblock = "errwatch unblock 203.0.113.7";
    StoryRow row;
    row.time = SampleTime(-75);
    row.uri = "/story";
    facts.story = {row};
    return facts;
  }
  std::string Text() const { return IncidentText(facts_, SampleTime(), false); }
  void AssertSays(std::string_view part) const {
    CPPUNIT_ASSERT_MESSAGE(Text(), Text().find(part) != std::string::npos);
  }

  void TellsAllThatIsKnown() {
    for (const char* part :
         {"incident K7Q2-M9XD\n", "  client      203.0.113.7\n", "  what        blocked for 10m 00s, until ",
          "  why         sql_injection 10/10, strike 2\n", "  rule        2101 (UNION SELECT in the query)\n",
          "  request     GET /item.php?id=1'+UNION+SELECT+password+FROM+users-- on www.example.org, answered "
          "404\n",
          "  evidence    AH00128: File does not exist: ", "  log id      aSmXZ/k0AAE\n",
          "  sequence    812\n", "  now         blocked", "  let in by   errwatch unblock 203.0.113.7\n",
          "What it did\n", "/story"})
      AssertSays(part);
    CPPUNIT_ASSERT(Text().find("by incident") == std::string::npos);
    // Another block took its place.
    facts_.clients[0].incident = "H825-5ECQ";
    AssertSays(", by incident H825-5ECQ");
    // How it ended stands below how it began.
    facts_.records.push_back(SampleIncidents()[0]);
    facts_.records[1].kind = IncidentKind::kExpired;
    facts_.records[1].until = Tick();
    facts_.clients.clear();
    facts_.unblock.clear();
    AssertSays("  what        no longer blocked\n");
    AssertSays("nobody is kept out by it");
    CPPUNIT_ASSERT(Text().find("unblock") == std::string::npos);
  }

  void TellsWhatMemoryAloneHas() {
    facts_.records.clear();
    facts_.story.clear();
    AssertSays("  client      " + facts_.clients[0].address.ToString());
    AssertSays("  now         ");
  }

  void TextsSteerNoTerminal() {
    const std::string hostile = "\x1b]0;x\x07\r\n\xff\x7f";
    IncidentRow& row = facts_.records[0];
    for (std::string* text :
         {&row.uri, &row.method, &row.vhost, &row.message, &row.rule_name, &row.scope, &row.limit,
          &row.request_log_id, &row.unique_id, &facts_.number, &facts_.story[0].uri})
      *text = hostile;
    for (const char byte : Text()) CPPUNIT_ASSERT(byte == '\n' || (byte >= 0x20 && byte != 0x7f));
  }

  void IsJsonForPrograms() {
    const auto json = nlohmann::json::parse(IncidentJson(facts_));
    CPPUNIT_ASSERT_EQUAL(std::string("K7Q2-M9XD"), json["number"].get<std::string>());
    CPPUNIT_ASSERT(json["incidents"].size() == 1 && json["incidents"][0]["incident"] == "K7Q2-M9XD");
    CPPUNIT_ASSERT(json["clients"].size() == 1 && json["stories"][0]["rows"].size() == 1);
    CPPUNIT_ASSERT(json["unblock"] == facts_.unblock);
    facts_.unblock.clear();
    CPPUNIT_ASSERT(!nlohmann::json::parse(IncidentJson(facts_)).contains("unblock"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(IncidentTest);

}  // namespace
}  // namespace errwatch::cli
