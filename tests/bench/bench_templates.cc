// Nanoseconds for what anomalies cost an entry: which template it is of, and counting it.
//   bench_templates [--benchmark_filter=...]
// With $ERRWATCH_LOG_MESSAGES, a file of messages, one a line, also of those.
#include <benchmark/benchmark.h>
#include <sys/mman.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "anomaly/message_template.h"
#include "store/segment.h"

namespace {

using namespace errwatch;         // NOLINT: a program of its own
using namespace errwatch::store;  // NOLINT

constexpr const char* kMessages[] = {
    "AH00128: File does not exist: /srv/www/wordpress/wp-content/plugins/a/readme.txt",
    "AH01071: Got error 'PHP message: PHP Notice:  Undefined index: id in /srv/www/a/b/header.php on line "
    "507'",
    "PHP Warning:  fopen(/tmp/x): failed to open stream: Permission denied in /srv/www/a.php on line 1",
    "script '/srv/www/index.php' not found or unable to stat",
    "jk2_init() Found child 6725 in scoreboard slot 10",
    "ModSecurity: Warning. Pattern match \"^[\\\\d.:]+$\" at REQUEST_HEADERS:Host. [file "
    "\"/usr/share/modsecurity-crs/rules/REQUEST-920-PROTOCOL-ENFORCEMENT.conf\"] [line \"722\"] [id "
    "\"920350\"]",
};

void TemplateOfMessage(benchmark::State& state) {
  const std::string message = kMessages[state.range(0)];
  const LogId log_id = LeadingLogId(message);
  for (auto _ : state) benchmark::DoNotOptimize(TemplateOf(log_id, message));
  state.SetLabel(message.substr(0, 30));
}
BENCHMARK(TemplateOfMessage)->DenseRange(0, std::size(kMessages) - 1);

TemplateRows Rows() {
  static Segment segment = [] {
    const Geometry geometry = GeometryFor(1024);
    const std::size_t bytes = RegionBytes(geometry);
    void* region = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (region == MAP_FAILED) std::abort();
    return Segment::Format({static_cast<std::byte*>(region), bytes}, geometry, {}, {}, Tick{1}).value();
  }();
  return segment.message_templates();
}

// One of 200 that are known, as nearly always.
void NoteKnownTemplate(benchmark::State& state) {
  TemplateRows rows = Rows();
  uint64_t i = 0;
  for (auto _ : state) {
    const auto id = static_cast<LogId>(1 + i * 7 % 200);
    rows.Note(id, id, kMessages[0], Level::kError, {1'000'000 + i++ / 1000});
  }
}
BENCHMARK(NoteKnownTemplate)->ThreadRange(1, 2);

// Each a new one: what fills the table.
void NoteNewTemplate(benchmark::State& state) {
  TemplateRows rows = Rows();
  LogId id = 1000;
  for (auto _ : state) {
    ++id;
    rows.Note(id, id, kMessages[0], Level::kError, {2'000'000});
  }
}
BENCHMARK(NoteNewTemplate);

void TemplatesOfFile(benchmark::State& state) {
  const char* const path = std::getenv("ERRWATCH_LOG_MESSAGES");
  std::ifstream file(path == nullptr ? "" : path);
  std::vector<std::string> messages;
  for (std::string line; std::getline(file, line);) messages.push_back(line);
  if (messages.empty()) return state.SkipWithError("no messages: ERRWATCH_LOG_MESSAGES");
  for (auto _ : state)
    for (const std::string& message : messages)
      benchmark::DoNotOptimize(TemplateOf(LeadingLogId(message), message));
  state.counters["ns_per_message"] =
      benchmark::Counter(static_cast<double>(messages.size()) / 1e9,
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(TemplatesOfFile);

}  // namespace

BENCHMARK_MAIN();
