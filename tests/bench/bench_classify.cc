// Nanoseconds to classify one entry with all shipped rules loaded, beside what the parts of it cost.
//   bench_classify [--benchmark_filter=...]
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "../shipped_rules.h"
#include "match/normalize.h"
#include "rules/classifier.h"

namespace {

using namespace errwatch;  // NOLINT: a program of its own

// The rules and the scratch for them, made once.
struct Engine {
  std::shared_ptr<const RuleSet> rules;
  MatchScratch scratch;

  Engine() {
    auto built = RuleSet::Build(ShippedRules(ERRWATCH_SOURCE_DIR "/conf/rules"));
    if (!built || !built.value()->Warm(scratch)) {
      std::fprintf(stderr, "%s\n", built ? "cannot warm the scratch" : built.error().c_str());
      std::exit(1);
    }
    rules = built.value();
    int unscreened = 0;
    for (size_t i = 0; i < rules->rules().size(); ++i)
      unscreened += rules->screening(i) == Screening::kUnscreened;
    std::printf("%zu rules, %d of them unscreened, %zu requirements\n", rules->rules().size(), unscreened,
                rules->prefilter().requirement_count());
  }
};
Engine& TheEngine() {
  static Engine engine;
  return engine;
}

constexpr std::string_view kAgent =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
    "Safari/537.36";

Entry MakeEntry(LogId id, std::string_view module, Level level, std::string_view message,
                std::string_view uri, std::string_view args) {
  Entry entry;
  entry.log_id = id;
  entry.module = module;
  entry.level = level;
  entry.message = message;
  entry.uri = uri;
  entry.args = args;
  entry.method = "GET";
  entry.agent = kAgent;
  entry.host = "www.example.org";
  return entry;
}

struct Sample {
  const char* name;
  Entry entry;
};

const std::array<Sample, 9>& Samples() {
  static const std::array<Sample, 9> samples = {{
      {"missing_file",
       MakeEntry(128, "core", Level::kInfo, "AH00128: File does not exist: /var/www/html/images/logo-2x.png",
                 "/images/logo-2x.png", "")},
      {"probe",
       MakeEntry(128, "core", Level::kInfo, "AH00128: File does not exist: /var/www/html/wp-login.php",
                 "/wp-login.php", "redirect_to=%2Fwp-admin%2F&reauth=1")},
      {"denied", MakeEntry(1630, "authz_core", Level::kError,
                           "AH01630: client denied by server configuration: /var/www/html/.htpasswd",
                           "/.htpasswd", "")},
      {"wrong_password",
       MakeEntry(1617, "auth_basic", Level::kError,
                 "AH01617: user alice: authentication failure for \"/private/\": Password Mismatch",
                 "/private/", "")},
      {"traversal", MakeEntry(10244, "core", Level::kError,
                              "AH10244: invalid URI path (/cgi-bin/.%2e/.%2e/.%2e/.%2e/etc/passwd)",
                              "/cgi-bin/.%2e/.%2e/.%2e/.%2e/etc/passwd", "")},
      {"sql_injection",
       MakeEntry(0, "php", Level::kError,
                 "PHP Warning:  mysqli_query(): You have an error in your SQL syntax in "
                 "/var/www/html/product.php on line 41",
                 "/product.php", "id=1%27+UNION+ALL+SELECT+NULL%2CCONCAT%280x71%2Cuser%28%29%29--+-")},
      {"php_notice",
       MakeEntry(0, "php", Level::kError,
                 "PHP Notice:  Undefined index: page in /var/www/html/blog/index.php on line 118, "
                 "referer: https://www.example.org/blog/",
                 "/blog/index.php", "year=2026&month=11&tag=gardening")},
      {"tls", MakeEntry(2008, "ssl", Level::kInfo,
                        "AH02008: SSL library error 1 in handshake (server www.example.org:443)", "", "")},
      {"response", MakeEntry(0, "", Level::kError, "", "/products/list", "category=12&sort=price&page=3")},
  }};
  return samples;
}

Entry WithHeaders(Entry entry) {
  entry.referer = "https://www.example.org/products/";
  entry.cookie = "session=8f14e45fceea167a5a36dedd4bea2543; theme=dark; _ga=GA1.2.1312764519.1732188231";
  entry.headers =
      "Accept: "
      "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/"
      "*;q=0.8\nAccept-Language: "
      "en-GB,en;q=0.7\nAccept-Encoding: gzip, deflate, br\nConnection: "
      "keep-alive\nUpgrade-Insecure-Requests: 1\nSec-Fetch-Dest: "
      "document\nSec-Fetch-Mode: navigate\nSec-Fetch-Site: none";
  return entry;
}

using Ask = Classification (*)(const Engine& engine, Entry& entry, MatchScratch& scratch);
// As a whole it came before.
Classification Again(const Engine& engine, Entry& entry, MatchScratch& scratch) {
  return Classify(*engine.rules, entry, nullptr, scratch);
}
// It did not, though its fields did: its number of the system's error, which no rule has, is another one.
Classification New(const Engine& engine, Entry& entry, MatchScratch& scratch) {
  constexpr int kFirst = 10'000;
  entry.os_error = std::max(kFirst, entry.os_error + 1);
  return Classify(*engine.rules, entry, nullptr, scratch);
}
Classification Slow(const Engine& engine, Entry& entry, MatchScratch& scratch) {
  return ClassifySlow(*engine.rules, entry, nullptr, scratch);
}

void Run(benchmark::State& state, Entry entry, Ask ask) {
  Engine& engine = TheEngine();
  uint32_t rule = 0;
  for (auto _ : state) {
    const Classification answer = ask(engine, entry, engine.scratch);
    rule = answer.rule;
    benchmark::DoNotOptimize(rule);
  }
  state.SetLabel(rule == 0 ? "no rule"
                           : std::to_string(rule) + " " +
                                 std::string(CategoryName(engine.rules->Find(rule)->category)));
}

// All samples in turn, as a log mixes them: caches and branch predictors see what they see in production.
void Mixed(benchmark::State& state) {
  Engine& engine = TheEngine();
  std::array samples = Samples();
  for (auto _ : state) {
    for (Sample& sample : samples) {
      benchmark::DoNotOptimize(New(engine, sample.entry, engine.scratch).rule);
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(Samples().size()));
}
BENCHMARK(Mixed);

void NormalizeText(benchmark::State& state, std::string_view text, TextKind kind) {
  std::array<char, kMaxFieldBytes> out;
  for (auto _ : state) benchmark::DoNotOptimize(Normalize(text, kind, out).text.data());
}
BENCHMARK_CAPTURE(NormalizeText, plain, "AH00128: File does not exist: /var/www/html/images/logo-2x.png",
                  TextKind::kMessage);
BENCHMARK_CAPTURE(NormalizeText, encoded, "id=1%27+UNION+ALL+SELECT+NULL%2CCONCAT%280x71%2Cuser%28%29%29--+-",
                  TextKind::kQuery);

void Scan(benchmark::State& state, std::string_view text) {
  Engine& engine = TheEngine();
  const std::string padded = std::string(text) + std::string(LiteralMatcher::kPaddingBytes, ' ');
  const auto end = static_cast<uint32_t>(text.size());
  const TargetSet message = Bit(Target::kMessage);
  const PrefilterText fields{std::string_view(padded).substr(0, end), {&end, 1}, {&message, 1}};
  MatchScratch& scratch = engine.scratch;
  for (auto _ : state) {
    std::fill(scratch.candidates.begin(), scratch.candidates.end(), 0);
    engine.rules->prefilter().Scan(fields, scratch.prefilter, {scratch.candidates, scratch.segments});
    benchmark::DoNotOptimize(scratch.candidates.data());
    benchmark::ClobberMemory();
  }
}
BENCHMARK_CAPTURE(Scan, short_text, "file does not exist: /var/www/html/");
BENCHMARK_CAPTURE(Scan, long_text,
                  "php notice:  undefined index: page in /var/www/html/blog/index.php on line 118, referer: "
                  "https://www.example.org/blog/ /blog/index.php year=2026&month=11&tag=gardening "
                  "mozilla/5.0 (windows nt 10.0; win64; x64)");

// Worst cases that a client can send: 8 KiB of everything.
void Hostile(benchmark::State& state, std::string_view unit) {
  std::string text;
  while (text.size() < kMaxFieldBytes) text += unit;
  Entry entry;
  entry.message = entry.uri = entry.args = entry.agent = entry.referer = entry.cookie = entry.headers =
      entry.host = text;
  Engine& engine = TheEngine();
  for (auto _ : state) benchmark::DoNotOptimize(Classify(*engine.rules, entry, nullptr, engine.scratch).rule);
}
BENCHMARK_CAPTURE(Hostile, letters, "a");
BENCHMARK_CAPTURE(Hostile, dots, "../");
BENCHMARK_CAPTURE(Hostile, percent, "%2525");
BENCHMARK_CAPTURE(Hostile, words, "select union <script ");
BENCHMARK_CAPTURE(Hostile, openers, "{{1*${#{<%=@({%[=");
BENCHMARK_CAPTURE(Hostile, separators, "&;%");

// A form with one text of as many bytes as are kept.
void Body(benchmark::State& state, std::string_view unit) {
  std::string text = "text=";
  while (text.size() + unit.size() <= kMaxBodyBytes) text += unit;
  Entry entry;
  entry.method = "POST";
  entry.uri = "/post";
  entry.body = text;
  Engine& engine = TheEngine();
  for (auto _ : state) benchmark::DoNotOptimize(Classify(*engine.rules, entry, nullptr, engine.scratch).rule);
}
BENCHMARK_CAPTURE(Body, prose,
                  "When%20we%20were%20in%20Spain%20%28last%20year%29%2C%20it%20was%20%22nice%22.%20See%20"
                  "http%3A%2F%2Fexample.org%2Fx%20-%2012.50%20a%20day.%20");
BENCHMARK_CAPTURE(Body, json_without_end, "{x-a:");
BENCHMARK_CAPTURE(Body, separators, "]&/<%");

void Compile(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(RuleSet::Build(ShippedRules(ERRWATCH_SOURCE_DIR "/conf/rules")).ok());
}
BENCHMARK(Compile)->Unit(benchmark::kMillisecond);

}  // namespace

int main(int argc, char** argv) {
  for (const Sample& sample : Samples()) {
    benchmark::RegisterBenchmark((std::string("Classify/") + sample.name).c_str(),
                                 [&](benchmark::State& state) { Run(state, sample.entry, New); });
    benchmark::RegisterBenchmark((std::string("Again/") + sample.name).c_str(),
                                 [&](benchmark::State& state) { Run(state, sample.entry, Again); });
  }
  benchmark::RegisterBenchmark("ClassifyWithHeaders/missing_file", [](benchmark::State& state) {
    Run(state, WithHeaders(Samples().front().entry), New);
  });
  benchmark::RegisterBenchmark("ClassifyWithHeaders/response", [](benchmark::State& state) {
    Run(state, WithHeaders(Samples().back().entry), New);
  });
  benchmark::RegisterBenchmark("ClassifySlow/missing_file",
                               [](benchmark::State& state) { Run(state, Samples()[0].entry, Slow); });
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
