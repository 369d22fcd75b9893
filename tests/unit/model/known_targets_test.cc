#include "model/known_targets.h"

#include <cppunit/extensions/HelperMacros.h>

#include <random>

namespace errwatch {
namespace {

constexpr Tick At(uint64_t seconds) { return {100'000'000 + seconds * 100}; }

class KnownTargetsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(KnownTargetsTest);
  CPPUNIT_TEST(OneTargetCountsOnce);
  CPPUNIT_TEST(WhoAsksAllDayHasShownOneThing);
  CPPUNIT_TEST(AfterAWhileAllIsNew);
  CPPUNIT_TEST(TellsEnoughTargetsApart);
  CPPUNIT_TEST(TimesOutOfOrder);
  CPPUNIT_TEST(PagesFillNoneOfTheClientsClasses);
  CPPUNIT_TEST(WhatPagesLayIsCountedToo);
  CPPUNIT_TEST_SUITE_END();

  uint64_t word_ = 0;
  std::mt19937_64 random_{7};
  bool Note(uint64_t hash, Tick now, const TargetClasses& classes = kOwnShapes) {
    const TargetNoted noted = NoteTarget(word_, hash, now, classes);
    word_ = noted.word;
    return noted.is_new;
  }

 public:
  void OneTargetCountsOnce() {
    const uint64_t hash = random_();
    CPPUNIT_ASSERT(Note(hash, At(0)));
    for (uint64_t s = 1; s < 500; s += 5) CPPUNIT_ASSERT(!Note(hash, At(s)));
  }

  void WhoAsksAllDayHasShownOneThing() {
    const uint64_t hash = random_();
    int fresh = 0;
    for (uint64_t s = 0; s < 24 * 3600; s += 60) fresh += Note(hash, At(s)) ? 1 : 0;
    CPPUNIT_ASSERT_EQUAL(1, fresh);
  }

  void AfterAWhileAllIsNew() {
    const uint64_t hash = random_();
    CPPUNIT_ASSERT(Note(hash, At(0)));
    CPPUNIT_ASSERT(Note(hash, At(2 * 1200)));
  }

  void TellsEnoughTargetsApart() {
    int fresh = 0;
    int asked = 0;
    for (; fresh < 30; ++asked) fresh += Note(random_(), At(0)) ? 1 : 0;
    CPPUNIT_ASSERT(asked < 70);
    for (int i = 0; i < 400; ++i) fresh += Note(random_(), At(1)) ? 1 : 0;
    CPPUNIT_ASSERT(fresh > 300);  // crowded: whatever comes is new
  }

  void TimesOutOfOrder() {
    const uint64_t hash = random_();
    CPPUNIT_ASSERT(Note(hash, At(1200)));
    CPPUNIT_ASSERT(!Note(hash, At(1199 - 600)));
    CPPUNIT_ASSERT(!Note(hash, At(1201)));
  }

  // A page elsewhere with a hundred pictures: what its visitor polls here is known all the same.
  void PagesFillNoneOfTheClientsClasses() {
    for (int i = 0; i < 100; ++i) Note(random_(), At(0), kLaidShapes);
    CPPUNIT_ASSERT_EQUAL(0, TargetCount(word_, At(1), kOwnShapes));
    const uint64_t hash = random_();
    CPPUNIT_ASSERT(Note(hash, At(1)));
    CPPUNIT_ASSERT(!Note(hash, At(2)));
    CPPUNIT_ASSERT_EQUAL(1, TargetCount(word_, At(3), kOwnShapes));
  }

  void WhatPagesLayIsCountedToo() {
    const uint64_t hash = random_();
    CPPUNIT_ASSERT(Note(hash, At(0), kLaidTargets));
    for (uint64_t s = 1; s < 100; ++s) CPPUNIT_ASSERT(!Note(hash, At(s), kLaidTargets));
    int fresh = 0;
    for (int i = 0; i < 100; ++i) fresh += Note(random_(), At(100), kLaidTargets) ? 1 : 0;
    CPPUNIT_ASSERT(fresh > 80);  // a scanner in such headers runs out of classes, not of cost
    for (const TargetClasses& classes : {kOwnShapes, kLaidShapes})
      CPPUNIT_ASSERT_EQUAL(0, TargetCount(word_, At(2 * 1200), classes));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(KnownTargetsTest);

}  // namespace
}  // namespace errwatch
