#include "pages/take_incident.h"

#include <array>

#include "unit/pages/snapshot_fixture.h"

namespace errwatch::store {
namespace {

class TakeIncidentTest : public SnapshotFixture {
  CPPUNIT_TEST_SUITE(TakeIncidentTest);
  CPPUNIT_TEST(WhatIsNotKnownIsEmpty);
  CPPUNIT_TEST(NamesWhatNumbersStandFor);
  CPPUNIT_TEST(ABlockOfAServerThatOnlyDetectsDeniesNobody);
  CPPUNIT_TEST(WhomItJoined);
  CPPUNIT_TEST_SUITE_END();

  static Incident BlockBy(uint32_t rule) {
    Incident incident;
    incident.kind = IncidentKind::kBlock;
    incident.category = Category::kSqlInjection;
    incident.limit = kAnyTag;
    incident.strikes = 2;
    incident.rule = rule;
    incident.score = 30;
    incident.capacity = 30;
    incident.status = 404;
    incident.log_id = 128;
    incident.time = Later(rule);
    incident.until = Later(rule + 600);
    incident.client = *ClientAddress::Parse("2001:db8::");
    incident.vhost = "www.example.org";
    incident.method = "GET";
    incident.uri = "/a";
    incident.message = "AH00128: File does not exist: /a";
    return incident;
  }

  // As it comes back from the ring.
  IncidentRow RowOfAppended(const Incident& incident) {
    IncidentRing ring = segment_->incidents();
    ring.Append(incident);
    const std::optional<IncidentRecord> record = ring.Read(ring.head() - 1);
    CPPUNIT_ASSERT(record.has_value());
    return RowOf(*segment_, *record, [](uint32_t rule) { return "name of " + std::to_string(rule); });
  }

 public:
  void WhatIsNotKnownIsEmpty() {
    Incident server;
    server.kind = IncidentKind::kServer;
    server.time = Later(6);
    const IncidentRow row = RowOfAppended(server);
    CPPUNIT_ASSERT(row.client.empty() && row.limit.empty() && row.ah.empty() && row.rule_name.empty());
    CPPUNIT_ASSERT(row.kind == IncidentKind::kServer && row.time == Later(6) && !row.joined && !row.anomaly);
  }

  void NamesWhatNumbersStandFor() {
    Incident incident = BlockBy(5);
    incident.scope = scope_;
    const IncidentRow row = RowOfAppended(incident);
    CPPUNIT_ASSERT_EQUAL(std::string("block sql_injection any 2001:db8::/64 server AH00128 name of 5"),
                         std::string(IncidentKindName(row.kind)) + " " + row.category + " " + row.limit +
                             " " + row.client.ToString() + " " + row.scope + " " + row.ah + " " +
                             row.rule_name);
    CPPUNIT_ASSERT_EQUAL(std::string("www.example.org GET /a AH00128: File does not exist: /a"),
                         row.vhost + " " + row.method + " " + row.uri + " " + row.message);
    CPPUNIT_ASSERT(row.time == Later(5) && row.until == Later(605) && row.status == 404 && row.strikes == 2);
    CPPUNIT_ASSERT_EQUAL(std::size_t{9}, row.incident.size());
  }

  void ABlockOfAServerThatOnlyDetectsDeniesNobody() {
    Incident incident = BlockBy(5);
    incident.scope = scope_;
    CPPUNIT_ASSERT(!RowOfAppended(incident).denies_nobody);
    std::array<EnginesInUse, kScopeNames> engines;
    engines[scope_].Add(Engine::kDetectionOnly);
    segment_->SetEngines(engines);
    CPPUNIT_ASSERT(RowOfAppended(incident).denies_nobody);
  }

  void WhomItJoined() {
    Incident incident = BlockBy(5);
    for (const UnderAttack terms :
         {UnderAttack{}, UnderAttack{Joiners::kTighten, 4}, UnderAttack{Joiners::kBlock, 1}}) {
      incident.joined = JoinedAttack{AnomalyKind::kScan, terms};
      CPPUNIT_ASSERT(RowOfAppended(incident).joined == incident.joined);
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TakeIncidentTest);

}  // namespace
}  // namespace errwatch::store
