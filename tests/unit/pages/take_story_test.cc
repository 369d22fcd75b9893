#include "pages/take_story.h"

#include <cppunit/extensions/HelperMacros.h>

#include "pages/take_client.h"
#include "store/end_of_block.h"
#include "unit/pages/snapshot_fixture.h"

namespace errwatch::store {
namespace {

class TakeStoryTest : public SnapshotFixture {
  CPPUNIT_TEST_SUITE(TakeStoryTest);
  CPPUNIT_TEST(ShowsWhatWasTold);
  CPPUNIT_TEST(DenialsStandBeforeTheEndOfTheirBlock);
  CPPUNIT_TEST(EachScopeHasItsOwn);
  CPPUNIT_TEST(NobodyElseHasOne);
  CPPUNIT_TEST(IncidentsAreToldOnce);
  CPPUNIT_TEST(WhatIsAlikeIsToldApart);
  CPPUNIT_TEST(EntriesOfTheLogAreNeverLeftOut);
  CPPUNIT_TEST(WithinATickTheOrderIsTheServers);
  CPPUNIT_TEST(ASnapshotOfOneClientHasNoOthers);
  CPPUNIT_TEST_SUITE_END();

  static constexpr const char* kClient = "203.0.113.7";
  static ClientAddress Address() { return *ClientAddress::Parse(kClient); }

  void Tell(StoryEvent event, Tick time) {
    event.time = time;
    segment_->stories().Tell(Key(kClient).fingerprint, event);
  }
  static StoryEvent Attack() {
    StoryEvent event;
    event.category = Category::kSqlInjection;
    event.limit = TagOf(Category::kSqlInjection);
    event.rule = 2101;
    event.cost = 5;
    event.level = event.poured = 5 * kQuantaPerUnit;
    event.any_level = 352;
    event.capacity = 10;
    event.log_id = 128;
    event.status = 200;
    event.flags = kStoryAnswered | kStoryForeign;
    event.joined = AnomalyKind::kFlood;
    event.method = "GET";
    event.vhost = "www.example.org";
    event.uri = "/?id=1'";
    return event;
  }
  StoryRows Only() {
    const auto stories = TakeStories(*segment_, Address(), [](uint32_t) { return std::string("rule"); });
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, stories.size());
    return stories[0];
  }
  IncidentRow Incident(IncidentKind kind, Tick time, uint32_t rule) {
    IncidentRow row;
    row.kind = kind;
    row.time = time;
    row.rule = rule;
    row.client = {Address(), {}};
    row.scope = "server";
    row.message = "words";
    return row;
  }

 public:
  void ShowsWhatWasTold() {
    Tell(Attack(), Later(1));
    const StoryRows story = Only();
    CPPUNIT_ASSERT(story.client.ToString() == kClient && story.scope == "server" && story.forgotten == 0);
    const StoryRow& row = story.rows.at(0);
    CPPUNIT_ASSERT(row.time == Later(1) && row.kind == StoryKind::kEntry && row.category == "sql_injection");
    CPPUNIT_ASSERT(row.rule == 2101 && row.rule_name == "rule" && row.ah == "AH00128" && row.cost == 5);
    CPPUNIT_ASSERT(row.poured == 5 && row.score == 5 && row.any_score == 5.5 && row.capacity == 10);
    CPPUNIT_ASSERT(row.limit == "sql_injection" && row.status == 200 && row.answered && row.foreign);
    CPPUNIT_ASSERT(!row.crawl && !row.widespread && !row.foreign_only);
    CPPUNIT_ASSERT(row.joined == AnomalyKind::kFlood);
    CPPUNIT_ASSERT(row.method == "GET" && row.vhost == "www.example.org" && row.uri == "/?id=1'");
    CPPUNIT_ASSERT(row.IsAttack() && row.Succeeded() && story.Attacks() == 1 && story.Successes() == 1);
    for (int i = 0; i < 20; ++i) Tell(Attack(), Later(2));
    CPPUNIT_ASSERT_EQUAL(uint64_t{5}, Only().forgotten);
  }

