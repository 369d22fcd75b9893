#include "cli/story/story_text.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdlib>
#include <ctime>

#include "unit/sample_snapshot.h"

namespace errwatch::cli {
namespace {

class StoryTextTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(StoryTextTest);
  CPPUNIT_TEST(SaysFirstWhetherAnySucceeded);
  CPPUNIT_TEST(SaysHowItStandsNow);
  CPPUNIT_TEST(TellsEachThing);
  CPPUNIT_TEST(NothingSteersTheTerminal);
  CPPUNIT_TEST_SUITE_END();

  static StoryRow Attack(uint16_t status, bool answered) {
    StoryRow row;
    row.time = SampleTime(-100);
    row.category = "sql_injection";
    row.limit = "sql_injection";
    row.rule = 2101;
    row.cost = 5;
    row.poured = 2.5;
    row.score = 7.5;
    row.capacity = 10;
    row.method = "GET";
    row.vhost = "www.example.org";
    row.uri = "/?id=1'";
    row.status = status;
    row.answered = answered;
    return row;
  }
  static StoryRow Of(StoryKind kind) {
    StoryRow row;
    row.kind = kind;
    row.time = SampleTime(-90);
    return row;
  }
  static std::string Text(std::vector<StoryRow> rows, const std::vector<ClientRow>& clients = {}) {
    return StoryText({{SampleClient("203.0.113.7"), "server", std::move(rows), 0}}, clients, SampleTime(),
                     false);
  }
  static void AssertHas(const std::string& text, const char* part) {
    CPPUNIT_ASSERT_MESSAGE(std::string(part) + "\nnot in\n" + text, text.find(part) != std::string::npos);
  }

 public:
  void SaysFirstWhetherAnySucceeded() {
    AssertHas(
        Text({Attack(200, true), Attack(404, true)}),
        "203.0.113.7\n  succeeded: 1 of 2 entries that counted may have (answered with 2xx): look at what "
        "that page returns\n");
    AssertHas(Text({Attack(200, true), Attack(200, true)}),
              "2 of 2 entries that counted may have (answered with 2xx): look at what those pages return\n");
    AssertHas(Text({Attack(404, true)}),
              "  succeeded: none of 1 entry that counted is known to have succeeded\n");
    AssertHas(Text({Attack(404, true), Attack(0, false)}), "succeeded; of 1 the answer is not known\n");
    AssertHas(Text({Of(StoryKind::kBlockedByHand)}), "  succeeded: nothing that it did counted\n");
    StoryRow leak = Attack(200, true);
    leak.category = "info_leak";
    AssertHas(Text({leak}), "1 of 1 entry that counted may have (answered with 2xx)");
    AssertHas(Text({leak}), "200 !");
    StoryRow guess = Attack(200, true);
    guess.category = "auth_failure";
    AssertHas(Text({guess}), "none of 1 entry that counted is known to have succeeded");
    StoryRow login = Of(StoryKind::kForgiven);
    login.count = 3;
    const std::string text = Text({login});
    AssertHas(text, "it logged in after failed attempts");
    AssertHas(text, "logged in: 3 failed attempts forgiven");
  }

  void SaysHowItStandsNow() {
    ClientRow denied = SampleClients()[0];
    AssertHas(Text({Of(StoryKind::kBlock)}, {denied}), "  now:       blocked until 2026-11-22 ");
    AssertHas(Text({Of(StoryKind::kBlock)}, {denied}), ", 1,207 requests denied so far\n");
    AssertHas(Text({Of(StoryKind::kExpired)}), "  now:       not blocked\n");
    AssertHas(Text({Attack(200, true)}), "  now:       not blocked, and never was in what is known\n");
    denied.scope = "shop";
    AssertHas(Text({Of(StoryKind::kExpired)}, {denied}), "  now:       not blocked\n");
  }

  void TellsEachThing() {
    StoryRow block = Of(StoryKind::kBlock);
    block.until = SampleTime(510);
    block.strikes = 2;
    block.limit = "sql_injection";
    block.foreign_only = true;
    StoryRow denials = Of(StoryKind::kDenied);
    denials.count = 12;
    denials.last = SampleTime(-10);
    StoryRow foreign = Attack(302, true);
    foreign.foreign = true;
    foreign.rule_name = "UNION SELECT in the query";
    foreign.uri = "/%E7%94%B0%e4%b8%ad?x=%E2%80%AE";
    const std::string text = Text({Attack(200, true), foreign, block, denials, Of(StoryKind::kUnblocked)});
    for (const char* part :
         {"2.5 of 5", "7.5/10", "200 !", "302 ", "2101 UNION SELECT in the query",
          "GET /\xE7\x94\xB0\xE4\xB8\xAD?x=%E2%80%AE at ", "GET /?id=1' at www.example.org",
          "blocked until 20", ", strike 2, only for requests that pages can cause",
          "12 requests denied, until 20", "let back in", "counted as what other sites' pages can cause",
          "time ("})
      AssertHas(text, part);
    const std::string forgotten =
        StoryText({{SampleClient("203.0.113.7"), "shop", {block}, 5}}, {}, SampleTime(), false);
    AssertHas(forgotten, "203.0.113.7 in scope shop\n");
    AssertHas(forgotten, "5 older records are no longer in memory");
  }

  void NothingSteersTheTerminal() {
    StoryRow row = Attack(200, true);
    for (std::string StoryRow::*text : {&StoryRow::category, &StoryRow::limit, &StoryRow::method,
                                        &StoryRow::vhost, &StoryRow::uri, &StoryRow::message})
      row.*text = "\x1b[2J\xE2\x80\xAE\n";
    StoryRow block = row;
    block.kind = StoryKind::kBlock;
    const std::string text =
        StoryText({{SampleClient("203.0.113.7"), "\x1b[2J", {row, block}, 0}}, {}, SampleTime(), false);
    CPPUNIT_ASSERT(text.find('\x1b') == std::string::npos && text.find("\xE2\x80\xAE") == std::string::npos);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(StoryTextTest);

}  // namespace
}  // namespace errwatch::cli
