#include "store/crowd_telling.h"

#include <cppunit/extensions/HelperMacros.h>

#include <random>

#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

class CrowdTellingTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CrowdTellingTest);
  CPPUNIT_TEST(TellsWhatGoesOnWhere);
  CPPUNIT_TEST(TellsThatItIsOver);
  CPPUNIT_TEST_SUITE_END();

  TestSegment segment_{SmallGeometry(1)};
  Tick now_{1'000'000'000};

  void Come(TargetKind kind, std::string_view text) {
    CrowdRows rows = segment_->crowds();
    std::mt19937_64 random(3);
    for (uint32_t client = 1; client <= 100; ++client) {
      CrowdEntry entry;
      entry.kind = kind;
      entry.is_path = kind == TargetKind::kLogin;
      entry.print = 9;
      entry.client = random() >> 8;
      entry.different = random();
      entry.address = *ClientAddress::Parse("203.0.113." + std::to_string(client));
      entry.category = Category::kAuthFailure;
      entry.scope = 2;
      entry.vhost = "www.example.org";
      entry.text = text;
      for (int i = 0; i < 3; ++i) rows.Note(entry, now_);
    }
  }
  Incident Told(uint64_t ticket) {
    record_ = *segment_->incidents().Read(ticket);
    return record_.incident;
  }

  void TellsWhatGoesOnWhere() {
    Come(TargetKind::kAccount, "alice");
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, TellCrowds(*segment_, now_));
    const Incident incident = Told(0);
    CPPUNIT_ASSERT(incident.kind == IncidentKind::kAnomaly && incident.category == Category::kAuthFailure);
    CPPUNIT_ASSERT(incident.anomaly && incident.anomaly->kind == AnomalyKind::kBruteForce);
    CPPUNIT_ASSERT(incident.anomaly->seen == 300 && incident.anomaly->begun == now_);
    CPPUNIT_ASSERT(incident.client.empty() && incident.scope == 2 && incident.time == now_);
    CPPUNIT_ASSERT(incident.message == "alice" && incident.uri.empty());
    CPPUNIT_ASSERT(incident.vhost == "www.example.org" && incident.excerpt == "203.0.113.0/24");
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, segment_->counters().Sum(Counter::kIncidents));
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, TellCrowds(*segment_, now_));
  }

  void TellsThatItIsOver() {
    Come(TargetKind::kLogin, "/wp-login.php");
    TellCrowds(*segment_, now_);
    CPPUNIT_ASSERT(Told(0).uri == "/wp-login.php" && Told(0).message.empty());
    now_ = After(now_, kCrowdTime);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, TellCrowds(*segment_, now_));
    CPPUNIT_ASSERT(Told(1).anomaly->kind == AnomalyKind::kOver);
  }

  IncidentRecord record_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(CrowdTellingTest);

}  // namespace
}  // namespace errwatch::store
