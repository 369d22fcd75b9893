#include "cli/events/event_line.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "pages/render.h"
#include "unit/sample_snapshot.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kWhole = 4095;

IncidentRow Event(std::string_view line) {
  IncidentRow event;
  CPPUNIT_ASSERT(ReadEventLine(line, event) == EventLine::kEvent);
  return event;
}

EventLine KindOf(std::string_view line) {
  IncidentRow event;
  return ReadEventLine(line, event);
}

void AssertReadBack(const IncidentRow& written) {
  const IncidentRow read = Event(RenderEvent(written, kWhole));
  CPPUNIT_ASSERT(written.time == read.time && written.until == read.until);
  CPPUNIT_ASSERT(written.kind == read.kind && written.client == read.client);
  CPPUNIT_ASSERT_EQUAL(written.number, read.number);
  CPPUNIT_ASSERT_EQUAL(written.is_range, read.is_range);
  CPPUNIT_ASSERT_EQUAL(written.foreign_only, read.foreign_only);
  CPPUNIT_ASSERT(written.joined == read.joined);
  CPPUNIT_ASSERT_EQUAL(written.category, read.category);
  CPPUNIT_ASSERT_EQUAL(written.limit, read.limit);
  CPPUNIT_ASSERT_EQUAL(written.scope, read.scope);
  CPPUNIT_ASSERT_EQUAL(written.rule, read.rule);
  CPPUNIT_ASSERT_EQUAL(written.rule_name, read.rule_name);
  CPPUNIT_ASSERT_EQUAL(written.score, read.score);
  CPPUNIT_ASSERT_EQUAL(written.capacity, read.capacity);
  CPPUNIT_ASSERT_EQUAL(written.strikes, read.strikes);
  CPPUNIT_ASSERT_EQUAL(written.status, read.status);
  CPPUNIT_ASSERT_EQUAL(written.ah, read.ah);
  CPPUNIT_ASSERT_EQUAL(written.vhost, read.vhost);
  CPPUNIT_ASSERT_EQUAL(written.method, read.method);
  CPPUNIT_ASSERT_EQUAL(written.uri, read.uri);
  CPPUNIT_ASSERT_EQUAL(written.message, read.message);
  CPPUNIT_ASSERT(written.found == read.found);
  CPPUNIT_ASSERT_EQUAL(written.field, read.field);
  CPPUNIT_ASSERT_EQUAL(written.excerpt, read.excerpt);
  CPPUNIT_ASSERT_EQUAL(written.incident, read.incident);
  CPPUNIT_ASSERT_EQUAL(written.request_log_id, read.request_log_id);
  CPPUNIT_ASSERT_EQUAL(written.unique_id, read.unique_id);
}

class EventLineTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EventLineTest);
  CPPUNIT_TEST(IsReadAsItWasWritten);
  CPPUNIT_TEST(TellsAClientFromARange);
  CPPUNIT_TEST(ReadsWhatSyslogPutsInFront);
  CPPUNIT_TEST(ReadsWhatWasCut);
  CPPUNIT_TEST(IsOfTheModule);
  CPPUNIT_TEST(NeedsATimeAndAKind);
  CPPUNIT_TEST(WhatHasAnotherTypeIsNotThere);
  CPPUNIT_TEST(HoldsHostileTexts);
  CPPUNIT_TEST(IsNoLongerThanALineCanBe);
  CPPUNIT_TEST_SUITE_END();

 public:
  void IsReadAsItWasWritten() {
    for (IncidentRow incident : SampleIncidents()) {
      incident.found = Target::kBody;
      incident.field = "q";
      incident.excerpt = "1' UNION SELECT";
      incident.foreign_only = true;
      incident.joined = JoinedAttack{AnomalyKind::kScan, {Joiners::kBlock, 1}};
      incident.incident = "K7Q2-M9XD";
      incident.request_log_id = "aSmXZ/k0AAE";
      incident.unique_id = "Zz0gIawVAAIAAAAAAAAAAQAAAAA";
      AssertReadBack(incident);
    }
    for (uint8_t i = 0; i < kIncidentKindCount; ++i) {
      IncidentRow incident = SampleIncidents()[0];
      incident.kind = static_cast<IncidentKind>(i);
      if (incident.kind == IncidentKind::kRangeBlock) {
        incident.client = {*ClientAddress::Parse("203.0.113.0"), {24, 64}};
        incident.is_range = true;
      }
      AssertReadBack(incident);
    }
    IncidentRow entry = SampleIncidents()[0];
    entry.kind = IncidentKind::kEntry;
    entry.poured = 2.25;
    CPPUNIT_ASSERT_EQUAL(2.25, Event(RenderEvent(entry, kWhole)).poured);
  }

  void TellsAClientFromARange() {
    IncidentRow by_hand = SampleIncidents()[0];
    by_hand.kind = IncidentKind::kBlockedByHand;
    by_hand.client = {*ClientAddress::Parse("2001:db8::"), {32, 64}};
    CPPUNIT_ASSERT(!Event(RenderEvent(by_hand, kWhole)).is_range);
    by_hand.client = {*ClientAddress::Parse("2001:db8::"), {48, 48}};
    const IncidentRow range = Event(RenderEvent(by_hand, kWhole));
    CPPUNIT_ASSERT(range.is_range);
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::/48"), range.client.ToString());
    by_hand.kind = IncidentKind::kDetection;  // of a client, where ErrWatchPrefix makes it so wide
    CPPUNIT_ASSERT(!Event(RenderEvent(by_hand, kWhole)).is_range);
    for (const char* client : {"203.0.113.7/33", "203.0.113.7/0", "203.0.113.7/", "nobody", "2001:db8::/129"})
      CPPUNIT_ASSERT(Event(R"({"@timestamp":"2026-11-22T10:00:00.000Z","event":{"module":"errwatch",)"
                           R"("action":"block"},"errwatch":{"client":")" +
                           std::string(client) + R"("}})")
                         .client.empty());
  }

  void ReadsWhatSyslogPutsInFront() {
    const std::string line = RenderEvent(SampleIncidents()[0], kWhole);
    CPPUNIT_ASSERT_EQUAL(uint64_t{812}, Event("Nov 22 10:00:00 www apache2: " + line).number);
    CPPUNIT_ASSERT(KindOf(std::string(300, 'x') + line) == EventLine::kOther);
  }

  void ReadsWhatWasCut() {
    IncidentRow block = SampleIncidents()[0];
    block.message = std::string(3000, 'm');
    block.uri = std::string(3000, 'u');
    const IncidentRow read = Event(RenderEvent(block, 1200));
    CPPUNIT_ASSERT_EQUAL(block.rule, read.rule);
    CPPUNIT_ASSERT(read.message.empty() && read.uri.ends_with("..."));
  }

  void IsOfTheModule() {
    for (const char* line :
         {"", "{", "[]", "null", "12", "[Sun Nov 22 10:00:00 2026] [core:error] [client 192.0.2.1] no",
          R"({"@timestamp":"2026-11-22T10:00:00.000Z","event":{"module":"suricata","action":"block"}})",
          R"({"@timestamp":"2026-11-22T10:00:00.000Z","event":"errwatch"})",
          R"({"@timestamp":"2026-11-22T10:00:00.000Z","event":{"module":"errwatch","action":"bl)"})
      CPPUNIT_ASSERT_MESSAGE(line, KindOf(line) == EventLine::kOther);
    CPPUNIT_ASSERT(KindOf(R"({"@timestamp":"2026-11-22T10:00:00.000Z",)"
                          R"("event":{"module":"errwatch","action":"of_tomorrow"}})") ==
                   EventLine::kUnknownKind);
  }

  void NeedsATimeAndAKind() {
    const auto with_time = [](const std::string& time) {
      return KindOf(R"({"@timestamp":)" + time + R"(,"event":{"module":"errwatch","action":"block"}})");
    };
    CPPUNIT_ASSERT(with_time("\"2026-11-22T10:00:00.000Z\"") == EventLine::kEvent);
    for (const char* time : {"\"\"", "null", "7", "[]", "\"yesterday\"", "\"1970-01-01T00:00:00Z\""})
      CPPUNIT_ASSERT_MESSAGE(time, with_time(time) == EventLine::kOther);
    CPPUNIT_ASSERT(KindOf(R"({"@timestamp":"2026-11-22T10:00:00.000Z","event":{"module":"errwatch"}})") ==
                   EventLine::kOther);
  }

  void WhatHasAnotherTypeIsNotThere() {
    const IncidentRow event = Event(
        R"({"@timestamp":"2026-11-22T10:00:00.000Z","event":{"module":"errwatch","action":"entry",)"
        R"("sequence":-1,"code":3},"source":[],"rule":{"id":2101,"name":null},"url":"x","http":{"request":7,)"
        R"("response":{"status_code":70000}},"errwatch":{"category":[],"score":1.5,"capacity":4294967296,)"
        R"("poured":-2,"block_until":true,"strikes":"2","foreign_only":1,"evidence":{},"found":"body"}})");
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, event.number);
    CPPUNIT_ASSERT(event.rule == 0 && event.status == 0 && event.score == 0 && event.capacity == 0);
    CPPUNIT_ASSERT(event.strikes == 0 && !event.foreign_only && event.until == Tick() && event.poured == 0);
    CPPUNIT_ASSERT(event.client.empty() && !event.found && event.message.empty() && event.category.empty());
    CPPUNIT_ASSERT(Event(R"({"@timestamp":"2026-11-22T10:00:00.000Z",)"
                         R"("event":{"module":"errwatch","action":"entry"},"errwatch":7})")
                       .scope.empty());
  }

  void HoldsHostileTexts() {
    IncidentRow block = SampleIncidents()[0];
    block.uri = "/\x1b[2J\"}\n{\"event\":{\"action\":\"unblocked\"}}\x7f";
    const IncidentRow read = Event(RenderEvent(block, kWhole));
    CPPUNIT_ASSERT_EQUAL(block.uri, read.uri);
    CPPUNIT_ASSERT(read.kind == IncidentKind::kBlock);
  }

  void IsNoLongerThanALineCanBe() {
    const std::string line = RenderEvent(SampleIncidents()[0], kWhole);
    CPPUNIT_ASSERT(KindOf(line + std::string(kMostEventBytes - line.size(), ' ')) == EventLine::kEvent);
    CPPUNIT_ASSERT(KindOf(line + std::string(kMostEventBytes, ' ')) == EventLine::kOther);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(EventLineTest);

}  // namespace
}  // namespace errwatch::cli
