#include "torture/step_kills.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <random>

#include "torture/observed.h"
#include "torture/operations.h"
#include "torture/sound.h"
#include "torture/step.h"
#include "unit/memory_region.h"

namespace errwatch::torture {
namespace {

using namespace store;

constexpr unsigned kStuckSeconds = 60;  // a busy machine needs milliseconds
// What fills or empties all of a part writes ten thousands of times: of more than so many some are chosen.
constexpr uint64_t kMostEach = 200;
const char* at_work = "";
void OnAlarm(int) {
  constexpr std::string_view said = "stuck in: ";
  if (write(2, said.data(), said.size()) < 0 || write(2, at_work, std::strlen(at_work)) < 0) _exit(3);
  _exit(2);
}

struct Tally {
  uint64_t operations = 0, kills = 0, writes = 0, faults = 0;
};

enum class Unit : uint8_t { kWrites, kInstructions };
struct Moment {
  Unit unit;
  uint64_t at;
};

// One operation in one state of the memory.
class Trial {
 public:
  Trial(const Operation& operation, Tally& tally, bool instructions)
      : operation_(operation), tally_(tally), segment_(SmallGeometry(1)), doing_{*segment_} {
    segment_->RegisterScope("server");
    AddBystanders(*segment_, doing_.now);
    operation_.prepare(doing_);
    Keep();
    at_work = operation_.name.data();
    ObserveBounds();
    Restore();
    trace_ = TraceOf(
        Memory(), [this] { operation_.run(doing_); }, instructions);
    Restore();
  }

  const Trace& trace() const { return trace_; }

  // After each write, then after so-manieth instructions.
  std::vector<Moment> Moments(uint64_t every) const {
    std::vector<Moment> moments;
    for (uint64_t at = 1; at <= trace_.writes; ++at) moments.push_back({Unit::kWrites, at});
    for (uint64_t at = every; every != 0 && at < trace_.instructions; at += every)
      moments.push_back({Unit::kInstructions, at});
    return moments;
  }

  void KillAt(const Moment& moment) {
    Restore();
    ++tally_.kills;
    const auto run = [this] { operation_.run(doing_); };
    const bool killed = moment.unit == Unit::kWrites ? KillAfterWrites(moment.at, Memory(), run)
                                                     : KillAfterInstructions(moment.at, run);
    if (!killed) return Say(moment, "was not killed");
    if (const std::string said = OutsideOf(Seen(), AfterOne(), {}); !said.empty())
      Say(moment, "left: " + said);
    alarm(kStuckSeconds);
    run();
    if (const std::string said = OutsideOf(Seen(), AfterTwo(), operation_.left_over); !said.empty())
      Say(moment, "a survivor did the same: " + said);
    if (const std::string said = WhatFails(doing_); !said.empty()) Say(moment, said);
    alarm(0);
  }

 private:
  std::span<std::byte> Memory() { return segment_.region().bytes(); }
  void Keep() { kept_.assign(Memory().begin(), Memory().end()); }
  void Restore() { std::memcpy(Memory().data(), kept_.data(), kept_.size()); }
  Observed Seen() { return Observe(Memory(), doing_.now); }
  Bounds AfterOne() const { return BoundsOf(before_, once_, nullptr); }
  Bounds AfterTwo() const { return BoundsOf(once_, twice_, &before_); }
  void ObserveBounds() {
    before_ = Seen();
    operation_.run(doing_);
    once_ = Seen();
    operation_.run(doing_);
    twice_ = Seen();
  }
  void Say(const Moment& moment, const std::string& what) {
    ++tally_.faults;
    const bool writes = moment.unit == Unit::kWrites;
    std::printf("%s, killed after %llu of %llu %s: %s\n", operation_.name.data(),
                static_cast<unsigned long long>(moment.at),
                static_cast<unsigned long long>(writes ? trace_.writes : trace_.instructions),
                writes ? "writes" : "instructions", what.c_str());
  }

  const Operation& operation_;
  Tally& tally_;
  TestSegment segment_;
  Doing doing_;
  std::vector<std::byte> kept_;
  Observed before_, once_, twice_;
  Trace trace_;
};

}  // namespace

bool KillAtEachStep(const StepPlan& plan) {
  if (!CanStep()) {
    std::printf("no kill at an instruction: this processor is not known\n");
    return true;
  }
  signal(SIGALRM, OnAlarm);
  std::mt19937 random(plan.seed);
  Tally tally;
  std::vector<Operation> operations = AllOperations();
  std::erase_if(operations,
                [&](const Operation& one) { return one.name.find(plan.only) == std::string::npos; });
  std::shuffle(operations.begin(), operations.end(), random);
  const uint64_t each = plan.kills == 0 ? kMostEach : plan.kills / operations.size() + 1;
  for (const Operation& operation : operations) {
    if (plan.kills != 0 && tally.kills >= plan.kills) break;
    Trial trial(operation, tally, plan.verbose || plan.every != 0);
    if (!trial.trace().followed) {
      ++tally.faults;
      std::printf("%s: could not be followed\n", operation.name.data());
      continue;
    }
    ++tally.operations;
    tally.writes += trial.trace().writes;
    std::vector<Moment> moments = trial.Moments(plan.every);
    std::shuffle(moments.begin(), moments.end(), random);
    if (moments.size() > each && plan.every == 0) moments.resize(each);
    const uint64_t faults = tally.faults;
    for (const Moment& moment : moments) trial.KillAt(moment);
    if (plan.verbose) {
      std::printf("%-48s %8llu instructions %4llu writes %6zu kills %s\n", operation.name.data(),
                  static_cast<unsigned long long>(trial.trace().instructions),
                  static_cast<unsigned long long>(trial.trace().writes), moments.size(),
                  tally.faults == faults ? "good" : "BAD");
      std::fflush(stdout);
    }
  }
  std::printf("%llu operations, which write %llu times: killed %llu times, %llu faults\n",
              static_cast<unsigned long long>(tally.operations),
              static_cast<unsigned long long>(tally.writes), static_cast<unsigned long long>(tally.kills),
              static_cast<unsigned long long>(tally.faults));
  return tally.faults == 0;
}

}  // namespace errwatch::torture
