#include <cppunit/extensions/HelperMacros.h>

#include <array>

#include "store/incident_ring.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

class IncidentRingAnomaliesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(IncidentRingAnomaliesTest);
  CPPUNIT_TEST(EachKindComesBackAsItWas);
  CPPUNIT_TEST(WildNumbersAreNotBelieved);
  CPPUNIT_TEST_SUITE_END();

  struct Memory {
    RingWords words;
    std::array<IncidentSlot, 4> slots;
  };
  MemoryRegion region_{sizeof(Memory)};
  Memory& memory_ = *region_.As<Memory>();
  IncidentRing ring_{memory_.slots.data(), 4, &memory_.words};
  const Tick now_{1'000'000};

 public:
  void EachKindComesBackAsItWas() {
    for (uint8_t kind = 0; kind < kAnomalyKindCount; ++kind) {
      Incident in;
      in.kind = IncidentKind::kAnomaly;
      in.category = Category::kAnomaly;
      in.rule = 7;
      in.time = now_;
      in.anomaly =
          Anomaly{static_cast<AnomalyKind>(kind), UINT32_MAX, UINT32_MAX - 1, kMaxAnomalyClients, {kMaxTick}};
      in.excerpt = "203.0.113.0/24";
      const IncidentRecord record = *ring_.Read(ring_.Append(in));
      const Incident& out = record.incident;
      CPPUNIT_ASSERT(out.anomaly == in.anomaly && out.kind == in.kind && out.rule == 7 && out.time == now_);
      CPPUNIT_ASSERT(out.score == 0 && out.capacity == 0 && out.strikes == 0 && out.until == Tick());
      CPPUNIT_ASSERT(out.excerpt == in.excerpt);
    }
  }

  void WildNumbersAreNotBelieved() {
    Incident wild;
    wild.kind = IncidentKind::kAnomaly;
    wild.anomaly = Anomaly{static_cast<AnomalyKind>(kAnomalyKindCount), 1, 1, UINT32_MAX, now_};
    CPPUNIT_ASSERT(!ring_.Read(ring_.Append(wild)));
    wild.anomaly->kind = AnomalyKind::kBurst;
    CPPUNIT_ASSERT_EQUAL(kMaxAnomalyClients, ring_.Read(ring_.Append(wild))->incident.anomaly->clients);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(IncidentRingAnomaliesTest);

}  // namespace
}  // namespace errwatch::store
