#include "store/shared_word.h"

#include <cppunit/extensions/HelperMacros.h>
#include <sys/mman.h>

#include <cstring>

#include "unit/child_env.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;

class SharedWordTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SharedWordTest);
  CPPUNIT_TEST(IsTheBytesThatLieThere);
  CPPUNIT_TEST(SwapsOnlyWhatWasExpected);
  CPPUNIT_TEST(ReadsWhereNobodyMayWrite);
  CPPUNIT_TEST(ProcessesLoseNothing);
  CPPUNIT_TEST_SUITE_END();

  MemoryRegion region_{4096};
  SharedWord& word_ = *region_.As<SharedWord>();

 public:
  void IsTheBytesThatLieThere() {
    const uint64_t number = 0x0123456789ABCDEF;
    std::memcpy(region_.bytes().data(), &number, sizeof number);
    CPPUNIT_ASSERT_EQUAL(number, word_.load(kRelaxed));
    word_.store(7, kRelaxed);
    uint64_t bytes = 0;
    std::memcpy(&bytes, region_.bytes().data(), sizeof bytes);
    CPPUNIT_ASSERT_EQUAL(uint64_t{7}, bytes);
  }

  void SwapsOnlyWhatWasExpected() {
    word_.store(4, kRelaxed);
    uint64_t expected = 5;
    CPPUNIT_ASSERT(!word_.compare_exchange_strong(expected, 6, kRelaxed, kRelaxed));
    CPPUNIT_ASSERT(expected == 4 && word_.load(kRelaxed) == 4);
    CPPUNIT_ASSERT(word_.compare_exchange_strong(expected, 6, kRelaxed, kRelaxed));
    CPPUNIT_ASSERT_EQUAL(uint64_t{6}, word_.fetch_or(1, kRelaxed));
    CPPUNIT_ASSERT_EQUAL(uint64_t{7}, word_.load(kRelaxed));
  }

  void ReadsWhereNobodyMayWrite() {
    word_.store(9, kRelaxed);
    CPPUNIT_ASSERT(mprotect(region_.bytes().data(), region_.bytes().size(), PROT_READ) == 0);
    const SharedWord& word = word_;
    CPPUNIT_ASSERT_EQUAL(uint64_t{9}, word.load(std::memory_order_acquire));
  }

  void ProcessesLoseNothing() {
    if (!kForksAreTested) return;
    constexpr uint64_t kEach = 20'000;
    CPPUNIT_ASSERT(ForkEnv::Run(4, [&](int) {
      for (uint64_t i = 0; i < kEach; ++i) word_.fetch_add(1, kRelaxed);
      return true;
    }));
    CPPUNIT_ASSERT_EQUAL(4 * kEach, word_.load(kRelaxed));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SharedWordTest);

}  // namespace
}  // namespace errwatch::store
