#include "unit/allocation_counter.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <thread>

namespace errwatch {
namespace {

// A counter that counts nothing would make every proof that rests on it worthless.
class AllocationCounterTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AllocationCounterTest);
  CPPUNIT_TEST(SeesNew);
  CPPUNIT_TEST(SeesMalloc);
  CPPUNIT_TEST(SeesStringsOfTheStandardLibrary);
  CPPUNIT_TEST(IgnoresTheStackAndOtherThreads);
  CPPUNIT_TEST_SUITE_END();

 public:
  void SeesNew() {
    const AllocationCounter counter;
    const auto owned = std::make_unique<volatile int>(1);
    const std::size_t count = counter.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, count);
  }

  void SeesMalloc() {
#ifndef ERRWATCH_MALLOC_IS_TAKEN
    const AllocationCounter counter;
    void* volatile block = std::malloc(10);
    block = std::realloc(block, 1000);
    std::free(block);
    const std::size_t count = counter.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, count);
#endif
  }

  void SeesStringsOfTheStandardLibrary() {
    const AllocationCounter counter;
    const std::string text(100, 'x');
    CPPUNIT_ASSERT(counter.count() >= 1 && text.size() == 100);
  }

  void IgnoresTheStackAndOtherThreads() {
    const AllocationCounter counter;
    std::thread other([] {
      for (int i = 0; i < 1000; ++i) const auto owned = std::make_unique<volatile int>(i);
    });
    other.join();
    const std::size_t starting_a_thread = counter.count();
    CPPUNIT_ASSERT(starting_a_thread < 100);

    const AllocationCounter on_the_stack;
    volatile char bytes[64] = {};
    bytes[0] = 1;
    const std::size_t count = on_the_stack.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
    CPPUNIT_ASSERT_EQUAL(1, int{bytes[0]});
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AllocationCounterTest);

}  // namespace
}  // namespace errwatch
