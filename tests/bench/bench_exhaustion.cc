// What becomes of a table of clients when ten million addresses err: whether 200 real offenders among them
// are caught, which blocks are lost, what an operation costs. As CSV, a line for each pattern, table and size:
//   bench_exhaustion [--addresses N] [--a-second N] [--patterns once,thrice,across,within,hop,hop-within]
//                    [--tables none,errwatch,lru,unbounded,accounting] [--clients 4096,16384,...]
// tests/bench/plot_exhaustion.py draws it.
#include <time.h>

#include <charconv>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "exhaustion/flood.h"

namespace {

using namespace errwatch;              // NOLINT: a program of its own
using namespace errwatch::exhaustion;  // NOLINT

double ProcessorSeconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

// Of one kind, fast or slow.
struct Caught {
  int number = 0;
  uint64_t median = 0, worst = 0;  // entries of those that were
};

Caught CaughtOf(const std::vector<Offender>& offenders, bool fast) {
  std::vector<uint64_t> after;
  for (const Offender& offender : offenders)
    if (offender.fast == fast && offender.caught_after != 0) after.push_back(offender.caught_after);
  if (after.empty()) return {};
  std::ranges::sort(after);
  return {static_cast<int>(after.size()), after[after.size() / 2], after.back()};
}

template <typename Table>
void Run(std::string_view pattern, const Flood& flood, uint32_t clients) {
  Memory keys(64);
  Table table(clients);
  Simulation<Table> simulation(table, flood, std::as_const(keys.segment()).clients());
  const double before = ProcessorSeconds();
  simulation.FloodTable();
  const double seconds = ProcessorSeconds() - before;
  const Outcome& outcome = simulation.outcome();
  uint64_t missed = 0, entries = 0;
  for (const Offender& offender : outcome.offenders) {
    missed += offender.blocks_missed;
    entries += offender.entries;
  }
  const Caught fast = CaughtOf(outcome.offenders, true);
  const Caught slow = CaughtOf(outcome.offenders, false);
  const Losses losses = table.losses();
  std::printf(
      "%s,%s,%u,%llu,%llu,%.1f,%d,%llu,%llu,%d,%llu,%llu,%llu,%llu,%llu,%llu,%llu,%zu\n",
      std::string(pattern).c_str(), Table::kName, clients, static_cast<unsigned long long>(flood.addresses),
      static_cast<unsigned long long>(outcome.operations),
      1e9 * seconds / static_cast<double>(outcome.operations), fast.number,
      static_cast<unsigned long long>(fast.median), static_cast<unsigned long long>(fast.worst), slow.number,
      static_cast<unsigned long long>(slow.median), static_cast<unsigned long long>(slow.worst),
      static_cast<unsigned long long>(entries), static_cast<unsigned long long>(missed),
      static_cast<unsigned long long>(losses.blocks), static_cast<unsigned long long>(losses.evictions),
      static_cast<unsigned long long>(outcome.denied), table.bytes());
  std::fflush(stdout);
}

void RunNamed(std::string_view table, std::string_view pattern, const Flood& flood, uint32_t clients) {
  if (table == NoTable::kName) Run<NoTable>(pattern, flood, clients);
  if (table == OwnTable::kName) Run<OwnTable>(pattern, flood, clients);
  if (table == LruTable::kName) Run<LruTable>(pattern, flood, clients);
  if (table == UnboundedTable::kName) Run<UnboundedTable>(pattern, flood, clients);
  if (table == WholeAccounting::kName) Run<WholeAccounting>(pattern, flood, clients);
}

std::vector<std::string_view> Words(std::string_view list) {
  std::vector<std::string_view> words;
  while (!list.empty()) {
    words.push_back(list.substr(0, list.find(',')));
    list.remove_prefix(std::min(words.back().size() + 1, list.size()));
  }
  return words;
}

uint64_t Number(std::string_view text) {
  uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

int main(int argc, char** argv) {
  Flood flood;
  std::string_view patterns = "once";
  std::string_view tables = "none,errwatch,lru,unbounded";
  std::string_view clients = "4096,16384,65536,262144,1048576";
  for (int i = 1; i < argc; i += 2) {
    const std::string_view option = argv[i];
    const char* value = i + 1 < argc ? argv[i + 1] : nullptr;
    if (value != nullptr && option == "--addresses") {
      flood.addresses = Number(value);
    } else if (value != nullptr && option == "--a-second") {
      flood.a_second = Number(value);
    } else if (value != nullptr && option == "--patterns") {
      patterns = value;
    } else if (value != nullptr && option == "--tables") {
      tables = value;
    } else if (value != nullptr && option == "--clients") {
      clients = value;
    } else {
      std::fputs(
          "usage: bench_exhaustion [--addresses N] [--a-second N] [--patterns NAME,...] [--tables NAME,...] "
          "[--clients N,...]\n",
          stderr);
      return 2;
    }
  }
  std::puts(
      "pattern,table,clients,addresses,operations,ns,fast_caught,fast_median,fast_worst,slow_caught,"
      "slow_median,slow_worst,offenders_entries,blocks_missed,blocks_evicted,evictions,denied,bytes");
  for (const std::string_view pattern : Words(patterns)) {
    for (const auto& [name, value] : kPatterns)
      if (name == pattern) flood.pattern = value;
    for (const std::string_view table : Words(tables)) {
      for (const std::string_view size : Words(clients)) {
        RunNamed(table, pattern, flood, static_cast<uint32_t>(Number(size)));
        // Without a size of their own.
        if (table == NoTable::kName || table == UnboundedTable::kName) break;
      }
    }
  }
  return 0;
}
