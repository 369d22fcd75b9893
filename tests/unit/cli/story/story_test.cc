#include "cli/story/story.h"

#include <cppunit/extensions/HelperMacros.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "pages/render.h"
#include "store/accounting.h"
#include "unit/sample_snapshot.h"
#include "unit/server_fixture.h"

namespace errwatch::cli {
namespace {

class StoryTest : public ServerFixture {
  CPPUNIT_TEST_SUITE(StoryTest);
  CPPUNIT_TEST(TellsFromMemory);
  CPPUNIT_TEST(BlocksByHandBelongToIt);
  CPPUNIT_TEST(ReadsWhatIsOlderFromTheEventLog);
  CPPUNIT_TEST(ReadsTheEventLogOfTheConfiguration);
  CPPUNIT_TEST(NeedsNoServerWhereFilesAreNamed);
  CPPUNIT_TEST(FindsClientsOfWhateverSize);
  CPPUNIT_TEST(SaysWhatCouldNotBeRead);
  CPPUNIT_TEST(BeginsWhereAskedFor);
  CPPUNIT_TEST(ARangeHasAStoryOfIncidents);
  CPPUNIT_TEST(RefusesWhatIsNoAddress);
  CPPUNIT_TEST(MergesByScope);
  CPPUNIT_TEST_SUITE_END();

 public:
  void TellsFromMemory() {
    Attack("192.0.2.4", 1);
    const int second = NewBeside(1);
    Attack("192.0.2.4", second);
    const Ran story = Story({"192.0.2.4"});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(story.err, 0, story.code);
    CPPUNIT_ASSERT(story.out.starts_with("192.0.2.4\n  succeeded: none of 2 entries that counted"));
    AssertHas(story.out, "of 2 the answer is not known");
    AssertHas(story.out, "blocked until ");
    AssertHas(story.out, "/" + std::to_string(second) + "/../etc/passwd");
    const auto json = nlohmann::json::parse(Story({"192.0.2.4", "--format", "json"}).out)["stories"];
    CPPUNIT_ASSERT(json.size() == 1 && json[0]["client"] == "192.0.2.4" && json[0]["attacks"] == 2);
    CPPUNIT_ASSERT(json[0]["rows"].size() == 3 && json[0]["rows"][0]["rule_name"] == "traversal");
    CPPUNIT_ASSERT(json[0]["rows"][2]["kind"] == "block");
    const Ran nobody = Story({"192.0.2.5"});
    CPPUNIT_ASSERT(nobody.code == 1 && nobody.out.empty());
    AssertHas(nobody.err, "\"192.0.2.5\" has no story");
  }

  void BlocksByHandBelongToIt() {
    CPPUNIT_ASSERT_EQUAL(0, RunTool({"block", "192.0.2.4", "--reason", "abuse", "-s", state_}).code);
    CPPUNIT_ASSERT_EQUAL(0, RunTool({"unblock", "192.0.2.4", "-s", state_}).code);
    const auto json = nlohmann::json::parse(Story({"192.0.2.4", "--format", "json"}).out)["stories"];
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, json[0]["rows"].size());
    CPPUNIT_ASSERT(json[0]["rows"][0]["kind"] == "blocked_by_hand" &&
                   json[0]["rows"][0]["message"] == "abuse");
    CPPUNIT_ASSERT(json[0]["rows"][1]["kind"] == "unblocked");
  }

  void ReadsWhatIsOlderFromTheEventLog() {
    Attack("203.0.113.7", 1);
    const std::string events = WriteEvents();
    const auto json = nlohmann::json::parse(
        Story({"203.0.113.7", "--format", "json", "--events", events, events}).out)["stories"];
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, json.size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, json[0]["rows"].size());
    CPPUNIT_ASSERT(json[0]["rows"][0]["kind"] == "entry" && json[0]["rows"][0]["poured"] == 5.0);
    CPPUNIT_ASSERT(json[0]["rows"][1]["kind"] == "block");
    CPPUNIT_ASSERT(json[0]["rows"][2]["uri"] == "/1/../etc/passwd");
  }

