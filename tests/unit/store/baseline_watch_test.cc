#include "store/baseline_watch.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

class BaselineWatchTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BaselineWatchTest);
  CPPUNIT_TEST(TellsWhatItIsAbout);
  CPPUNIT_TEST(JudgesEachSlotOnce);
  CPPUNIT_TEST(ADeploymentIsOneIncident);
  CPPUNIT_TEST(WhatFollowsADeploymentIsItsOwn);
  CPPUNIT_TEST(AFewNewKindsAreToldOneByOne);
  CPPUNIT_TEST(OneClientsScanIsNoDeployment);
  CPPUNIT_TEST(ANewKindIsToldWithin25Minutes);
  CPPUNIT_TEST(AtTheEndOfALogAllThatWasFoundIsTold);
  CPPUNIT_TEST(AtTheEndOfALogTheLastSlotHasNoSilence);
  CPPUNIT_TEST(ASilenceSaysWhatIsUsualForAllOfIt);
  CPPUNIT_TEST_SUITE_END();

  TestSegment segment_{SmallGeometry(1)};
  BaselineWatch watch_;
  Tick now_{700 * kSlotsADay * TicksIn(kSlotTime)};

  void Note(LogId log_id, int times, uint64_t first_client = 1) {
    const std::string message = FormatLogId(log_id) + ": message of kind " + std::to_string(log_id);
    for (int i = 0; i < times; ++i)
      NoteKindOfEntry(*segment_, log_id, message, Level::kError, "a.example",
                      first_client == 0 ? 99 : first_client + static_cast<uint64_t>(i), now_);
  }
  std::size_t Usual(double days) {
    std::size_t told = 0;
    for (int i = 0; i < days * kSlotsADay; ++i) {
      Note(1, 5);
      now_.value += TicksIn(kSlotTime);
      told += watch_.Watch(*segment_, now_);
    }
    return told;
  }
  std::vector<IncidentRecord> Told() {
    std::vector<IncidentRecord> all;
    uint64_t lost = 0;
    while (auto record = segment_->incidents().TakeNext(now_, &lost)) all.push_back(*record);
    return all;
  }

  void TellsWhatItIsAbout() {
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, Usual(8));
    Note(77, 4);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Usual(0.1));
    const std::vector<IncidentRecord> told = Told();
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, told.size());
    const Incident& incident = told[0].incident;
    CPPUNIT_ASSERT(incident.kind == IncidentKind::kAnomaly && incident.category == Category::kAnomaly);
    CPPUNIT_ASSERT(incident.anomaly->kind == AnomalyKind::kNewTemplate && incident.anomaly->seen == 4 &&
                   incident.anomaly->clients == 4);
    CPPUNIT_ASSERT(incident.log_id == 77 && incident.vhost == "a.example");
    CPPUNIT_ASSERT_EQUAL(std::string("AH00077: message of kind <*>"), std::string(incident.message));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, segment_->counters().Sum(Counter::kIncidents));
  }

  // Five in each slot; it is told once it has waited for others, and is longer then.
  void ASilenceSaysWhatIsUsualForAllOfIt() {
    Usual(8);
    for (int i = 0; i < 24; ++i) {
      now_.value += TicksIn(kSlotTime);
      watch_.Watch(*segment_, now_);
    }
    const std::vector<IncidentRecord> told = Told();
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, told.size());
    const Anomaly& silence = *told[0].incident.anomaly;
    CPPUNIT_ASSERT(silence.kind == AnomalyKind::kSilence && silence.seen == 0);
    const auto slots = TicksSince(silence.begun, told[0].incident.time) / TicksIn(kSlotTime);
    CPPUNIT_ASSERT(slots >= 4);
    CPPUNIT_ASSERT(silence.expected >= 5 * slots - slots && silence.expected <= 5 * slots + 1);
  }

  void JudgesEachSlotOnce() {
    Usual(8);
    Note(1, 300);
    now_.value += TicksIn(kSlotTime);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, watch_.Watch(*segment_, now_));
    for (int second = 0; second < 100; ++second) {
      now_.value += 100;
      CPPUNIT_ASSERT_EQUAL(std::size_t{0}, watch_.Watch(*segment_, now_));
    }
  }

  void ADeploymentIsOneIncident() {
    Usual(8);
    for (LogId log_id = 50; log_id < 58; ++log_id) Note(log_id, 4);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Usual(0.2));
    const IncidentRecord record = Told().at(0);
    CPPUNIT_ASSERT(record.incident.anomaly->kind == AnomalyKind::kDeployment);
    CPPUNIT_ASSERT_EQUAL(8U, record.incident.anomaly->seen);
    CPPUNIT_ASSERT(record.incident.message.find("message of kind") != std::string_view::npos);
  }

  void WhatFollowsADeploymentIsItsOwn() {
    Usual(8);
    for (LogId log_id = 50; log_id < 58; ++log_id) Note(log_id, 4);
    Usual(0.03);
    Note(60, 4);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, Usual(0.04));
    Usual(1);
    Note(61, 4);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Usual(0.1));
  }

  void AFewNewKindsAreToldOneByOne() {
    Usual(8);
    for (LogId log_id = 50; log_id < 53; ++log_id) Note(log_id, 4);
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, Usual(0.1));
  }

  void OneClientsScanIsNoDeployment() {
    Usual(8);
    for (LogId log_id = 50; log_id < 70; ++log_id) Note(log_id, 4, 0);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Usual(0.1));
    const IncidentRecord told = Told().at(0);
    CPPUNIT_ASSERT(told.incident.anomaly->kind == AnomalyKind::kNewKinds &&
                   told.incident.anomaly->seen == 20);
    // and a deployment that follows is told
    for (LogId log_id = 80; log_id < 90; ++log_id) Note(log_id, 4);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Usual(0.1));
    CPPUNIT_ASSERT(Told().at(0).incident.anomaly->kind == AnomalyKind::kDeployment);
  }

  // Whatever the second in which the watchdog wakes.
  void ANewKindIsToldWithin25Minutes() {
    Usual(8);
    now_.value += 90;
    for (LogId log_id = 70; log_id < 74; ++log_id) {
      Note(log_id, 3);
      const Tick third = now_;
      std::size_t told = 0;
      // Not quite a second each: so two wakings are not the same time after the beginning of their slots.
      while (told == 0 && TicksSince(third, now_) < 40 * 60 * 100) {
        const uint64_t slot = SlotOf(now_);
        now_.value += 97;
        if (SlotOf(now_) != slot) Note(1, 5);
        told = watch_.Watch(*segment_, now_);
      }
      CPPUNIT_ASSERT(told == 1 && TicksSince(third, now_) <= (25 * 60 + 2) * 100);
    }
  }

  void AtTheEndOfALogAllThatWasFoundIsTold() {
    Usual(8);
    Note(77, 3);
    now_.value += TicksIn(kSlotTime);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, watch_.Watch(*segment_, now_));
    Note(78, 3);
    Note(1, 300);
    now_.value += 100;
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, watch_.End(*segment_, now_));
    for (const IncidentRecord& record : Told()) {
      CPPUNIT_ASSERT(record.incident.time == now_ && record.incident.anomaly->begun <= now_);
    }
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, watch_.End(*segment_, now_));
  }

  void AtTheEndOfALogTheLastSlotHasNoSilence() {
    Usual(8);
    std::size_t told = 0;
    for (int i = 0; i < 24; ++i) told += watch_.End(*segment_, After(now_, i * kSlotTime));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, told);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(BaselineWatchTest);

}  // namespace
}  // namespace errwatch::store
