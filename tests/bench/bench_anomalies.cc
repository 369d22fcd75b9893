// Nanoseconds that looking for anomalies costs an entry in the error_log hook: of which kind it is and how
// often that comes, and who joins whom at its target. For one thread, and for two that count in the same rows.
//   bench_anomalies [--benchmark_filter=...]
#include <benchmark/benchmark.h>
#include <sys/mman.h>

#include <array>
#include <cstdlib>
#include <string>

#include "store/accounting.h"
#include "store/baseline_watch.h"
#include "store/segment.h"

namespace {

using namespace errwatch;         // NOLINT: a program of its own
using namespace errwatch::store;  // NOLINT

constexpr uint32_t kClients = 65'536;
constexpr Tick kBegin{1'000'000'000};
constexpr const char* kSites[] = {"www.example.org", "shop.example.org", "blog.example.org"};

Segment& Memory() {
  static Segment segment = [] {
    const Geometry geometry = GeometryFor(2 * kClients);
    const std::size_t bytes = RegionBytes(geometry);
    void* region = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (region == MAP_FAILED) std::abort();
    HashKey key{};
    key[0] = 1;
    return Segment::Format({static_cast<std::byte*>(region), bytes}, geometry, key, {}, kBegin).value();
  }();
  return segment;
}

// Numbers that follow each other as no cache can guess, each thread's its own.
class Walk {
 public:
  explicit Walk(int thread) : at_(static_cast<uint64_t>(thread) * 7919 + 1) {}
  uint64_t Next() { return (at_ = at_ * 6364136223846793005 + 1442695040888963407) >> 8; }

 private:
  uint64_t at_;
};

// A thousand entries a second.
Tick At(uint64_t entry) { return {kBegin.value + entry / 10}; }

// Of 120 kinds of three sites, as nearly always. An argument that is not 0: messages without a number, of
// which the kind has to be found in the text.
void NoteKindOfKnownEntry(benchmark::State& state) {
  std::array<std::string, 40> messages;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const std::string text = "File does not exist: /srv/www/wordpress/wp-content/a/readme.txt";
    messages[i] = state.range(0) == 0 ? FormatLogId(static_cast<LogId>(100 + i)) + ": " + text
                                      : "plugin" + std::string(i + 1, 'x') + ": " + text;
  }
  Segment& segment = Memory();
  Walk walk(state.thread_index());
  for (uint64_t i = 0; auto _ : state) {
    const uint64_t number = walk.Next();
    const std::string& message = messages[number % messages.size()];
    NoteKindOfEntry(segment, LeadingLogId(message), message, Level::kError, kSites[number / 64 % 3],
                    number >> 8, At(i++));
  }
}
BENCHMARK(NoteKindOfKnownEntry)->Arg(0)->Arg(1)->ThreadRange(1, 2);

// Each of a new kind: what fills the tables.
void NoteKindOfNewEntry(benchmark::State& state) {
  Segment& segment = Memory();
  LogId log_id = 10'000;
  for (auto _ : state) {
    ++log_id;
    NoteKindOfEntry(segment, log_id, "a new one", Level::kError, kSites[0], log_id, At(log_id));
  }
}
BENCHMARK(NoteKindOfNewEntry);

// At so many targets; with one all threads write the same words.
void NoteInCrowd(benchmark::State& state) {
  CrowdRows crowds = Memory().crowds();
  Walk walk(state.thread_index());
  CrowdEntry entry;
  entry.category = Category::kAuthFailure;
  entry.vhost = kSites[0];
  entry.text = "alice";
  for (uint64_t i = 0; auto _ : state) {
    const uint64_t number = walk.Next();
    entry.print = 1 + number % static_cast<uint64_t>(state.range(0)) * 0x9E3779B97F4A7C15;
    entry.client = number >> 16 & (kClients - 1);
    entry.different = number * 0x9E3779B97F4A7C15;
    entry.address = ClientAddress::FromWords(0x20010DB8'00000000 + entry.client, 0);
    benchmark::DoNotOptimize(crowds.Note(entry, At(i++)));
  }
}
BENCHMARK(NoteInCrowd)->Arg(1)->Arg(200)->ThreadRange(1, 2);

// All of what follows a classification, of a failed log-in that counts at two targets, account and form.
// Argument: ErrWatchAnomalies Off or On.
void AccountFailedLogin(benchmark::State& state) {
  Limits limits = DefaultLimits();
  limits.any.shape = {10'000, 6000};
  limits[Category::kAuthFailure].shape = {10'000, 6000};
  const BlockPolicy policy;
  Charge charge;
  charge.limits = &limits;
  charge.block = &policy;
  charge.scope = 42;
  charge.anomalies = state.range(0) != 0;
  Classification what;
  what.category = Category::kAuthFailure;
  what.cost = 2;
  what.rule = what.rules[0] = 2001;
  what.rule_count = 1;
  Entry entry;
  entry.message = "AH01617: user alice: authentication failure for \"/login\": Password Mismatch";
  entry.log_id = 1617;
  entry.uri = "/login";
  entry.method = "POST";
  entry.vhost = kSites[0];
  entry.user = "alice";
  entry.status = 401;
  Walk walk(state.thread_index());
  for (uint64_t i = 0; auto _ : state) {
    const uint64_t client = walk.Next() & (kClients - 1);
    benchmark::DoNotOptimize(Account(Memory(), entry, what,
                                     ClientAddress::FromWords(0x20010DB8'00000000 + client, 0), charge,
                                     nullptr, At(i++)));
  }
}
BENCHMARK(AccountFailedLogin)->Arg(0)->Arg(1)->ThreadRange(1, 2);

}  // namespace

BENCHMARK_MAIN();
