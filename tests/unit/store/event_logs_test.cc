#include "store/event_logs.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <string>
#include <thread>
#include <vector>

#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

constexpr uint32_t kLogSlots = 16;

struct LogMemory {
  RingWords words;
  std::array<IncidentSlot, kLogSlots> slots;
};

class EventLogsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EventLogsTest);
  CPPUNIT_TEST(NewOnesBeginWhereTheMessagesAre);
  CPPUNIT_TEST(OldOnesGoOnWhereTheyWere);
  CPPUNIT_TEST(EachIsAlone);
  CPPUNIT_TEST(PlacesAreFreed);
  CPPUNIT_TEST(FiguresAreOfEach);
  CPPUNIT_TEST(WildMemoryIsSurvived);
  CPPUNIT_TEST(WhoeverWritesMeanwhileDisturbsNobody);
  CPPUNIT_TEST_SUITE_END();

  MemoryRegion region_{sizeof(LogMemory)};
  LogMemory& memory_ = *region_.As<LogMemory>();
  IncidentRing ring_{memory_.slots.data(), kLogSlots, &memory_.words};
  EventLogs logs_{&memory_.words};
  const Tick now_{1'000'000};
  uint64_t generation_ = 0;

  std::vector<uint32_t> Announce(std::vector<std::string> names) {
    std::vector<EventLogName> logs;
    for (const std::string& name : names) logs.push_back({"whole " + name, name});
    return logs_.Announce(++generation_, logs);
  }

  void Append(uint32_t rule) {
    Incident incident;
    incident.rule = rule;
    ring_.Append(incident);
  }

  // 0: there is none.
  uint32_t Take(IncidentQueue queue = {}) {
    uint64_t lost = 0;
    const auto record = ring_.TakeNext(now_, &lost, queue);
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, lost);
    return record ? record->incident.rule : 0;
  }
  uint32_t TakeFor(uint32_t log) { return Take(IncidentQueue::OfEventLog(log)); }

  // What happened while nobody wrote events is no loss of theirs.
  void NewOnesBeginWhereTheMessagesAre() {
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, logs_.generation());
    Append(1);
    Append(2);
    CPPUNIT_ASSERT_EQUAL(1U, Take());
    const auto places = Announce({"one", "two"});
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, logs_.generation());
    CPPUNIT_ASSERT(places.size() == 2 && places[0] != places[1]);
    for (const uint32_t place : places) {
      CPPUNIT_ASSERT_EQUAL(2U, TakeFor(place));
      CPPUNIT_ASSERT_EQUAL(0U, TakeFor(place));
    }
  }

  void OldOnesGoOnWhereTheyWere() {
    const auto before = Announce({"one", "two"});
    for (uint32_t i = 1; i <= 3; ++i) Append(i);
    while (Take() != 0) continue;
    CPPUNIT_ASSERT_EQUAL(1U, TakeFor(before[0]));
    const auto after = Announce({"new", "two", "one"});
    CPPUNIT_ASSERT(after[2] == before[0] && after[1] == before[1]);
    CPPUNIT_ASSERT_EQUAL(2U, TakeFor(after[2]));
    CPPUNIT_ASSERT_EQUAL(1U, TakeFor(after[1]));
    CPPUNIT_ASSERT_EQUAL(0U, TakeFor(after[0]));
  }

  // One that takes nothing keeps nothing from the others.
  void EachIsAlone() {
    const auto places = Announce({"stuck", "good"});
    for (uint32_t i = 1; i <= kLogSlots + 5; ++i) {
      Append(i);
      CPPUNIT_ASSERT_EQUAL(i, TakeFor(places[1]));
    }
    CPPUNIT_ASSERT_EQUAL(uint64_t{5}, ring_.SkipOverwritten(IncidentQueue::OfEventLog(places[0])));
    CPPUNIT_ASSERT_EQUAL(6U, TakeFor(places[0]));
  }

  void PlacesAreFreed() {
    std::vector<std::string> names(kMaxEventLogs);
    for (int round = 0; round < 3; ++round) {
      for (std::size_t i = 0; i < names.size(); ++i)
        names[i] = std::to_string(round * 7 + static_cast<int>(i));
      auto places = Announce(names);
      std::sort(places.begin(), places.end());
      CPPUNIT_ASSERT(std::unique(places.begin(), places.end()) == places.end());
      CPPUNIT_ASSERT(places.back() < kMaxEventLogs);
    }
    logs_.Announce(0, {});
    CPPUNIT_ASSERT(logs_.All().empty());
    // One that comes back begins anew.
    Append(1);
    Take();
    CPPUNIT_ASSERT_EQUAL(0U, TakeFor(Announce({names[0]})[0]));
  }

  void FiguresAreOfEach() {
    const std::string long_name = "/" + std::string(400, 'x') + "/errwatch-events.log";
    const auto places = Announce({"one", long_name});
    logs_.CountWritten(places[0]);
    logs_.CountDropped(places[1], 3, DropReason::kError, ENOSPC, now_);
    const std::vector<EventLogState> all = logs_.All();
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, all.size());
    CPPUNIT_ASSERT(all[0].name == "one" && all[0].written == 1 && all[0].dropped == 0);
    CPPUNIT_ASSERT_EQUAL(std::string(), TextOf(all[0].reason, all[0].error));
    CPPUNIT_ASSERT(all[1].name.size() <= kEventLogNameBytes && all[1].name.ends_with("/errwatch-events.log"));
    CPPUNIT_ASSERT(all[1].written == 0 && all[1].dropped == 3 && all[1].last_drop == now_);
    CPPUNIT_ASSERT_EQUAL(std::string("No space left on device"), TextOf(all[1].reason, all[1].error));
    CPPUNIT_ASSERT(!TextOf(DropReason::kError, 0).empty());
    // They stay with the log that stays.
    Announce({long_name});
    CPPUNIT_ASSERT(logs_.All().size() == 1 && logs_.All()[0].dropped == 3);
  }

  void WildMemoryIsSurvived() {
    const auto* begin = reinterpret_cast<const uint64_t*>(&memory_.words.event_logs);
    for (const uint64_t wild : {uint64_t{1}, ~uint64_t{0}, uint64_t{0x4141414141414141}}) {
      auto* words = const_cast<uint64_t*>(begin);
      for (std::size_t i = 0; i < sizeof memory_.words.event_logs / sizeof wild; ++i) words[i] = wild;
      for (const EventLogState& log : logs_.All()) TextOf(log.reason, log.error);
      const auto places = Announce({"one", "two"});
      CPPUNIT_ASSERT(places[0] != places[1] && logs_.All().size() == 2);
    }
    // One print in every place.
    const uint64_t print =
        memory_.words.event_logs[Announce({"one"})[0]].print.load(std::memory_order_relaxed);
    for (EventLogWords& log : memory_.words.event_logs) log.print.store(print, std::memory_order_relaxed);
    CPPUNIT_ASSERT(Announce({"one", "two"}).size() == 2 && logs_.All().size() == 2);
  }

  // The parent announces them at each restart, while children of before write whatever they like.
  void WhoeverWritesMeanwhileDisturbsNobody() {
    const uint64_t print =
        memory_.words.event_logs[Announce({"one"})[0]].print.load(std::memory_order_relaxed);
    std::atomic<bool> over = false;
    const std::jthread writer([&] {
      for (uint64_t i = 1; i <= 300'000; ++i) {
        for (EventLogWords& log : memory_.words.event_logs)
          log.print.store(i % 3 == 0 ? print : i, std::memory_order_relaxed);
      }
      over = true;
    });
    bool apart = true;
    while (!over) {
      const auto places = Announce({"one", "two", "three"});
      apart = apart && places.size() == 3 && places[0] != places[1] && places[1] != places[2] &&
              places[0] != places[2];
    }
    CPPUNIT_ASSERT(apart);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(EventLogsTest);

}  // namespace
}  // namespace errwatch::store
