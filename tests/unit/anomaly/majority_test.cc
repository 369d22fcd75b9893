#include "anomaly/majority.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

namespace errwatch {
namespace {

class MajorityTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(MajorityTest);
  CPPUNIT_TEST(ThreeQuartersAreAlwaysAMajority);
  CPPUNIT_TEST(NoMoreIsCountedThanThereWas);
  CPPUNIT_TEST(WhatIsNotKnownIsNobodys);
  CPPUNIT_TEST(TheCountStaysWhatItIsAtItsMost);
  CPPUNIT_TEST_SUITE_END();

  static constexpr uint64_t kOne = 0x123456789ABCDEF0, kOther = 0x0FEDCBA987654321;

  void ThreeQuartersAreAlwaysAMajority() {
    std::mt19937_64 random(5);
    for (int round = 0; round < 200; ++round) {
      uint64_t word = 0;
      std::vector<uint64_t> stream(76, kOne);
      for (uint64_t i = 0; i < 24; ++i) stream.push_back(i % 3 == 0 ? 0 : kOther + i % 5);
      std::ranges::shuffle(stream, random);
      for (const uint64_t print : stream) word = Voted(word, print);
      CPPUNIT_ASSERT(IsVoteFor(word, kOne) && !IsVoteFor(word, kOther) && IsMajority(word, 100));
    }
  }

  void NoMoreIsCountedThanThereWas() {
    std::mt19937_64 random(6);
    uint64_t word = 0;
    std::map<uint64_t, uint64_t> seen;
    for (uint64_t i = 1; i < 5000; ++i) {
      const uint64_t print = random() % 3 + 1;
      ++seen[print];
      word = Voted(word, print);
      for (const auto& [one, count] : seen)
        CPPUNIT_ASSERT(!IsVoteFor(word, one) || (word & kVoteMask) <= count);
    }
    CPPUNIT_ASSERT(!IsMajority(word, 5000));
  }

  void WhatIsNotKnownIsNobodys() {
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Voted(0, 0));
    CPPUNIT_ASSERT(!IsMajority(Voted(0, 0), 0));
    const uint64_t once = Voted(0, kOne);
    CPPUNIT_ASSERT(IsMajority(once, 1) && !IsMajority(once, 2) && !IsMajority(Voted(once, 0), 0));
  }

  void TheCountStaysWhatItIsAtItsMost() {
    const uint64_t most = Voted(0, kOne) | kVoteMask;
    CPPUNIT_ASSERT_EQUAL(most, Voted(most, kOne));
    CPPUNIT_ASSERT(IsVoteFor(Voted(most, kOther), kOne));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MajorityTest);

}  // namespace
}  // namespace errwatch
