#include "pages/take_client.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/pages/snapshot_fixture.h"

namespace errwatch::store {
namespace {

class TakeClientTest : public SnapshotFixture {
  CPPUNIT_TEST_SUITE(TakeClientTest);
  CPPUNIT_TEST(TakesItsRowAndIncidents);
  CPPUNIT_TEST(LeavesOutEverybodyElse);
  CPPUNIT_TEST(SaysWhetherItIsAllowed);
  CPPUNIT_TEST(ListsWhatIsAskedFor);
  CPPUNIT_TEST(AVisitorIsNotKnown);
  CPPUNIT_TEST(KnowsNothingOfNobody);
  CPPUNIT_TEST_SUITE_END();

  static ClientAddress Address(const char* text) { return *ClientAddress::Parse(text); }

  Snapshot TakeOne(const char* client, const SnapshotOptions& options = {}) const {
    return TakeClientSnapshot(*segment_, Address(client), DefaultLimits(), options, Later(60));
  }

  void Tell(const char* client, std::string_view uri, IncidentKind kind = IncidentKind::kBlock,
            uint8_t range_bits = 0) {
    Incident incident;
    incident.kind = kind;
    incident.client = Address(client);
    incident.range_bits = range_bits;
    incident.uri = uri;
    incident.time = Later(1);
    segment_->incidents().Append(incident);
  }

  // Any address of its network is the client.
  void TakesItsRowAndIncidents() {
    Block("2001:db8::5", Later(10));
    Tell("2001:db8::", "/old");
    Tell("2001:db8::", "/entry", IncidentKind::kEntry);
    Tell("2001:db8::", "/range", IncidentKind::kRangeBlock, 56);
    Tell("2001:db8::", "/new");
    const Snapshot snapshot = TakeOne("2001:db8::77");
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, snapshot.clients.size());
    CPPUNIT_ASSERT(snapshot.clients[0].blocked);
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, snapshot.incidents.size());
    CPPUNIT_ASSERT_EQUAL(std::string("/new"), snapshot.incidents[0].uri);
    CPPUNIT_ASSERT_EQUAL(std::string("/range"), snapshot.incidents[1].uri);
    CPPUNIT_ASSERT_EQUAL(std::string("/old"), snapshot.incidents[2].uri);
  }

  void LeavesOutEverybodyElse() {
    Block("192.0.2.1", Later(10));
    Tell("192.0.2.1", "/x");
    const Snapshot snapshot = TakeOne("192.0.2.2");
    CPPUNIT_ASSERT(snapshot.clients.empty() && snapshot.incidents.empty());
  }

  void SaysWhetherItIsAllowed() {
    Block("192.0.2.1", Later(10));
    SnapshotOptions options;
    options.is_allowed = [](const ClientAddress&, std::string_view scope) { return scope == "server"; };
    const ClientRow row = TakeOne("192.0.2.1", options).clients.at(0);
    CPPUNIT_ASSERT(!row.blocked && row.not_denied == NotDenied::kAllowed);
  }

  void ListsWhatIsAskedFor() {
    Block("192.0.2.1", Later(10));
    SnapshotOptions options;
    const auto rows = [&] { return TakeOne("192.0.2.1", options).clients.size(); };
    options.listed = Listed::kDenied;
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, rows());
    options.listed = Listed::kWouldBeDenied;
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, rows());
    options.listed = Listed::kAll;
    options.seen_since = Later(50);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, rows());
  }

  // Who only got what was asked for is listed nowhere.
  void AVisitorIsNotKnown() {
    segment_->clients().NoteSuccess(Key("192.0.2.1"), scope_, Later(1));
    CPPUNIT_ASSERT_EQUAL(uint32_t{1}, Take(SnapshotOptions(), Later(60)).table_visitors);
    CPPUNIT_ASSERT(TakeOne("192.0.2.1").clients.empty());
  }

  void KnowsNothingOfNobody() {
    const Snapshot snapshot =
        TakeClientSnapshot(*segment_, ClientAddress(), DefaultLimits(), SnapshotOptions(), Later(60));
    CPPUNIT_ASSERT(snapshot.clients.empty() && snapshot.incidents.empty());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TakeClientTest);

}  // namespace
}  // namespace errwatch::store
