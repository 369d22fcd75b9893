// How well baselines (anomaly/baseline.h) find what is injected into the error log of a made-up site, and how
// often they are wrong: bench_baseline FIRST_SEED END_SEED. No times are measured.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "anomaly/baseline.h"

namespace errwatch {
namespace {

constexpr int kKinds = 40;
constexpr uint64_t kFirstSlot = 1000 * kSlotsADay;
constexpr int kDays = 35, kQuietDays = 21;
constexpr uint32_t kLearnSlots = 7 * kSlotsADay;

// How often a kind of entry comes: an hour's noise is what the next hour's is, mostly.
struct Kind {
  double level, daily, weekend, scatter;
  double noise = 0;
  Baseline baseline;
};

struct Injection {
  int kind;
  AnomalyKind what;
  uint64_t begin, end;
  double factor;
  bool found = false, named = false;

  double At(uint64_t slot) const {
    if (slot < begin || slot >= end) return 1;
    if (what != AnomalyKind::kRamp) return factor;
    return 1 + (factor - 1) * static_cast<double>(slot - begin) / static_cast<double>(end - begin);
  }
  // Within two of its periods.
  bool Explains(uint64_t slot) const {
    return slot >= begin && slot < begin + 2 * (end - begin) + kSlotsAnHour;
  }
  // What follows from it is no false alarm.
  bool Excuses(uint64_t slot) const { return slot >= begin && slot < end + 4 * kSlotsADay; }
};

struct Score {
  int all = 0, found = 0, named = 0;
};

class Site {
 public:
  explicit Site(uint64_t seed) : random_(seed) {
    for (int i = 0; i < kKinds; ++i) {
      Kind kind;
      kind.level = std::exp(Between(std::log(0.02), std::log(40)));
      kind.daily = Between(0.2, 0.95);
      kind.weekend = Between(0.3, 1.1);
      kind.scatter = Between(0, 0.25) * (i % 3 == 0 ? 2 : 0.6);
      kinds_.push_back(kind);
    }
    for (int i = 0; i < 3; ++i) Inject(AnomalyKind::kBurst, 0.05, kSlotsAnHour, 10, 12);
    Inject(AnomalyKind::kRise, 0.2, 2 * kSlotsADay, 3, 9);
    Inject(AnomalyKind::kRamp, 0.2, 2 * kSlotsADay, 6, 9);
    Inject(AnomalyKind::kSilence, 0.2, kSlotsADay, 0, 9);
  }

  // The number of false alarms.
  int Run() {
    int wrong = 0;
    for (uint64_t slot = kFirstSlot; slot < kFirstSlot + kDays * kSlotsADay; ++slot)
      for (int i = 0; i < kKinds; ++i) {
        Kind& kind = kinds_[static_cast<std::size_t>(i)];
        const auto finding = AddSlot(kind.baseline, slot, Count(kind, i, slot), kLearnSlots);
        if (finding) wrong += Note(i, slot, finding->kind) ? 0 : 1;
      }
    return wrong;
  }
  const std::vector<Injection>& injections() const { return injections_; }

 private:
  double Between(double least, double most) {
    return std::uniform_real_distribution<double>(least, most)(random_);
  }

  void Inject(AnomalyKind what, double least_level, uint64_t slots, double factor, double days) {
    for (int tries = 0; tries < 1000; ++tries) {
      const int i = static_cast<int>(random_() % kKinds);
      bool used = kinds_[static_cast<std::size_t>(i)].level < least_level;
      for (const Injection& other : injections_) used = used || other.kind == i;
      if (used) continue;
      const auto begin = kFirstSlot + static_cast<uint64_t>((kQuietDays + Between(0, days)) * kSlotsADay);
      injections_.push_back({i, what, begin, begin + slots, factor});
      return;
    }
  }

  uint32_t Count(Kind& kind, int number, uint64_t slot) {
    const double hour = static_cast<double>(slot % kSlotsADay) / kSlotsAnHour;
    double mean = kind.level * (1 + kind.daily * std::sin((hour - 9) / 24 * 2 * M_PI));
    if (HourOfWeek(slot) >= 24) mean *= kind.weekend;
    kind.noise = 0.92 * kind.noise + 0.39 * std::normal_distribution<double>()(random_) * kind.scatter;
    mean *= std::exp(kind.noise - kind.scatter * kind.scatter / 2);
    for (const Injection& injection : injections_)
      if (injection.kind == number) mean *= injection.At(slot);
    return std::poisson_distribution<uint32_t>(mean + 1e-12)(random_);
  }

  bool Note(int kind, uint64_t slot, AnomalyKind what) {
    bool excused = false;
    for (Injection& injection : injections_) {
      if (injection.kind != kind) continue;
      excused = excused || injection.Excuses(slot);
      if (!injection.Explains(slot)) continue;
      injection.found = true;
      injection.named = injection.named || injection.what == what;
    }
    return excused;
  }

  std::mt19937_64 random_;
  std::vector<Kind> kinds_;
  std::vector<Injection> injections_;
};

}  // namespace
}  // namespace errwatch

int main(int count, char** arguments) {
  using namespace errwatch;
  if (count != 3) {
    std::fprintf(stderr, "usage: %s FIRST_SEED END_SEED\n", arguments[0]);
    return 2;
  }
  const uint64_t first = std::strtoull(arguments[1], nullptr, 10);
  const uint64_t end = std::strtoull(arguments[2], nullptr, 10);
  std::map<AnomalyKind, Score> scores;
  int wrong = 0;
  for (uint64_t seed = first; seed < end; ++seed) {
    Site site(seed);
    wrong += site.Run();
    for (const Injection& injection : site.injections()) {
      Score& score = scores[injection.what];
      ++score.all;
      score.found += injection.found;
      score.named += injection.named;
    }
  }
  for (const auto& [what, score] : scores)
    std::printf("%s: found %d of %d, called so %d\n", std::string(AnomalyKindName(what)).c_str(), score.found,
                score.all, score.named);
  const double weeks = static_cast<double>(end - first) * (kDays - 7) / 7;
  std::printf("false alarms a week and site: %.2f\n", wrong / weeks);
}
