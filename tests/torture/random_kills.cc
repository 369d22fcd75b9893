#include "torture/random_kills.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "torture/operations.h"
#include "torture/sound.h"
#include "unit/memory_region.h"

namespace errwatch::torture {
namespace {

using namespace store;

constexpr uint32_t kClients = 60;  // that come to a table of 32
constexpr uint32_t kKeepers = 8;   // blocked by hand throughout, and counted exactly
constexpr uint32_t kFirstKeeper = 800;
constexpr std::size_t kMostWorkers = 64;
constexpr unsigned kStuckSeconds = 120;  // without an operation; a busy machine needs less than one

// What is counted once by each who does it, and stands in the memory where nothing takes its place.
enum Counted : uint8_t {
  kAdded,
  kPoured,
  kDenied,
  kHit,
  kMinute,
  kMessage,
  kBaseline,
  kNoted,
  kAppended,
  kCountedKinds
};
constexpr std::array<const char*, kCountedKinds> kCountedNames = {
    "counter",           "level of a client", "denials of a client",
    "hits of a rule",    "minutes",           "a message",
    "entries of a kind", "journal",           "incidents"};

struct Worker {
  std::atomic<uint64_t> operations, looks, wrong;
  std::array<std::atomic<uint64_t>, kCountedKinds> begun, done;
};
// What workers tell; each thread of each generation adds to the place of its process.
struct Board {
  std::atomic<bool> ends;
  std::array<Worker, kMostWorkers> workers;
};

Tick RealNow() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  // Fifty times as fast, so that windows and blocks end.
  const auto ms = static_cast<uint64_t>(now.tv_sec) * 1000 + static_cast<uint64_t>(now.tv_nsec) / 1'000'000;
  return {100'000'000 + ms * 5};
}

constexpr LogId kOwnMessage = 4321;
constexpr uint32_t kOwnRule = 4321;
constexpr BucketShape kHuge{60'000, kMaxTick};
// So many pours of a quantum, and it is empty again (leaky_bucket.h): a trial of minutes comes to that.
constexpr uint64_t kPoursOfHuge = uint64_t{kHuge.capacity} * kQuantaPerUnit - (kQuantaPerUnit - 1);
constexpr Tick kOnce{100'000'000};  // at one moment nothing leaks

template <typename F>
void DoCounted(Worker& worker, Counted kind, F&& run) {
  worker.begun[kind].fetch_add(1);
  run();
  worker.done[kind].fetch_add(1);
}

void CountOne(Worker& worker, Segment& segment, Tick now, uint32_t which) {
  const Doing doing{segment, kFirstKeeper, now};
  const auto kind = static_cast<Counted>(which % kCountedKinds);
  DoCounted(worker, kind, [&] {
    switch (kind) {
      case kAdded:
        return segment.counters().Add(Counter::kNoScratch);
      case kPoured:
        segment.clients().Pour(doing.Key(), kAnyTag, 1, kHuge, kOnce);
        return;
      case kDenied:
        return segment.clients().CountDenial(doing.Key(), now);
      case kHit:
        return segment.rules().Hit(kOwnRule, now);
      case kMinute:
        return segment.timeline().Note(Counter::kWouldDeny, kOnce);
      case kMessage:
        return segment.message_templates().Note(kOwnMessage, kOwnMessage, "AH04321: a message", Level::kInfo,
                                                now);
      case kBaseline:
        return segment.baselines().Note(kOwnMessage, "own.example.org", 5, now);
      case kNoted: {
        JournalEntry entry;
        entry.time = now;
        return segment.journal().Note(entry);
      }
      case kAppended: {
        Incident incident;
        incident.time = now;
        segment.incidents().Append(incident);
        return;
      }
      case kCountedKinds:
        return;
    }
  });
}

// What a gate may never see otherwise.
bool KeepersHold(Segment& segment, uint32_t which, Tick now) {
  const Doing doing{segment, kFirstKeeper + which % kKeepers, now};
  const auto block = segment.clients().FindBlock(doing.Key());
  return block && block->Active(now) &&
         segment.listed().Allows(AddressOf(kFirstKeeper + 100 + which % kKeepers), now);
}

void Work(Board& board, std::size_t place, Segment& segment, const std::vector<Operation>& operations,
          uint32_t seed) {
  Worker& worker = board.workers[place];
  std::mt19937 random(seed);
  while (!board.ends.load()) {
    const Tick now = RealNow();
    const Operation& operation = operations[random() % operations.size()];
    const Doing doing{segment, 10 + static_cast<uint32_t>(random()) % kClients, now};
    operation.run(doing);
    CountOne(worker, segment, now, static_cast<uint32_t>(random()));
    if (!KeepersHold(segment, static_cast<uint32_t>(random()), now)) worker.wrong.fetch_add(1);
    worker.looks.fetch_add(1);
    worker.operations.fetch_add(2);
  }
}

class Torture {
 public:
  explicit Torture(const RandomPlan& plan)
      : plan_(plan),
        random_(plan.seed),
        board_region_(sizeof(Board)),
        board_(*board_region_.As<Board>()),
        segment_(SmallGeometry(4)) {
    segment_->RegisterScope("server");
    const Tick now = RealNow();
    segment_->journal().WantUntil({kMaxTick});
    for (uint32_t i = 0; i < kKeepers; ++i) {
      const Doing doing{*segment_, kFirstKeeper + i, now};
      segment_->clients().BlockByHand(doing.Key(), 0, {kMaxTick}, now);
      ListedRange range;
      range.kind = ListKind::kAllowed;
      range.bits = 32;
      range.address = AddressOf(kFirstKeeper + 100 + i);
      segment_->listed().Enter(range, {kMaxTick}, "", now);
    }
    // Whatever resumes, closes or empties what is counted is of another trial.
    std::erase_if(operations_, [](const Operation& one) {
      return one.who == Who::kOne || one.name == "skip what was overwritten" ||
             one.name == "take an incident";
    });
  }

  bool Run() {
    for (std::size_t i = 0; i < plan_.processes; ++i) workers_.push_back(Start(i));
    const Tick begun = RealNow();
    const auto over = [&] {
      return RealNow().value - begun.value >= uint64_t{plan_.seconds} * 5000 && kills_ >= plan_.kills;
    };
    const std::size_t first =
        std::max<std::size_t>(plan_.processes / 2, 1);  // those before it are never killed
    while (!over() && good_) {
      usleep(static_cast<useconds_t>(random_() % 20'000));
      const std::size_t place = first + random_() % std::max<std::size_t>(plan_.processes - first, 1);
      if (place < workers_.size()) Kill(place);
      if (kills_ % 64 == 0) CheckProgress();
    }
    board_.ends.store(true);
    for (const pid_t worker : workers_) {
      int status = 1;
      alarm(kStuckSeconds);
      if (waitpid(worker, &status, 0) != worker || status != 0) Say("a process did not end well");
      alarm(0);
    }
    Finish();
    return good_;
  }

 private:
  pid_t Start(std::size_t place) {
    const auto seed = static_cast<uint32_t>(random_());
    const pid_t child = fork();
    if (child != 0) return child;
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // nobody goes on alone
    std::vector<std::thread> threads;
    for (uint32_t i = 0; i < plan_.threads; ++i)
      threads.emplace_back([&, i] { Work(board_, place, *segment_, operations_, seed + i); });
    for (std::thread& thread : threads) thread.join();
    _exit(0);
  }

  void Kill(std::size_t place) {
    int status = 0;
    kill(workers_[place], SIGKILL);
    if (waitpid(workers_[place], &status, 0) != workers_[place] || !WIFSIGNALED(status) ||
        WTERMSIG(status) != SIGKILL)
      Say("a process ended before it was killed");
    ++kills_;
    workers_[place] = Start(place);
  }

  // Those that are never killed.
  void CheckProgress() {
    const Tick now = RealNow();
    for (std::size_t i = 0; i < plan_.processes / 2; ++i) {
      auto& [operations, when] = seen_[i];
      const uint64_t done = board_.workers[i].operations.load();
      if (done != operations || when.value == 0) {
        operations = done;
        when = now;
      } else if (now.value - when.value > uint64_t{kStuckSeconds} * 5000) {
        Say("a process makes no progress");
      }
    }
  }

  void Say(const std::string& what) {
    good_ = false;
    std::printf("WRONG: %s\n", what.c_str());
  }

  uint64_t InMemory(Counted kind) {
    const Tick now = RealNow();
    const Doing doing{*segment_, kFirstKeeper, now};
    switch (kind) {
      case kAdded:
        return segment_->counters().Sum(Counter::kNoScratch);
      case kPoured:
        return segment_->clients().Find(doing.Key())->any.level;
      case kDenied:
        return segment_->clients().Find(doing.Key())->denials;
      case kHit:
        for (const RuleHits& rule : segment_->rules().List())
          if (rule.rule == kOwnRule) return rule.hits;
        return 0;
      case kMinute: {
        uint64_t sum = 0;
        for (const uint64_t count :
             segment_->timeline().CountsOf(Counter::kWouldDeny, TimeStep::kMinute, kOnce))
          sum += count;
        return sum;
      }
      case kMessage:
        for (const KnownTemplate& known : segment_->message_templates().List())
          if (known.id == kOwnMessage) return known.count;
        return 0;
      case kBaseline:
        for (const KnownBaseline& known : segment_->baselines().List(now))
          if (known.kind == kOwnMessage && known.vhost == "own.example.org") return known.count;
        return 0;
      case kNoted:
        return segment_->journal().head();
      case kAppended:
        return segment_->incidents().head();
      case kCountedKinds:
        break;
    }
    return 0;
  }

  void Finish() {
    uint64_t operations = 0, looks = 0, wrong = 0, least = UINT64_MAX;
    for (std::size_t i = 0; i < plan_.processes; ++i) {
      const Worker& worker = board_.workers[i];
      operations += worker.operations.load();
      looks += worker.looks.load();
      wrong += worker.wrong.load();
      if (i < std::max<std::size_t>(plan_.processes / 2, 1))
        least = std::min(least, worker.operations.load());
    }
    if (wrong != 0)
      Say(std::to_string(wrong) + " looks at who is blocked or allowed throughout found otherwise");
    std::printf(
        "%u processes of %u threads, %llu kills, %llu operations (a survivor at least %llu), %llu looks at "
        "who is blocked\n",
        plan_.processes, plan_.threads, static_cast<unsigned long long>(kills_),
        static_cast<unsigned long long>(operations), static_cast<unsigned long long>(least),
        static_cast<unsigned long long>(looks));
    for (uint8_t i = 0; i < kCountedKinds; ++i) CompareCounts(static_cast<Counted>(i));
    // When what was blocked by hand for a second is so no more.
    const Doing doing{*segment_, 10, {RealNow().value + 10'000}};
    segment_->clients().BlockByHand(doing.KeyOf(kBlockedByHand), 0, {kMaxTick}, doing.now);
    if (const std::string said = WhatFails(doing); !said.empty()) Say("at the end: " + said);
  }

  void CompareCounts(Counted kind) {
    uint64_t begun = 0, done = 0;
    for (const Worker& worker : board_.workers) {
      begun += worker.begun[kind].load();
      done += worker.done[kind].load();
    }
    uint64_t found = InMemory(kind);
    if (kind == kPoured && found < begun) found += (begun - found) / kPoursOfHuge * kPoursOfHuge;
    // Others append and note, too: of these only that none is missing can be told.
    const bool alone = kind != kNoted && kind != kAppended;
    std::printf("  %-20s done %10llu, counted %10llu, killed in it %4llu\n", kCountedNames[kind],
                static_cast<unsigned long long>(done), static_cast<unsigned long long>(found),
                static_cast<unsigned long long>(begun - done));
    if (found < done || (alone && found > begun)) Say(std::string("the count of ") + kCountedNames[kind]);
  }

  const RandomPlan plan_;
  std::mt19937 random_;
  MemoryRegion board_region_;
  Board& board_;
  TestSegment segment_;
  std::vector<Operation> operations_ = AllOperations();
  std::vector<pid_t> workers_;
  std::array<std::pair<uint64_t, Tick>, kMostWorkers> seen_{};
  uint64_t kills_ = 0;
  bool good_ = true;
};

}  // namespace

bool KillAtRandom(const RandomPlan& plan) { return Torture(plan).Run(); }

}  // namespace errwatch::torture
