#include "store/suspicion.h"

#include <cppunit/extensions/HelperMacros.h>

#include "model/bucket_tag.h"

namespace errwatch::store {
namespace {

constexpr Tick kThisMoment{50'000'000};

class SuspicionTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SuspicionTest);
  CPPUNIT_TEST(BeginsWithAPartOfALimit);
  CPPUNIT_TEST(EndsAsTheScoreLeaks);
  CPPUNIT_TEST(TheSumCountsToo);
  CPPUNIT_TEST(WhereThereIsNoLimitNobodyIsOne);
  CPPUNIT_TEST(UnusedAndWildBucketsSayNothing);
  CPPUNIT_TEST(WhatWasChargedIsKnownForAnHour);
  CPPUNIT_TEST_SUITE_END();

  static constexpr uint8_t kScanTag = TagOf(Category::kVulnScan);

  static Limits LimitsOf(uint32_t capacity) {
    Limits limits = DefaultLimits();
    limits[Category::kVulnScan].shape = {capacity, 12'000};
    limits.any.shape = {capacity, 12'000};
    return limits;
  }
  static ClientView With(uint8_t tag, uint32_t units) {
    ClientView client;
    client.buckets[3] = {tag, units << kQuantaPerUnitLog2, kThisMoment};
    return client;
  }

  void BeginsWithAPartOfALimit() {
    CPPUNIT_ASSERT(!IsSuspect(With(kScanTag, 4), LimitsOf(20), kThisMoment));
    CPPUNIT_ASSERT(IsSuspect(With(kScanTag, 5), LimitsOf(20), kThisMoment));
  }

  void WhatWasChargedIsKnownForAnHour() {
    const ClientView client = With(kScanTag, 1);
    CPPUNIT_ASSERT(WasChargedLately(client, kScanTag, kThisMoment));
    CPPUNIT_ASSERT(WasChargedLately(client, kScanTag, {kThisMoment.value + 59 * 6'000}));  // it has leaked
    CPPUNIT_ASSERT(!WasChargedLately(client, kScanTag, {kThisMoment.value + 60 * 6'000}));
    CPPUNIT_ASSERT(!WasChargedLately(client, TagOf(Category::kXss), kThisMoment));
    CPPUNIT_ASSERT(!WasChargedLately(client, kAnyTag, kThisMoment));
    CPPUNIT_ASSERT(!WasChargedLately(ClientView(), kScanTag, kThisMoment));
    CPPUNIT_ASSERT(!WasChargedLately(With(kScanTag, 0), kScanTag, kThisMoment));  // taken back
    // What it was blocked for it has paid for.
    ClientView blocked = With(kScanTag, 1);
    blocked.block.until = kThisMoment;
    CPPUNIT_ASSERT(!WasChargedLately(blocked, kScanTag, {kThisMoment.value + 1}));
  }

  void EndsAsTheScoreLeaks() {
    const ClientView client = With(kScanTag, 6);
    CPPUNIT_ASSERT(IsSuspect(client, LimitsOf(20), {kThisMoment.value + 600}));    // one unit has leaked
    CPPUNIT_ASSERT(!IsSuspect(client, LimitsOf(20), {kThisMoment.value + 1200}));  // two
  }

  void TheSumCountsToo() {
    ClientView client;
    client.any = {kAnyTag, 5U << kQuantaPerUnitLog2, kThisMoment};
    CPPUNIT_ASSERT(IsSuspect(client, LimitsOf(20), kThisMoment));
    CPPUNIT_ASSERT(!IsSuspect(client, LimitsOf(24), kThisMoment));
  }

  void WhereThereIsNoLimitNobodyIsOne() {
    CPPUNIT_ASSERT(!IsSuspect(With(kScanTag, 60'000), LimitsOf(0), kThisMoment));
  }

  void UnusedAndWildBucketsSayNothing() {
    CPPUNIT_ASSERT(!IsSuspect(ClientView(), LimitsOf(20), kThisMoment));
    for (int tag = 0; tag < 32; ++tag) {
      const auto wild = static_cast<uint8_t>(tag);
      if (TagName(wild).empty()) CPPUNIT_ASSERT(!IsSuspect(With(wild, 60'000), LimitsOf(20), kThisMoment));
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SuspicionTest);

}  // namespace
}  // namespace errwatch::store
