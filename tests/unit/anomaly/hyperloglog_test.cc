#include "anomaly/hyperloglog.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cmath>
#include <random>

namespace errwatch {
namespace {

class HyperloglogTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HyperloglogTest);
  CPPUNIT_TEST(NothingIsNothing);
  CPPUNIT_TEST(FewAreCountedAlmostExactly);
  CPPUNIT_TEST(ManyWithinTheError);
  CPPUNIT_TEST(TheSameAgainChangesNothing);
  CPPUNIT_TEST(AnotherAgeBeginsAnew);
  CPPUNIT_TEST(WildWordsAreHarmless);
  CPPUNIT_TEST_SUITE_END();

  static uint32_t CountOfSome(uint32_t things, uint64_t seed) {
    std::mt19937_64 random(seed);
    SketchValues words{};
    for (uint32_t i = 0; i < things; ++i) {
      const SketchPlace place = PlaceInSketch(random());
      words[place.word] = Noted(words[place.word], 5, place);
    }
    return CountOf(words, 5);
  }

  void NothingIsNothing() { CPPUNIT_ASSERT_EQUAL(0U, CountOf({}, 0)); }

  void FewAreCountedAlmostExactly() {
    CPPUNIT_ASSERT_EQUAL(1U, CountOfSome(1, 1));
    for (uint64_t seed = 1; seed <= 50; ++seed) {
      const int counted = static_cast<int>(CountOfSome(20, seed));
      CPPUNIT_ASSERT(std::abs(counted - 20) <= 6);
    }
  }

  // Root of the mean square over many seeds, against the published standard error.
  void ManyWithinTheError() {
    for (const uint32_t things : {1000U, 20'000U}) {
      double square = 0;
      for (uint64_t seed = 1; seed <= 60; ++seed) {
        const double off = CountOfSome(things, seed * 977) / static_cast<double>(things) - 1;
        square += off * off;
      }
      CPPUNIT_ASSERT(std::sqrt(square / 60) < 0.11);
    }
  }

  void TheSameAgainChangesNothing() {
    const SketchPlace place = PlaceInSketch(0x123456789ABCDEF0);
    const uint64_t word = Noted(0, 3, place);
    CPPUNIT_ASSERT(word != 0);
    CPPUNIT_ASSERT_EQUAL(word, Noted(word, 3, place));
  }

  void AnotherAgeBeginsAnew() {
    SketchValues words{};
    for (uint64_t i = 1; i < 1000; ++i) {
      const SketchPlace place = PlaceInSketch(i * 0x9E3779B97F4A7C15);
      words[place.word] = Noted(words[place.word], 7, place);
    }
    CPPUNIT_ASSERT(CountOf(words, 7) > 500);
    CPPUNIT_ASSERT_EQUAL(0U, CountOf(words, 8));
    const SketchPlace place = PlaceInSketch(42);
    words[place.word] = Noted(words[place.word], 8, place);
    CPPUNIT_ASSERT_EQUAL(1U, CountOf(words, 8));
  }

  void WildWordsAreHarmless() {
    SketchValues words;
    words.fill(UINT64_MAX);
    CPPUNIT_ASSERT(CountOf(words, kAgeMask) > 1'000'000);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HyperloglogTest);

}  // namespace
}  // namespace errwatch
