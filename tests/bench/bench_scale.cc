// What a look-up at the gate and the accounting of an entry cost with a thousand clients and with a million,
// and with one process and with eight, in one run, as CSV (medians of rounds that take turns):
//   bench_scale [clients|processes|bytes] [ROUNDS]
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/bucket_tag.h"
#include "store/accounting.h"
#include "store/segment.h"
#include "store/story_layout.h"
#include "wrong_password.h"

namespace {

using namespace errwatch;         // NOLINT: a program of its own
using namespace errwatch::store;  // NOLINT

constexpr Tick kNow{1'000'000'000};
constexpr uint64_t kScope = 42;
constexpr uint32_t kMostClients = 1'000'000;
constexpr uint32_t kSteps = 100'000;  // a round

ClientAddress Address(uint32_t number) { return ClientAddress::FromWords(0x20010DB8'00000000 + number, 0); }

// Room for twice as many as there will be, so that hardly a client is evicted.
Segment MakeSegment(uint32_t clients) {
  const Geometry geometry = GeometryFor(2 * clients);
  const std::size_t bytes = RegionBytes(geometry);
  // As httpd has it: all pages are there before anything is measured, and large ones where Linux gives them.
  const int memory = memfd_create("bench_scale", MFD_CLOEXEC);
  if (memory < 0 || posix_fallocate(memory, 0, static_cast<off_t>(bytes)) != 0) std::abort();
  void* region = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
  if (region == MAP_FAILED) std::abort();
  HashKey key{};
  key[0] = 1;
  return Segment::Format({static_cast<std::byte*>(region), bytes}, geometry, key, {}, kNow).value();
}

double ProcessorSeconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double Median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

// What the hook and the gate do, for clients in an order that no cache can guess.
class Work {
 public:
  explicit Work(Segment segment) : segment_(segment) {
    for (Limit& limit : limits_.category) limit.shape = {10'000, 6000};
    limits_.any.shape = {10'000, 6000};
  }

  [[gnu::noinline]] void AccountEntries(uint32_t clients, uint32_t steps) {
    const Charge charge{&limits_, &policy_, kScope, 0, false, false};
    for (uint32_t i = 0; i < steps; ++i) {
      const Outcome outcome = Account(segment_, entry_, what_, Address(Next(clients)), charge, nullptr, kNow);
      poured_ += outcome.poured ? 1U : 0U;
    }
  }
  [[gnu::noinline]] void LookUpBlocks(uint32_t clients, uint32_t steps) {
    const Segment& segment = segment_;
    const ClientTableReader table = segment.clients();
    for (uint32_t i = 0; i < steps; ++i) {
      const auto held = segment.FindBlock(table.KeyOf(Address(Next(clients)), kScope), kNow);
      poured_ += held ? 1U : 0U;
    }
  }
  void Fill(uint32_t clients) {
    ClientTable table = segment_.clients();
    for (uint32_t i = 0; i < clients; ++i)
      table.Pour(table.KeyOf(Address(i), kScope), kAnyTag, 1, limits_.any.shape, kNow);
  }
  void BeginAt(uint32_t place) { at_ = place; }

 private:
  uint32_t Next(uint32_t clients) {
    at_ = at_ * 1664525 + 1013904223;
    return static_cast<uint32_t>(uint64_t{at_} * clients >> 32);
  }

  Segment segment_;
  Limits limits_;
  BlockPolicy policy_;
  Entry entry_ = WrongPassword();
  Classification what_ = OfWrongPassword();
  uint32_t at_ = 1;
  uint64_t poured_ = 0;
};

void CompareClients(int rounds) {
  constexpr std::array kSizes = {1'000U, 10'000U, 100'000U, kMostClients};
  Work work(MakeSegment(kMostClients));
  work.Fill(kMostClients);
  std::array<std::vector<double>, kSizes.size()> account, gate;
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < kSizes.size(); ++i) {
      work.AccountEntries(kSizes[i], kSteps / 10);  // what is in use is in the caches, as far as it fits
      double before = ProcessorSeconds();
      work.AccountEntries(kSizes[i], kSteps);
      account[i].push_back(1e9 * (ProcessorSeconds() - before) / kSteps);
      work.LookUpBlocks(kSizes[i], kSteps / 10);
      before = ProcessorSeconds();
      work.LookUpBlocks(kSizes[i], kSteps);
      gate[i].push_back(1e9 * (ProcessorSeconds() - before) / kSteps);
    }
  }
  std::puts("clients,account_ns,account_ratio,gate_ns,gate_ratio");
  for (std::size_t i = 0; i < kSizes.size(); ++i) {
    std::printf("%u,%.0f,%.2f,%.0f,%.2f\n", kSizes[i], Median(account[i]),
                Median(account[i]) / Median(account[0]), Median(gate[i]), Median(gate[i]) / Median(gate[0]));
  }
}

// For what one process does; its processor time goes to `seconds`.
void Take(Work work, bool one_client, uint32_t place, volatile double* seconds) {
  work.BeginAt(place);
  const double before = ProcessorSeconds();
  work.AccountEntries(one_client ? 1 : 65'536, kSteps);
  *seconds = ProcessorSeconds() - before;
}

// Entries a second of processor time, all processes together.
double EntriesASecond(const Work& work, bool one_client, uint32_t processes, double* shared) {
  for (uint32_t i = 0; i < processes; ++i) {
    const pid_t child = fork();
    if (child < 0) std::abort();
    if (child == 0) {
      Take(work, one_client, i * 7919 + 1, &shared[i]);
      _exit(0);
    }
  }
  for (uint32_t i = 0; i < processes; ++i) wait(nullptr);
  double seconds = 0;
  for (uint32_t i = 0; i < processes; ++i) seconds += shared[i];
  return kSteps * processes / seconds;
}

void CompareProcesses(int rounds) {
  constexpr std::array kProcesses = {1U, 2U, 4U, 8U};
  Work work(MakeSegment(65'536));
  work.Fill(65'536);
  void* shared = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) std::abort();
  std::array<std::vector<double>, 2 * kProcesses.size()> rates;
  for (int round = 0; round < rounds; ++round)
    for (std::size_t i = 0; i < rates.size(); ++i)
      rates[i].push_back(EntriesASecond(work, i % 2 != 0, kProcesses[i / 2], static_cast<double*>(shared)));
  std::puts("processes,clients,entries_a_cpu_second,ratio");
  for (std::size_t i = 0; i < rates.size(); ++i) {
    std::printf("%u,%s,%.0f,%.3f\n", kProcesses[i / 2], i % 2 != 0 ? "1" : "65536", Median(rates[i]),
                Median(rates[i]) / Median(rates[i % 2]));
  }
}

// Of the state file and the memory.
void TellBytes() {
  std::puts("clients,bytes,bytes_a_client,of_sets,of_stories,of_ranges,of_good_ranges,fixed");
  for (uint32_t clients = 4096; clients <= 1U << 22; clients *= 4) {
    const Geometry geometry = GeometryFor(clients);
    const std::size_t sets = geometry.sets * sizeof(Set);
    const std::size_t stories = StorySets(geometry) * sizeof(StorySet);
    const std::size_t ranges = RangeSets(geometry) * sizeof(RangeSet);
    const std::size_t good = 2 * GoodRangeWords(geometry) * sizeof(SharedWord);
    const std::size_t all = RegionBytes(geometry);
    const double places = geometry.sets * kWays;
    std::printf("%u,%zu,%.1f,%.1f,%.1f,%.1f,%.1f,%zu\n", clients, all, static_cast<double>(all) / places,
                static_cast<double>(sets) / places, static_cast<double>(stories) / places,
                static_cast<double>(ranges) / places, static_cast<double>(good) / places,
                all - sets - stories - ranges - good);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  constexpr std::array<std::string_view, 4> kParts = {"", "bytes", "clients", "processes"};
  if (std::ranges::find(kParts, what) == kParts.end()) {
    std::fputs("usage: bench_scale [bytes | clients | processes [ROUNDS]]\n", stderr);
    return 2;
  }
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 11;
  if (what.empty() || what == "bytes") TellBytes();
  if (what.empty() || what == "clients") CompareClients(std::max(rounds, 1));
  if (what.empty() || what == "processes") CompareProcesses(std::max(rounds, 1));
  return 0;
}
