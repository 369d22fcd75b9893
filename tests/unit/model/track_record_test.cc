#include "model/track_record.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

constexpr Tick AtSecond(uint64_t seconds) { return {100'000'000 + seconds * 100}; }

uint32_t Noted(uint32_t bits, int succeeded, int failed, Tick now) {
  for (int i = 0; i < succeeded; ++i) bits = NoteOutcome(bits, true, now);
  for (int i = 0; i < failed; ++i) bits = NoteOutcome(bits, false, now);
  return bits;
}

class TrackRecordTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TrackRecordTest);
  CPPUNIT_TEST(CountsBoth);
  CPPUNIT_TEST(IsForgottenByHalves);
  CPPUNIT_TEST(ThatAnythingSucceededIsKnownForADay);
  CPPUNIT_TEST(ClocksThatDifferHalveItOnce);
  CPPUNIT_TEST(CreditIsBounded);
  CPPUNIT_TEST(TellsVisitorsFromScanners);
  CPPUNIT_TEST_SUITE_END();

 public:
  void CountsBoth() {
    const uint32_t bits = Noted(0, 12, 30, AtSecond(0));
    CPPUNIT_ASSERT(UnpackRecord(bits, AtSecond(1)) == (TrackRecord{12, 30}));
    CPPUNIT_ASSERT(UnpackRecord(0, AtSecond(0)) == TrackRecord{});
  }

  void IsForgottenByHalves() {
    const uint32_t bits = Noted(0, 12, 40, AtSecond(0));
    CPPUNIT_ASSERT(UnpackRecord(bits, AtSecond(301)) == (TrackRecord{6, 20}));
    CPPUNIT_ASSERT(UnpackRecord(bits, AtSecond(301 + 300)) == (TrackRecord{3, 10}));
    CPPUNIT_ASSERT(UnpackRecord(bits, AtSecond(24 * 3600 + 300)) == TrackRecord{});
    CPPUNIT_ASSERT(UnpackRecord(Noted(0, 4, 4, AtSecond(600)), AtSecond(599)) ==
                   (TrackRecord{4, 4}));  // out of order
  }

  void ThatAnythingSucceededIsKnownForADay() {
    uint32_t bits = Noted(0, 1, 0, AtSecond(0));
    CPPUNIT_ASSERT(UnpackRecord(bits, AtSecond(23 * 3600)) == (TrackRecord{1, 0}));
    CPPUNIT_ASSERT(UnpackRecord(bits, AtSecond(25 * 3600)) == TrackRecord{});
    // Neither is it lost by what fails, nor does one success now and then become a visitor's record.
    bits = Noted(bits, 0, 3, AtSecond(3600));
    CPPUNIT_ASSERT(UnpackRecord(bits, AtSecond(2 * 3600)) == (TrackRecord{1, 0}));
    for (uint64_t hour = 2; hour < 40; ++hour) bits = Noted(bits, 1, 0, AtSecond(hour * 3600));
    CPPUNIT_ASSERT(!UnpackRecord(bits, AtSecond(40 * 3600)).Known());
    CPPUNIT_ASSERT(UnpackRecord(Noted(0, 0, 9, AtSecond(0)), AtSecond(7200)) == TrackRecord{});
  }

  // Two processes at the turn of a window, of which one reads the clock a moment before the other.
  void ClocksThatDifferHalveItOnce() {
    const Tick turn = AtSecond(200);
    const Tick before{turn.value - 1};
    CPPUNIT_ASSERT(turn.value % kRecordWindow == 0);
    uint32_t bits = Noted(0, 16, 8, AtSecond(0));
    for (int i = 0; i < 4; ++i) {
      bits = NoteOutcome(bits, true, turn);
      bits = NoteOutcome(bits, true, before);
      CPPUNIT_ASSERT(IsFullOfSuccess(bits, before) == IsFullOfSuccess(bits, turn));
    }
    CPPUNIT_ASSERT(UnpackRecord(bits, turn) == (TrackRecord{16, 4}));
  }

  void CreditIsBounded() {
    const uint32_t bits = Noted(0, 500, 0, AtSecond(0));
    CPPUNIT_ASSERT_EQUAL(TrackRecord::kMostSucceeded, UnpackRecord(bits, AtSecond(0)).succeeded);
    CPPUNIT_ASSERT(IsFullOfSuccess(bits, AtSecond(0)) && !IsFullOfSuccess(bits, AtSecond(301)));
    CPPUNIT_ASSERT(!UnpackRecord(Noted(bits, 0, 125, AtSecond(0)), AtSecond(0)).Fair());
    const uint32_t full = Noted(0, 0, 3000, AtSecond(0));
    CPPUNIT_ASSERT(UnpackRecord(full, AtSecond(0)) == (TrackRecord{0, TrackRecord::kMostFailed}));
  }

  void TellsVisitorsFromScanners() {
    CPPUNIT_ASSERT((TrackRecord{10, 5}).Good() && !(TrackRecord{10, 11}).Good());
    CPPUNIT_ASSERT((TrackRecord{10, 40}).Fair() && !(TrackRecord{10, 41}).Fair());
    CPPUNIT_ASSERT(!(TrackRecord{3, 0}).Good() && !(TrackRecord{3, 0}).Fair());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TrackRecordTest);

}  // namespace
}  // namespace errwatch
