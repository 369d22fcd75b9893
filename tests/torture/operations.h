// Everything that is ever done to the shared memory: what a process does, in which state of it.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "model/bucket_tag.h"
#include "store/segment.h"

namespace errwatch::torture {

// Who does what, and when.
struct Doing {
  store::Segment& segment;
  uint32_t client = 1;
  Tick now{100'000'000};
  uint32_t number = 0;  // what Prepare found out

  store::ClientKey Key() const { return KeyOf(client); }
  store::ClientKey KeyOf(uint32_t other) const;
  ClientAddress Address() const;
};

// By whom it may be done while others do something.
enum class Who : uint8_t {
  kAnyone,
  kOne,  // one process at a time: the parent, the watchdog, `errwatch exchange`
};

struct Operation {
  std::string_view name;
  std::function<void(Doing&)> prepare;
  std::function<void(const Doing&)> run;
  Who who = Who::kAnyone;
  // A survivor who does the same completes what the killed one began, but for this:
  std::string_view left_over = {};  // parts of names of what Observe tells, with | between two
};

std::vector<Operation> ClientOperations();
std::vector<Operation> RangeOperations();
std::vector<Operation> RecordOperations();    // incidents, event logs, journal, other hosts, stories
std::vector<Operation> TableOperations();     // counters, rules, templates, peers, crawlers
std::vector<Operation> LearningOperations();  // crowds, baselines, models
std::vector<Operation> EntryOperations();     // an entry from classification to its consequences
std::vector<Operation> AllOperations();

ClientAddress AddressOf(uint32_t client);
inline constexpr uint64_t kScope = 7;
inline constexpr uint8_t kXssTag = TagOf(Category::kXss);

// Who is there in each state, and is to come to no harm.
inline constexpr uint32_t kBlockedByHand = 900, kBlocked = 901, kScored = 902;
void AddBystanders(store::Segment& segment, Tick now);

}  // namespace errwatch::torture
