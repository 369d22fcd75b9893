#include "store/good_ranges.h"

#include <cppunit/extensions/HelperMacros.h>

#include <vector>

#include "unit/child_env.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

constexpr uint32_t kHalfWords = 2048;  // of a table of 8,192 clients
constexpr Tick kNoon{20 * TicksIn(GoodRanges::kHalf)};

ClientRange GoodRange(uint32_t number) {
  const ClientAddress address = ClientAddress::FromWords(0x20010DB8'00000000 + (uint64_t{number} << 8), 0);
  return *ClientRanges(address, {}).begin();
}

class GoodRangesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(GoodRangesTest);
  CPPUNIT_TEST(RemembersForHours);
  CPPUNIT_TEST(LosesNoneAndTakesFewByMistake);
  CPPUNIT_TEST(ThreadsNoteTogether);
  CPPUNIT_TEST(ProcessesNoteTogether);
  CPPUNIT_TEST_SUITE_END();

  MemoryRegion region_{2 * kHalfWords * sizeof(SharedWord)};
  GoodRanges good_{region_.As<SharedWord>(), kHalfWords, kTestKey};

 public:
  void RemembersForHours() {
    const uint64_t half = TicksIn(GoodRanges::kHalf);
    CPPUNIT_ASSERT(!good_.Contains(GoodRange(1), kNoon));
    good_.Note(GoodRange(1), kNoon);
    CPPUNIT_ASSERT(good_.Contains(GoodRange(1), kNoon) && !good_.Contains(GoodRange(2), kNoon));
    CPPUNIT_ASSERT(good_.Contains(GoodRange(1), {kNoon.value + 2 * half - 1}));
    CPPUNIT_ASSERT(!good_.Contains(GoodRange(1), {kNoon.value + 2 * half}));
    // The same words serve again.
    good_.Note(GoodRange(2), {kNoon.value + 2 * half});
    CPPUNIT_ASSERT(!good_.Contains(GoodRange(1), {kNoon.value + 2 * half}));
    // The /48 around is another range.
    CPPUNIT_ASSERT(!good_.Contains({&kRangeLevels[3], GoodRange(2).address, 0}, {kNoon.value + 2 * half}));
  }

  // As many as the table has room for.
  void LosesNoneAndTakesFewByMistake() {
    constexpr uint32_t kMany = 8192;
    for (uint32_t i = 0; i < kMany; ++i) good_.Note(GoodRange(i), kNoon);
    for (uint32_t i = 0; i < kMany; ++i) CPPUNIT_ASSERT(good_.Contains(GoodRange(i), kNoon));
    uint32_t mistakes = 0;
    for (uint32_t i = kMany; i < 2 * kMany; ++i) mistakes += good_.Contains(GoodRange(i), kNoon);
    CPPUNIT_ASSERT(mistakes < kMany / 20);
  }

  template <typename Env>
  void NoteTogether() {
    CPPUNIT_ASSERT(Env::Run(4, [&](int worker) {
      for (uint32_t i = 0; i < 1000; ++i) good_.Note(GoodRange(4 * i + static_cast<uint32_t>(worker)), kNoon);
      return true;
    }));
    for (uint32_t i = 0; i < 4000; ++i) CPPUNIT_ASSERT(good_.Contains(GoodRange(i), kNoon));
  }
  void ThreadsNoteTogether() { NoteTogether<ThreadEnv>(); }
  void ProcessesNoteTogether() { NoteTogether<ForkEnv>(); }
};
CPPUNIT_TEST_SUITE_REGISTRATION(GoodRangesTest);

}  // namespace
}  // namespace errwatch::store
