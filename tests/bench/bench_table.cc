// Nanoseconds for what a request and an entry do with shared memory,
// with 65,536 clients in the table, for one thread and more.
//   bench_table [--benchmark_filter=...]
#include <benchmark/benchmark.h>
#include <sys/mman.h>

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "model/bucket_tag.h"
#include "store/accounting.h"
#include "store/incident_text.h"
#include "store/segment.h"

namespace {

using namespace errwatch;         // NOLINT: a program of its own
using namespace errwatch::store;  // NOLINT

constexpr uint32_t kClients = 65'536;
constexpr Tick kNow{1'000'000'000};
constexpr BucketShape kNeverFull{10'000, 6000};
constexpr uint64_t kScope = 42;

ClientAddress Address(uint32_t number) { return ClientAddress::FromWords(0x20010DB8'00000000 + number, 0); }

// Room for twice as many, so that hardly a client is evicted.
Segment& Table() {
  static Segment segment = [] {
    const Geometry geometry = GeometryFor(2 * kClients);
    const std::size_t bytes = RegionBytes(geometry);
    void* region = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (region == MAP_FAILED) std::abort();
    HashKey key{};
    key[0] = 1;
    Segment made = Segment::Format({static_cast<std::byte*>(region), bytes}, geometry, key, {}, kNow).value();
    ClientTable clients = made.clients();
    for (uint32_t i = 0; i < kClients; ++i)
      clients.Pour(clients.KeyOf(Address(i), kScope), kAnyTag, 1, kNeverFull, kNow);
    return made;
  }();
  return segment;
}

// Visits clients in an order that no cache can guess, each thread its own.
class Walk {
 public:
  explicit Walk(int thread) : at_(static_cast<uint32_t>(thread) * 7919) {}
  uint32_t Next() { return (at_ = at_ * 1664525 + 1013904223) >> 8 & (kClients - 1); }

 private:
  uint32_t at_;
};

// All of what the gate does: address to key, key to set, block word.
void GateKnownClient(benchmark::State& state) {
  const ClientTableReader clients = std::as_const(Table()).clients();
  Walk walk(state.thread_index());
  for (auto step : state)
    benchmark::DoNotOptimize(clients.FindBlock(clients.KeyOf(Address(walk.Next()), kScope)));
}

void GateUnknownClient(benchmark::State& state) {
  const ClientTableReader clients = std::as_const(Table()).clients();
  Walk walk(state.thread_index());
  for (auto step : state)
    benchmark::DoNotOptimize(clients.FindBlock(clients.KeyOf(Address(kClients + walk.Next()), kScope)));
}

// The block of the client or of its ranges, while no range is blocked: one more load.
void GateNoRangeBlocked(benchmark::State& state) {
  const Segment& segment = Table();
  const ClientTableReader clients = segment.clients();
  Walk walk(state.thread_index());
  for (auto step : state)
    benchmark::DoNotOptimize(segment.FindBlock(clients.KeyOf(Address(walk.Next()), kScope), kNow));
}

// ... while one is, in which the client is not: two look-ups for IPv6.
void GateRangeBlocked(benchmark::State& state) {
  static const bool blocked = [] {
    ClientRangeTable ranges = Table().ranges();
    BlockWord block;
    block.until = {kNow.value + 60'000};
    for (uint64_t i = 0; i < 16; ++i) {
      ClientRangeTable::Opened opened;
      const ClientAddress member = ClientAddress::FromWords(0x26000000'00000000 + i, 0);
      ranges.NoteBlocked(Table().clients().KeyOf(member, kScope), 0, block, block.until, kNow, opened);
    }
    return true;
  }();
  benchmark::DoNotOptimize(blocked);
  GateNoRangeBlocked(state);
}

// The same client over and over: a page with many parts, or an attack.
void GateSameClient(benchmark::State& state) {
  const ClientTableReader clients = std::as_const(Table()).clients();
  for (auto step : state) benchmark::DoNotOptimize(clients.FindBlock(clients.KeyOf(Address(1), kScope)));
}

void PourManyClients(benchmark::State& state) {
  ClientTable clients = Table().clients();
  Walk walk(state.thread_index());
  for (auto step : state) {
    benchmark::DoNotOptimize(
        clients.Pour(clients.KeyOf(Address(walk.Next()), kScope), 1, 1, kNeverFull, kNow));
  }
}

// Every thread pours into one bucket: the worst case for its cache line.
void PourOneClient(benchmark::State& state) {
  ClientTable clients = Table().clients();
  const ClientKey key = clients.KeyOf(Address(1), kScope);
  for (auto step : state)
    benchmark::DoNotOptimize(clients.Pour(key, 1, 1 * kQuantaPerUnit, kNeverFull, kNow));
}

// A new client each time, in a table that is full: every pour evicts.
void PourEvicting(benchmark::State& state) {
  static Segment& full = [&]() -> Segment& {
    static Segment segment = Table();
    ClientTable clients = segment.clients();
    for (uint32_t i = 0; i < 4 * kClients; ++i) {
      clients.Pour(clients.KeyOf(Address(i), kScope), kAnyTag, 1, kNeverFull, kNow);
    }
    return segment;
  }();
  ClientTable clients = full.clients();
  auto number = 1'000'000U + static_cast<uint32_t>(state.thread_index()) * 100'000'000U;
  for (auto step : state) {
    benchmark::DoNotOptimize(
        clients.Pour(clients.KeyOf(Address(number++), kScope), kAnyTag, 1, kNeverFull, kNow));
  }
}

// Of shapes that all differ. Each client asks for another one each time: the same again would weigh nothing,
// and so pour nothing.
std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (int i = 0; i < 26 * 26 * 4; ++i) {
    const auto letter = [](int number) { return static_cast<char>('a' + number % 26); };
    names.push_back({'/', letter(i), letter(i / 26), letter(i / 26 / 26), '.', 'p', 'h', 'p'});
  }
  return names;
}

// Everything an entry costs after it was classified.
void AccountEntry(benchmark::State& state) {
  Segment& segment = Table();
  Limits limits;
  limits.any.shape = limits[Category::kVulnScan].shape = kNeverFull;
  const BlockPolicy policy;
  const Charge charge{&limits, &policy, kScope, 0, false, false};
  Entry entry;
  entry.vhost = "www.example.org";
  entry.message = "AH00128: File does not exist: /srv/www/wp-login.php";
  Classification what;
  what.category = state.range(0) != 0 ? Category::kVulnScan : Category::kSqlInjection;
  limits[what.category].shape = kNeverFull;
  what.cost = 1;
  what.rule = what.rules[0] = 2101;
  what.rule_count = 1;
  const std::vector<std::string> names = Names();
  Walk walk(state.thread_index());
  std::size_t steps = 0;
  for (auto step : state) {
    const uint32_t client = walk.Next();
    entry.uri = names[(client + steps++ / kClients) % names.size()];
    benchmark::DoNotOptimize(Account(segment, entry, what, Address(client), charge, nullptr, kNow));
  }
}

// What AccountEntry does for the client's story alone.
void TellStory(benchmark::State& state) {
  ClientStories stories = Table().stories();
  const std::vector<std::string> names = Names();
  Walk walk(state.thread_index());
  StoryEvent event;
  event.time = kNow;
  event.vhost = "www.example.org";
  event.level = 100;
  for (auto step : state) {
    const uint32_t client = walk.Next();
    const ShortText<kTargetBytes> uri = TargetOf(names[client % names.size()], {});
    event.uri = uri.view();
    benchmark::DoNotOptimize(stories.Tell(1 + client, event));
  }
}

void AppendIncident(benchmark::State& state) {
  IncidentRing ring = Table().incidents();
  Incident incident;
  incident.uri = "/wp-login.php";
  incident.message = "AH00128: File does not exist: /srv/www/wp-login.php";
  for (auto step : state) benchmark::DoNotOptimize(ring.Append(incident));
}

BENCHMARK(GateNoRangeBlocked)->Threads(1)->Threads(2);
BENCHMARK(GateRangeBlocked)->Threads(1)->Threads(2);
BENCHMARK(GateSameClient)->Threads(1)->Threads(2);
BENCHMARK(GateKnownClient)->Threads(1)->Threads(2);
BENCHMARK(GateUnknownClient)->Threads(1)->Threads(2);
BENCHMARK(PourManyClients)->Threads(1)->Threads(2);
BENCHMARK(PourOneClient)->Threads(1)->Threads(2)->Threads(4);
BENCHMARK(AccountEntry)->ArgName("watched_template")->Arg(0)->Arg(1)->Threads(1)->Threads(2);
BENCHMARK(TellStory)->Threads(1)->Threads(2);
BENCHMARK(AppendIncident)->Threads(1)->Threads(2);
BENCHMARK(PourEvicting)->Threads(1)->Threads(2);  // last: it fills the table

}  // namespace

BENCHMARK_MAIN();