  void ReadsTheEventLogOfTheConfiguration() {
    const std::string config = files_.Write(
        "httpd.conf", std::string(kTestRules) + "ErrWatchEventLog " + files_.Path("events.json") + "\n");
    const Ran nothing = Story({"203.0.113.7", "--config", config});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(nothing.err, 1, nothing.code);
    CPPUNIT_ASSERT_MESSAGE(nothing.err, nothing.err.find("events.json") == std::string::npos);
    WriteEvents();
    const Ran story = Story({"203.0.113.7", "--config", config});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(story.err, 0, story.code);
    AssertHas(story.out, "/item.php");
  }

  void NeedsNoServerWhereFilesAreNamed() {
    const Ran story =
        RunTool({"story", "203.0.113.7", "-s", files_.Path("missing"), "--events", WriteEvents()});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(story.err, 0, story.code);
    AssertHas(story.out, "203.0.113.7\n");
    AssertHas(story.err, "missing");  // who names one wants to know
    // No server anywhere: one line.
    ::setenv("ERRWATCH_STATE_FILE", files_.Path("missing").c_str(), 1);
    const Ran alone = RunTool({"story", "203.0.113.7", "--events", WriteEvents()});
    ::unsetenv("ERRWATCH_STATE_FILE");
    CPPUNIT_ASSERT_EQUAL(0, alone.code);
    CPPUNIT_ASSERT_EQUAL(
        std::string("errwatch: told from the event log alone: there is no state file of a server\n"),
        alone.err);
    const Ran nothing = RunTool({"story", "203.0.113.7", "-s", files_.Path("missing")});
    CPPUNIT_ASSERT(nothing.code == 1 && nothing.err.find("has no story") == std::string::npos);
  }

