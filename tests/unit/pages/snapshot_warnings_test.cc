#include "pages/snapshot_warnings.h"

#include <cppunit/extensions/HelperMacros.h>

#include <random>

#include "pages/crowd_view.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

class SnapshotWarningsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SnapshotWarningsTest);
  CPPUNIT_TEST(NothingIsAmiss);
  CPPUNIT_TEST(EachTroubleHasItsNumber);
  CPPUNIT_TEST(AFullTableIsOneThatForgets);
  CPPUNIT_TEST(SpeaksTheReadersLanguage);
  CPPUNIT_TEST(SaysWhatManyDoAtOnce);
  CPPUNIT_TEST_SUITE_END();

  TestSegment segment_{SmallGeometry(1)};
  Counters counters_ = segment_->counters();
  Snapshot snapshot_;

  std::size_t Warnings(Language language = Language::kEnglish) {
    snapshot_.warnings.clear();
    AddWarnings(counters_, language, snapshot_);
    return snapshot_.warnings.size();
  }

 public:
  void setUp() override {
    snapshot_.table_clients = 5;
    snapshot_.table_visitors = 10;
    snapshot_.table_capacity = 16;
  }

  void SaysWhatManyDoAtOnce() {
    snapshot_.now = {1'000'000'000};
    CrowdRows crowds = segment_->crowds();
    std::mt19937_64 random(5);
    for (uint32_t i = 1; i <= 60; ++i) {
      CrowdEntry entry;
      entry.print = 3;
      entry.client = random() >> 8;
      entry.address = *ClientAddress::Parse("203.0.113." + std::to_string(i));
      entry.vhost = "www.example.org";
      entry.text = "alice";
      crowds.Note(entry, snapshot_.now);
    }
    const auto add = [&](Language language) {
      snapshot_.crowds = CrowdsOf(*segment_, snapshot_.now);
      AddCrowds(language, snapshot_);
    };
    add(Language::kEnglish);
    CPPUNIT_ASSERT(snapshot_.warnings.empty());
    crowds.TakeNews(snapshot_.now);
    add(Language::kEnglish);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, snapshot_.warnings.size());
    const CrowdRow& crowd = snapshot_.crowds.at(0);
    CPPUNIT_ASSERT(crowd.kind == AnomalyKind::kBruteForce && crowd.clients >= 50 && crowd.target == "alice");
    CPPUNIT_ASSERT_EQUAL(std::string("203.0.113.0/24"), crowd.ranges);
    const std::string& text = snapshot_.warnings[0];
    CPPUNIT_ASSERT(text.starts_with("Since 2020-04-25T17:46:40.000Z: "));
    CPPUNIT_ASSERT(text.find("share one brute force attack") != std::string::npos);
    CPPUNIT_ASSERT(
        text.ends_with("60 failed log-ins within 1s - www.example.org, \"alice\", 203.0.113.0/24"));
    add(Language::kJapanese);
    CPPUNIT_ASSERT(snapshot_.warnings[1].find("総当たり") != std::string::npos);
  }

  void NothingIsAmiss() {
    counters_.Add(Counter::kDenials);
    counters_.Add(Counter::kEntries);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, Warnings());
  }

  void EachTroubleHasItsNumber() {
    for (int i = 0; i < 1234; ++i) counters_.Add(Counter::kEventsDropped);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Warnings());
    CPPUNIT_ASSERT(snapshot_.warnings[0].starts_with("1,234 events were dropped"));
    counters_.Add(Counter::kFault);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, Warnings());
  }

  void SpeaksTheReadersLanguage() {
    for (std::size_t i = 0; i < kCounterCount; ++i) counters_.Add(static_cast<Counter>(i));
    snapshot_.table_clients = 16;
    const std::size_t all = Warnings();
    CPPUNIT_ASSERT(all > 5);
    CPPUNIT_ASSERT_EQUAL(all, Warnings(Language::kJapanese));
    for (const std::string& warning : snapshot_.warnings)
      CPPUNIT_ASSERT_MESSAGE(warning, warning.ends_with("。") && warning.find("{0}") == std::string::npos);
  }

  void AFullTableIsOneThatForgets() {
    counters_.Add(Counter::kEvictions);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, Warnings());  // 15 of 16 are in it: there is room
    ++snapshot_.table_clients;
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Warnings());
    CPPUNIT_ASSERT(snapshot_.warnings[0].find("raise ErrWatchClients") != std::string::npos);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SnapshotWarningsTest);

}  // namespace
}  // namespace errwatch::store
