#include "anomaly/baseline.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace errwatch {
namespace {

constexpr uint64_t kMonday = 5 * kSlotsADay;  // 2020-01-06
constexpr uint32_t kLearn = 7 * kSlotsADay;

// A site that sleeps at night, with a factor on what is usual for some slots.
class Site {
 public:
  Site(double level, uint64_t seed) : level_(level), random_(seed) {}
  // Every finding of `days` with these factors, from the present slot on.
  template <typename Factor>
  std::vector<BaselineFinding> Go(double days, Factor factor) {
    std::vector<BaselineFinding> found;
    for (int i = 0; i < days * kSlotsADay; ++i, ++slot_) {
      const double hour = static_cast<double>(slot_ % kSlotsADay) / kSlotsAnHour;
      const double usual = level_ * (1 + 0.6 * std::sin((hour - 9) / 24 * 2 * M_PI));
      const double mean = usual * factor(i / static_cast<double>(kSlotsADay));
      const uint32_t count = mean <= 0 ? 0 : std::poisson_distribution<uint32_t>(mean)(random_);
      if (const auto finding = AddSlot(baseline_, slot_, count, kLearn)) found.push_back(*finding);
    }
    return found;
  }
  std::vector<BaselineFinding> Usual(double days) {
    return Go(days, [](double) { return 1.0; });
  }
  Baseline& baseline() { return baseline_; }
  uint64_t slot() const { return slot_; }