  // As servers with another ErrWatchPrefix have written them.
  void FindsClientsOfWhateverSize() {
    const auto attacks = [&](const char* client, const std::string& asked) {
      IncidentRow event = SampleIncidents()[0];
      event.kind = IncidentKind::kEntry;
      event.client = {*ClientAddress::Parse(client), {20, 56}};
      event.poured = 5;
      const std::string file = files_.Write("events.json", RenderEvent(event, 4095) + "\n");
      ::setenv("ERRWATCH_STATE_FILE", files_.Path("missing").c_str(), 1);
      const Ran story = RunTool({"story", asked, "--format", "json", "--events", file});
      ::unsetenv("ERRWATCH_STATE_FILE");
      return story.code == 0 ? nlohmann::json::parse(story.out)["stories"][0]["attacks"].get<int>() : 0;
    };
    for (const char* asked : {"203.0.113.9", "203.0.113.0/24", "203.0.112.0/20", "203.0.113.9/28"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(asked, 1, attacks("203.0.112.0", asked));
    for (const char* asked : {"203.0.128.9", "203.0.0.0/16", "2001:db8:1::/56"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(asked, 0, attacks("203.0.112.0", asked));
    for (const char* asked : {"2001:db8:1:2::5", "2001:db8:1::/56", "2001:db8:1:3::/64"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(asked, 1, attacks("2001:db8:1::", asked));
    for (const char* asked : {"2001:db8:1:100::5", "2001:db8:1::/48"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(asked, 0, attacks("2001:db8:1::", asked));
  }

  void SaysWhatCouldNotBeRead() {
    Attack("192.0.2.4", 1);
    const Ran story = Story({"192.0.2.4", "--events", files_.Write("error.log", "[core:info] no\n"),
                             files_.Write("torn.json", "{\"torn\n" + EventLine(IncidentKind::kBlock, 0))});
    CPPUNIT_ASSERT_EQUAL(1, story.code);
    AssertHas(story.err, "is no event log of mod_errwatch");
    AssertHas(story.err, "is no event, and passed over");
    AssertHas(story.out, "/1/../etc/passwd");
  }

  void BeginsWhereAskedFor() {
    Attack("203.0.113.7", 1);
    const Ran recent = Story({"203.0.113.7", "--since", "1h", "--events", WriteEvents()});
    CPPUNIT_ASSERT(recent.code == 0 && recent.out.find("/item.php") == std::string::npos);
    const Ran none = Story({"203.0.113.7", "--since", "2060-01-01"});
    CPPUNIT_ASSERT(none.code == 1);
    AssertHas(none.err, "since then");
    const Ran wrong = Story({"203.0.113.7", "--since", "yesteday"});
    CPPUNIT_ASSERT(wrong.code == 2);
    AssertHas(wrong.err, "did you mean yesterday");
  }

  void ARangeHasAStoryOfIncidents() {
    CPPUNIT_ASSERT_EQUAL(0, RunTool({"block", "198.51.100.0/24", "-s", state_}).code);
    const Ran story = Story({"198.51.100.0/24"});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(story.err, 0, story.code);
    AssertHas(story.out, "198.51.100.0/24\n");
    AssertHas(story.out, "blocked by an administrator until");
    // It is in that of each client, too.
    AssertHas(Story({"198.51.100.4"}).out, "blocked by an administrator until");
  }

  void RefusesWhatIsNoAddress() {
    const Ran wrong = Story({"nobody"});
    CPPUNIT_ASSERT_EQUAL(2, wrong.code);
    AssertHas(wrong.err, "is no address");
    CPPUNIT_ASSERT_EQUAL(2, Story({"192.0.2.0/33"}).code);
  }

  void MergesByScope() {
    IncidentRow shop = SampleIncidents()[0];
    shop.scope = "shop";
    StoryRows known;
    known.scope = "server";
    known.rows = {StoryRowAt(SampleTime(10))};
    const auto merged = MergedStories({known}, {SampleIncidents()[0], shop}, {shop}, Tick());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, merged.size());
    CPPUNIT_ASSERT(merged[0].scope == "server" && merged[0].rows.size() == 2);
    CPPUNIT_ASSERT(merged[1].scope == "shop" && merged[1].rows.size() == 1);
    CPPUNIT_ASSERT(merged[1].client.ToString() == "203.0.113.7");
    CPPUNIT_ASSERT(MergedStories({known}, {shop}, {}, SampleTime(11)).empty());
    // Denials that go on count by the last of them.
    known.rows[0].last = SampleTime(20);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, MergedStories({known}, {}, {}, SampleTime(11)).size());
  }

 private:
  static StoryRow StoryRowAt(Tick time) {
    StoryRow row;
    row.kind = StoryKind::kDenied;
    row.time = time;
    return row;
  }
  static void AssertHas(const std::string& text, const std::string& part) {
    CPPUNIT_ASSERT_MESSAGE(part + "\nnot in\n" + text, text.find(part) != std::string::npos);
  }
  static std::string EventLine(IncidentKind kind, int64_t seconds) {
    IncidentRow event = SampleIncidents()[0];
    event.kind = kind;
    event.number += static_cast<uint64_t>(kind);
    event.time = SampleTime(seconds - 10'000'000);  // long ago, whatever the clock says
    event.poured = 5;
    return RenderEvent(event, 4095) + "\n";
  }
  std::string WriteEvents() {
    return files_.Write("events.json",
                        EventLine(IncidentKind::kEntry, 0) + EventLine(IncidentKind::kBlock, 1));
  }

  Ran Story(std::vector<std::string> words) {
    words.insert(words.begin(), "story");
    words.insert(words.begin() + 2, {"-s", state_});
    return RunTool(words);
  }
  // Of a class of targets of its own (model/known_targets.h), which differ from file to file: for another
  // client both together are a block.
  int NewBeside(int number) {
    for (int other = number + 1;; ++other) {
      CPPUNIT_ASSERT(other < number + 10);
      const std::string client = "198.51.100." + std::to_string(other);
      Attack(client, number);
      if (Attack(client, other).blocked) return other;
    }
  }
  store::Outcome Attack(const std::string& client, int number) {
    const std::string uri = "/" + std::to_string(number) + "/../etc/passwd";
    Entry entry;
    entry.method = "GET";
    entry.uri = uri;
    Classification what;
    what.category = Category::kPathTraversal;
    what.cost = 5;
    what.rule = what.rules[0] = 102;
    what.rule_count = 1;
    const store::Charge charge{&limits_, &policy_, store::ScopeHash("server")};
    return store::Account(file_->segment(), entry, what, *ClientAddress::Parse(client), charge, nullptr,
                          Now());
  }

  Limits limits_ = DefaultLimits();
  BlockPolicy policy_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(StoryTest);

}  // namespace
}  // namespace errwatch::cli
