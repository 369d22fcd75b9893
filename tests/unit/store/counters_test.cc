#include "store/counters.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>

#include "unit/child_env.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

class CountersTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CountersTest);
  CPPUNIT_TEST(EachCounterCountsForItself);
  CPPUNIT_TEST(CategoriesCountBesideCounters);
  CPPUNIT_TEST(NothingOutsideTheTableIsTouched);
  CPPUNIT_TEST(NamesAreUnique);
  CPPUNIT_TEST(ThreadsLoseNothing);
  CPPUNIT_TEST(ProcessesLoseNothing);
  CPPUNIT_TEST_SUITE_END();

  MemoryRegion region_{(kStripes + 1) * sizeof(CounterStripe)};
  Counters counters_{region_.As<CounterStripe>()};

 public:
  void EachCounterCountsForItself() {
    for (std::size_t i = 0; i < kCounterCount; ++i) counters_.Add(static_cast<Counter>(i), i + 1);
    counters_.Add(Counter::kBlocks);
    for (std::size_t i = 0; i < kCounterCount; ++i) {
      const auto counter = static_cast<Counter>(i);
      CPPUNIT_ASSERT_EQUAL(uint64_t{i} + (counter == Counter::kBlocks ? 2 : 1), counters_.Sum(counter));
    }
  }

  void CategoriesCountBesideCounters() {
    counters_.AddCategory(Category::kXss);
    counters_.AddCategory(Category::kXss);
    counters_.AddCategory(Category::kAnomaly);
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, counters_.SumCategory(Category::kXss));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, counters_.SumCategory(Category::kAnomaly));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, counters_.SumCategory(Category::kSqlInjection));
    for (std::size_t i = 0; i < kCounterCount; ++i)
      CPPUNIT_ASSERT_EQUAL(uint64_t{0}, counters_.Sum(static_cast<Counter>(i)));
  }

  void NothingOutsideTheTableIsTouched() {
    counters_.Add(Counter::kCount);
    counters_.Add(static_cast<Counter>(255));
    counters_.AddCategory(Category::kBenign);
    counters_.AddCategory(static_cast<Category>(255));
    for (const std::byte byte : region_.bytes()) CPPUNIT_ASSERT(byte == std::byte{0});
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, counters_.Sum(static_cast<Counter>(255)));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, counters_.SumCategory(Category::kBenign));
  }

  void NamesAreUnique() {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < kCounterCount; ++i) {
      const CounterInfo& info = Info(static_cast<Counter>(i));
      CPPUNIT_ASSERT(!info.text.empty());
      CPPUNIT_ASSERT(names.insert(info.name).second);
    }
    CPPUNIT_ASSERT(Info(Counter::kEventsDropped).name == "events_dropped");
    CPPUNIT_ASSERT(!Info(Counter::kCount).name.empty());
  }

  template <typename Env>
  void CountTogether() {
    constexpr int kWorkers = 4;
    constexpr uint64_t kEach = 20'000;
    CPPUNIT_ASSERT(Env::Run(kWorkers, [&](int) {
      Counters mine = counters_;
      for (uint64_t i = 0; i < kEach; ++i) mine.Add(Counter::kEntries);
      for (uint64_t i = 0; i < kEach; ++i) mine.AddCategory(Category::kXss);
      return true;
    }));
    CPPUNIT_ASSERT_EQUAL(kWorkers * kEach, counters_.Sum(Counter::kEntries));
    CPPUNIT_ASSERT_EQUAL(kWorkers * kEach, counters_.SumCategory(Category::kXss));
  }
  void ThreadsLoseNothing() { CountTogether<ThreadEnv>(); }
  void ProcessesLoseNothing() { CountTogether<ForkEnv>(); }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CountersTest);

}  // namespace
}  // namespace errwatch::store