 private:
  double level_;
  std::mt19937_64 random_;
  Baseline baseline_;
  uint64_t slot_ = kMonday;
};

bool Has(const std::vector<BaselineFinding>& found, AnomalyKind kind) {
  for (const BaselineFinding& finding : found)
    if (finding.kind == kind) return true;
  return false;
}

class BaselineTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BaselineTest);
  CPPUNIT_TEST(HoursOfTheWeek);
  CPPUNIT_TEST(LearnsTheRhythm);
  CPPUNIT_TEST(NothingIsToldOfUsualWeeks);
  CPPUNIT_TEST(NothingIsToldWhileItLearns);
  CPPUNIT_TEST(ABurst);
  CPPUNIT_TEST(ARiseIsToldOnceAndBecomesUsual);
  CPPUNIT_TEST(ARampIsCalledSoMoreOftenThanNot);
  CPPUNIT_TEST(ASilenceIsToldOnce);
  CPPUNIT_TEST(WhatIsSeldomIsNeverSilent);
  CPPUNIT_TEST(AcceptTakesTheNewLevel);
  CPPUNIT_TEST(WildNumbersAreMadeSound);
  CPPUNIT_TEST_SUITE_END();

  void HoursOfTheWeek() {
    CPPUNIT_ASSERT_EQUAL(0U, HourOfWeek(kMonday));
    CPPUNIT_ASSERT_EQUAL(23U, HourOfWeek(kMonday + kSlotsADay - 1));
    CPPUNIT_ASSERT_EQUAL(24U, HourOfWeek(kMonday + 5 * kSlotsADay));
    CPPUNIT_ASSERT_EQUAL(0U, HourOfWeek(kMonday + 7 * kSlotsADay));
    CPPUNIT_ASSERT_EQUAL(kMonday, SlotOf(BeginOfSlot(kMonday)));
  }

  void LearnsTheRhythm() {
    Site site(10, 1);
    site.Usual(21);
    const float night = ExpectedIn(site.baseline(), site.slot() + 3 * kSlotsAnHour);
    const float noon = ExpectedIn(site.baseline(), site.slot() + 15 * kSlotsAnHour);
    CPPUNIT_ASSERT(night > 3 && night < 6 && noon > 13 && noon < 19);
  }

  void NothingIsToldOfUsualWeeks() {
    std::size_t told = 0;
    for (uint64_t seed = 1; seed <= 20; ++seed)
      for (const double level : {0.05, 0.5, 5.0, 50.0}) told += Site(level, seed).Usual(28).size();
    CPPUNIT_ASSERT(told <= 2);  // 240 weeks of one kind each
  }

  void NothingIsToldWhileItLearns() {
    Site site(5, 3);
    CPPUNIT_ASSERT(site.Go(6.9, [](double day) { return day < 5 ? 1.0 : 20.0; }).empty());
  }

  void ABurst() {
    for (uint64_t seed = 1; seed <= 20; ++seed) {
      Site site(1, seed);
      site.Usual(14.4);
      const auto found = site.Go(1.0 / 24, [](double) { return 10.0; });
      CPPUNIT_ASSERT(Has(found, AnomalyKind::kBurst));
      CPPUNIT_ASSERT(found[0].seen > 3 * found[0].expected && found[0].slots <= kSlotsAnHour);
      CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.size());  // once, not in every slot
    }
  }

  void ARiseIsToldOnceAndBecomesUsual() {
    int rises = 0;
    for (uint64_t seed = 1; seed <= 20; ++seed) {
      Site site(2, seed);
      site.Usual(14);
      const auto found = site.Go(3, [](double) { return 3.0; });
      CPPUNIT_ASSERT(Has(found, AnomalyKind::kRise) || Has(found, AnomalyKind::kRamp));
      rises += Has(found, AnomalyKind::kRise);
      CPPUNIT_ASSERT(site.Go(14, [](double) { return 3.0; }).size() <= 1);
    }
    CPPUNIT_ASSERT(rises >= 16);
  }

  void ARampIsCalledSoMoreOftenThanNot() {
    int ramps = 0, told = 0;
    for (uint64_t seed = 1; seed <= 20; ++seed) {
      Site site(5, seed);
      site.Usual(14);
      const auto found = site.Go(2, [](double day) { return 1 + 3 * day; });
      told += !found.empty();
      ramps += Has(found, AnomalyKind::kRamp);
    }
    CPPUNIT_ASSERT_EQUAL(20, told);
    CPPUNIT_ASSERT(ramps > 10);
  }

  void ASilenceIsToldOnce() {
    for (uint64_t seed = 1; seed <= 20; ++seed) {
      Site site(1, seed);
      site.Usual(14);
      const auto found = site.Go(2, [](double) { return 0.0; });
      CPPUNIT_ASSERT_EQUAL(std::size_t{1}, found.size());
      CPPUNIT_ASSERT(found[0].kind == AnomalyKind::kSilence && found[0].seen == 0 && found[0].expected > 0);
    }
  }

  void WhatIsSeldomIsNeverSilent() {
    Site site(0.002, 5);  // one in two days
    site.Usual(28);
    CPPUNIT_ASSERT(site.Go(7, [](double) { return 0.0; }).empty());
  }

  void AcceptTakesTheNewLevel() {
    Site site(5, 2);
    site.Usual(14);
    site.Go(0.5, [](double) { return 4.0; });
    Accept(site.baseline());
    const float expected = ExpectedIn(site.baseline(), site.slot());
    CPPUNIT_ASSERT(expected > 12);
    CPPUNIT_ASSERT(site.Go(3, [](double) { return 4.0; }).size() <= 1);
  }

  void WildNumbersAreMadeSound() {
    for (const float wild :
         {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), -1e30F, 1e30F}) {
      Baseline baseline;
      baseline.slots = baseline.level = baseline.excess = baseline.square = baseline.rise = wild;
      baseline.rate.fill(wild);
      baseline.weight.fill(wild);
      baseline.silent = baseline.fast_seen = baseline.first_expected = wild;
      baseline = Sound(baseline);
      for (uint64_t slot = 0; slot < 1000; ++slot)
        AddSlot(baseline, slot, slot % 50 == 0 ? UINT32_MAX : 3, 0);
      Accept(baseline);
      const Baseline sound = Sound(baseline);
      CPPUNIT_ASSERT(std::isfinite(sound.level) && std::isfinite(ExpectedIn(sound, 5)));
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(BaselineTest);

}  // namespace
}  // namespace errwatch
