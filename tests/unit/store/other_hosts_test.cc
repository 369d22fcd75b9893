#include "store/other_hosts.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

class OtherHostsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(OtherHostsTest);
  CPPUNIT_TEST(EachChangeOnce);
  CPPUNIT_TEST(HostsAndStreamsAreApart);
  CPPUNIT_TEST(PlacesAreBounded);
  CPPUNIT_TEST(NobodyFillsThemWithMemoriesThatAreGone);
  CPPUNIT_TEST(WildMemoryIsSurvived);
  CPPUNIT_TEST_SUITE_END();

  MemoryRegion region_{sizeof(JournalWords)};
  OtherHosts hosts_{region_.As<JournalWords>()->others.data(), kTestKey};
  const Tick now_{500'000'000};

  uint32_t First(const char* host, uint64_t number, uint32_t stream = 0) {
    return hosts_.FirstToTake({host, "1", stream}, number, now_).value();
  }

  void EachChangeOnce() {
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, First("web2", 1'764'000'000'000));
    for (uint32_t change = 0; change < 3; ++change) hosts_.Take({"web2", "1", 0}, 1'764'000'000'000, change);
    CPPUNIT_ASSERT_EQUAL(uint32_t{3}, First("web2", 1'764'000'000'000));  // it died behind the third
    CPPUNIT_ASSERT_EQUAL(kMostChanges, First("web2", 1'763'999'999'999));
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, First("web2", 1'764'000'000'001));
    CPPUNIT_ASSERT_EQUAL(kMostChanges, First("web2", UINT64_MAX));
  }

  void HostsAndStreamsAreApart() {
    First("web2", 5);
    hosts_.Take({"web2", "1", 0}, 5, 7);
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, First("web3", 1));
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, First("web2", 1, 1));
    CPPUNIT_ASSERT_EQUAL(kMostChanges, First("web2", 1));
  }

  void PlacesAreBounded() {
    uint32_t refused = 0;
    for (int i = 0; i < 12'000; ++i)
      refused += hosts_.FirstToTake({std::to_string(i), "1", 0}, 1, now_) ? 0U : 1U;
    CPPUNIT_ASSERT(refused >= 12'000 - kOtherHostRows && refused < 8800);
    // Who has not been heard of for long gives way.
    const Tick later = After(now_, Milliseconds(41LL * 24 * 3600 * 1000));
    CPPUNIT_ASSERT(hosts_.FirstToTake({"another", "1", 0}, 1, later) == uint32_t{0});
  }

  void NobodyFillsThemWithMemoriesThatAreGone() {
    First("web2", 7);
    hosts_.Take({"web2", "1", 0}, 7, 0);
    for (uint64_t i = 0; i < 12'000; ++i) {
      const Tick at{now_.value + i};
      CPPUNIT_ASSERT(hosts_.FirstToTake({"web9", std::to_string(i), 0}, 1, at));
      hosts_.Take({"web9", std::to_string(i), 0}, 1, 0);
    }
    // Others keep their place, and the last ones of the same host, too.
    CPPUNIT_ASSERT_EQUAL(uint32_t{1}, First("web2", 7));
    const Tick later{now_.value + 12'000};
    for (uint64_t i = 12'000 - OtherHosts::kMostFormer; i < 12'000; ++i)
      CPPUNIT_ASSERT(hosts_.FirstToTake({"web9", std::to_string(i), 0}, 1, later) == uint32_t{1});
    for (int i = 0; i < 30; ++i)
      CPPUNIT_ASSERT(hosts_.FirstToTake({"new" + std::to_string(i), "1", 0}, 1, later));
  }

  void WildMemoryIsSurvived() {
    First("web2", 5);
    for (OtherHostWords& row : region_.As<JournalWords>()->others)
      row.position.store(UINT64_MAX, std::memory_order_relaxed);
    CPPUNIT_ASSERT_EQUAL(kMostChanges, First("web2", 6));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(OtherHostsTest);

}  // namespace
}  // namespace errwatch::store
