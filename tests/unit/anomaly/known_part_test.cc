#include "anomaly/known_part.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

constexpr uint64_t kPrint = 0x123456789abcdef0;

class KnownPartTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(KnownPartTest);
  CPPUNIT_TEST(APartIsKnownOnceAnotherClientSendsIt);
  CPPUNIT_TEST(TheCountStopsAtItsEnd);
  CPPUNIT_TEST(AFreePlaceIsOfNoPart);
  CPPUNIT_TEST(PlacesOfAPartLieWithinTheTable);
  CPPUNIT_TEST(WhatSeveralSentIsNotDisplacedByWhatOneSends);
  CPPUNIT_TEST(WhatFindsNoRoomAgesWhatSeveralSent);
  CPPUNIT_TEST_SUITE_END();

 public:
  void APartIsKnownOnceAnotherClientSendsIt() {
    uint64_t word = FirstSeen(kPrint, 7);
    CPPUNIT_ASSERT(IsOf(word, kPrint) && !IsKnown(word, kPrint));
    word = SeenAgain(word, 7);
    CPPUNIT_ASSERT(!IsKnown(word, kPrint));
    word = SeenAgain(word, 8);
    CPPUNIT_ASSERT(IsKnown(word, kPrint));
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, TimesSent(word));
    CPPUNIT_ASSERT(!IsKnown(word, ~kPrint));
  }

  void TheCountStopsAtItsEnd() {
    const uint64_t full = FirstSeen(kPrint, 7) | kPartCount;
    CPPUNIT_ASSERT_EQUAL(kPartCount, TimesSent(SeenAgain(full, 7)));
    CPPUNIT_ASSERT(IsOf(SeenAgain(full, 8), kPrint));
  }

  void AFreePlaceIsOfNoPart() {
    CPPUNIT_ASSERT(!IsOf(0, kPrint) && !IsOf(0, 1));
    CPPUNIT_ASSERT(IsOf(FirstSeen(1, 0), 1));
  }

  void PlacesOfAPartLieWithinTheTable() {
    for (const uint64_t print : {uint64_t{1}, kPrint, ~uint64_t{0}}) {
      CPPUNIT_ASSERT(FirstPlace(print, 64) + kProbes <= 64);
      CPPUNIT_ASSERT_EQUAL(std::size_t{0}, FirstPlace(print, 64) % kProbes);
    }
  }

  void WhatSeveralSentIsNotDisplacedByWhatOneSends() {
    const uint64_t several = SeenAgain(FirstSeen(kPrint, 7), 8);
    const uint64_t one = FirstSeen(kPrint, 7) + 1000;
    CPPUNIT_ASSERT(IsWorthLess(one, several) && !IsWorthLess(several, one));
    CPPUNIT_ASSERT(IsWorthLess(FirstSeen(kPrint, 7), one));
  }

  void WhatFindsNoRoomAgesWhatSeveralSent() {
    const uint64_t entering = FirstSeen(~kPrint, 9);
    uint64_t several = SeenAgain(SeenAgain(FirstSeen(kPrint, 7), 8), 8);
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, TimesSent(several));
    several = MakingWay(several, entering);
    CPPUNIT_ASSERT(IsKnown(several, kPrint));
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, TimesSent(several));
    CPPUNIT_ASSERT_EQUAL(entering, MakingWay(several, entering));
    CPPUNIT_ASSERT_EQUAL(entering, MakingWay(FirstSeen(kPrint, 7) + 1000, entering));
    CPPUNIT_ASSERT_EQUAL(entering, MakingWay(0, entering));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(KnownPartTest);

}  // namespace
}  // namespace errwatch