  void DenialsStandBeforeTheEndOfTheirBlock() {
    Tell(StoryOfBlock(StoryKind::kBlock, Later(600), Later(1)), Later(1));
    segment_->stories().CountDenial(Key(kClient).fingerprint, Later(5));
    segment_->stories().CountDenial(Key(kClient).fingerprint, Later(9));
    StoryRows story = Only();
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, story.rows.size());
    CPPUNIT_ASSERT(story.rows[1].kind == StoryKind::kDenied && story.rows[1].count == 2);
    CPPUNIT_ASSERT(story.rows[1].time == Later(5) && story.rows[1].last == Later(9));
    Tell(StoryOfBlock(StoryKind::kUnblocked, Tick(), Later(60)), Later(60));
    story = Only();
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, story.rows.size());
    CPPUNIT_ASSERT(story.rows[1].kind == StoryKind::kDenied && story.rows[1].count == 2);
    CPPUNIT_ASSERT(story.rows[2].kind == StoryKind::kUnblocked && story.rows[2].count == 0);
  }

  void EachScopeHasItsOwn() {
    segment_->RegisterScope("shop");
    Tell(Attack(), Later(1));
    const ClientKey shop = segment_->clients().KeyOf(Address(), ScopeHash("shop"));
    segment_->stories().Tell(shop.fingerprint, Attack());
    const auto stories = TakeStories(*segment_, Address(), nullptr);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, stories.size());
    CPPUNIT_ASSERT(stories[0].scope == "server" && stories[1].scope == "shop");
    CPPUNIT_ASSERT(stories[0].rows[0].rule_name.empty());
  }

  void NobodyElseHasOne() {
    Tell(Attack(), Later(1));
    CPPUNIT_ASSERT(TakeStories(*segment_, *ClientAddress::Parse("203.0.113.8"), nullptr).empty());
  }

  void IncidentsAreToldOnce() {
    StoryEvent block = StoryOfBlock(StoryKind::kBlock, Later(600), Later(1));
    block.rule = 2101;
    Tell(Attack(), Later(1));
    Tell(block, Later(1));
    StoryRows story = Only();
    IncidentRow same = Incident(IncidentKind::kBlock, Later(1), 2101);
    same.uri = "/a/longer/address";
    IncidentRow entry = Incident(IncidentKind::kEntry, Later(1), 2101);
    entry.uri = "/?id=1'";
    AddIncidents({same, Incident(IncidentKind::kTakeover, Later(3), 0), entry,
                  Incident(IncidentKind::kEntry, Later(2), 7)},
                 story);
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, story.rows.size());
    CPPUNIT_ASSERT(story.rows[0].uri == "/?id=1'" && story.rows[0].message == "words");
    CPPUNIT_ASSERT(story.rows[1].uri == "/a/longer/address" && story.rows[1].until == Later(600));
    CPPUNIT_ASSERT(story.rows[2].kind == StoryKind::kTakeover);
    AddIncidents({same}, story);
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, story.rows.size());
  }

  // All within one tick.
  void WhatIsAlikeIsToldApart() {
    StoryEvent first = Attack(), second = Attack();
    first.uri = "/one";
    second.uri = "/two/begin...end";
    Tell(first, Later(1));
    Tell(second, Later(1));
    StoryRows story = Only();
    std::vector<IncidentRow> events;
    for (const char* uri :
         {"/two/begin, and what stands in between, end", "/one", "/three", "/four/begin...end"}) {
      events.push_back(Incident(IncidentKind::kEntry, Later(1), 2101));
      events.back().uri = uri;
      events.back().poured = 1;
    }
    events.push_back(Incident(IncidentKind::kBlock, Later(1), 2101));
    events.push_back(Incident(IncidentKind::kExpired, Later(1), 0));
    AddEvents(events, story);
    std::string order;
    for (const StoryRow& row : story.rows)
      order += row.kind == StoryKind::kEntry ? row.uri + " " : std::string(Info(row.kind).name) + " ";
    CPPUNIT_ASSERT_EQUAL(std::string("/one /two/begin, and what stands in between, end /three "
                                     "/four/begin...end block expired "),
                         order);
    // The same again is the same, and whatever memory does not have is told.
    AddEvents(events, story);
    CPPUNIT_ASSERT_EQUAL(std::size_t{6}, story.rows.size());
    events.resize(1);
    events[0].uri = "/one";
    events[0].time = Later(2);
    AddEvents(events, story);
    CPPUNIT_ASSERT_EQUAL(std::size_t{7}, story.rows.size());
  }

  void EntriesOfTheLogAreNeverLeftOut() {
    Tell(Attack(), Later(100));
    StoryRows story = Only();
    IncidentRow older = Incident(IncidentKind::kEntry, Later(10), 2102);
    older.score = 4;
    older.poured = 2.5;
    IncidentRow nothing = older;
    nothing.time = Later(11);
    nothing.poured = 0;
    IncidentRow later = older;
    later.time = Later(110);
    AddIncidents({later, nothing, older}, story);
    // Also what came later, and was in memory until httpd crashed, or is in that of another server.
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, story.rows.size());
    CPPUNIT_ASSERT(story.rows[0].rule == 2102 && story.rows[0].cost == 4 && story.rows[0].poured == 2.5);
    CPPUNIT_ASSERT(story.rows[0].score == 0 && story.rows[1].rule == 2101);
    CPPUNIT_ASSERT(story.rows[2].time == Later(110));

    // Without anything in memory the log tells all.
    StoryRows alone;
    alone.scope = "server";
    AddIncidents({later, older, nothing}, alone);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, alone.rows.size());
    CPPUNIT_ASSERT(alone.rows[0].time == Later(10));
  }

  void WithinATickTheOrderIsTheServers() {
    StoryEvent block = StoryOfBlock(StoryKind::kBlock, Later(600), Later(1));
    block.rule = 2101;
    for (const char* uri : {"/one", "/two", "", "/four"}) {
      StoryEvent event = Attack();
      event.uri = uri;
      Tell(*uri == '\0' ? block : event, Later(1));
    }
    StoryRows story = Only();
    const auto order = [&story] {
      std::string all;
      for (const StoryRow& row : story.rows)
        all += (row.kind == StoryKind::kEntry ? row.uri : std::string(Info(row.kind).name)) + " ";
      return all;
    };
    CPPUNIT_ASSERT_EQUAL(std::string("/one /two block /four "), order());
    // The ring has the newest first.
    IncidentRow takeover = Incident(IncidentKind::kTakeover, Later(1), 0);
    IncidentRow same = Incident(IncidentKind::kBlock, Later(1), 2101);
    IncidentRow crawler = Incident(IncidentKind::kFalseCrawler, Later(1), 0);
    takeover.number = 9;
    same.number = 7;
    crawler.number = 5;
    AddIncidents({takeover, same, crawler}, story);
    CPPUNIT_ASSERT_EQUAL(std::string("/one false_crawler /two block takeover /four "), order());
    // Of another server, about whose order nothing is known.
    IncidentRow entry = Incident(IncidentKind::kEntry, Later(1), 2101);
    entry.uri = "/elsewhere";
    entry.poured = 5;
    AddEvents({entry}, story);
    CPPUNIT_ASSERT_EQUAL(std::string("/one false_crawler /two block takeover /four /elsewhere "), order());
  }

  void ASnapshotOfOneClientHasNoOthers() {
    Pour(kClient, Category::kXss, 2, Later(1));
    Pour("203.0.113.8", Category::kXss, 3, Later(1));
    Tell(Attack(), Later(1));
    segment_->incidents().Append(EndOfBlock(Key(kClient).address, scope_, BlockWord{}, Later(2)));
    segment_->incidents().Append(EndOfBlock(Key("203.0.113.8").address, scope_, BlockWord{}, Later(2)));
    SnapshotOptions options;
    CPPUNIT_ASSERT(Take(options, Later(3)).stories.empty());
    const Snapshot snapshot = TakeClientSnapshot(*segment_, Address(), DefaultLimits(), options, Later(3));
    CPPUNIT_ASSERT(snapshot.clients.size() == 1 && snapshot.clients[0].address.ToString() == kClient);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, snapshot.incidents.size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, snapshot.stories.at(0).rows.size());
    CPPUNIT_ASSERT(snapshot.stories[0].rows[1].kind == StoryKind::kExpired);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TakeStoryTest);

}  // namespace
}  // namespace errwatch::store
