// Nanoseconds to classify an entry with all shipped rules, and with ten times as many: each of them nine times
// more under other ids, for other numbers of httpd's and other modules, with other letters in its words.
//   bench_many_rules [--benchmark_filter=...]
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../shipped_rules.h"
#include "base/ascii.h"
#include "rules/classifier.h"

namespace {

using namespace errwatch;  // NOLINT: a program of its own

// The words of a pattern in other letters: those that are moved on by `by`. What is short may be a class or an
// option, and what stands behind a backslash is none.
std::string InOtherLetters(std::string pattern, uint32_t by) {
  constexpr std::size_t kWord = 4;
  for (std::size_t at = 0; at < pattern.size();) {
    if (pattern[at] == '\\') {
      at += 2;
      continue;
    }
    std::size_t end = at;
    while (end < pattern.size() && IsLower(pattern[end])) ++end;
    for (std::size_t i = at; end - at >= kWord && i < end; ++i)
      pattern[i] = static_cast<char>('a' + (static_cast<uint32_t>(pattern[i] - 'a') + by) % 26);
    at = std::max(end, at + 1);
  }
  return pattern;
}

bool ChangeLetters(Condition& condition, uint32_t by) {
  if (condition.pattern == nullptr) return true;
  auto pattern = Pattern::Compile(InOtherLetters(std::string(condition.FullText()), by), condition.nocase);
  if (!pattern) return false;
  condition.pattern = std::move(pattern).value();
  return true;
}

std::vector<Rule> TenTimes(const std::vector<Rule>& rules) {
  std::vector<Rule> all = rules;
  for (uint32_t copy = 1; copy < 10; ++copy) {
    for (Rule rule : rules) {
      rule.id += copy * 1'000'000;
      for (LogId& id : rule.log_ids) id += copy * 20'000;
      for (std::string& module : rule.modules) module += std::to_string(copy);
      bool changed = ChangeLetters(rule, copy);
      for (Condition& condition : rule.more) changed = changed && ChangeLetters(condition, copy);
      if (changed) all.push_back(std::move(rule));
    }
  }
  return all;
}

struct Engine {
  std::shared_ptr<const RuleSet> rules;
  MatchScratch scratch;

  explicit Engine(std::vector<Rule> all) {
    auto built = RuleSet::Build(std::move(all));
    if (!built || !built.value()->Warm(scratch)) {
      std::fprintf(stderr, "%s\n", built ? "cannot warm the scratch" : built.error().c_str());
      std::exit(1);
    }
    rules = built.value();
    std::printf("%zu rules, %zu requirements\n", rules->rules().size(),
                rules->prefilter().requirement_count());
  }
};

struct Sample {
  const char* name;
  std::string_view message, uri, args;
  uint16_t status;
};
constexpr Sample kSamples[] = {
    {"missing", "AH00128: File does not exist: /var/www/html/images/logo-%.png", "/images/logo-%.png", "", 0},
    {"denied", "AH01630: client denied by server configuration: /var/www/html/private/%.html",
     "/private/%.html", "", 0},
    {"php", "PHP Notice:  Undefined index: page in /var/www/html/blog/index.php on line %", "/blog/index.php",
     "year=2026&month=%&tag=gardening", 0},
    {"response", "", "/products/list%", "category=%&sort=price&page=3", 200},
    {"injection", "", "/product%.php", "id=%%27+UNION+ALL+SELECT+NULL%2CCONCAT%280x71%2Cuser%28%29%29--+-",
     404},
    {"traversal", "AH10244: invalid URI path (/cgi-bin/.%2e/.%2e/%/.%2e/.%2e/etc/passwd)",
     "/cgi-bin/.%2e/.%2e/%/.%2e/.%2e/etc/passwd", "", 0},
};

// No two alike, so that nothing is remembered but what browsers send each time.
void Run(benchmark::State& state, Engine& engine, const Sample& sample) {
  constexpr std::size_t kMany = 4096;
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < kMany; ++i) {
    for (std::string_view text : {sample.message, sample.uri, sample.args}) {
      std::string own(text);
      std::size_t at = own.find('%');
      while (at != std::string::npos && own[at + 1] == '2') at = own.find('%', at + 1);
      if (at != std::string::npos) own.replace(at, 1, std::to_string(i * 7919));
      texts.push_back(std::move(own));
    }
  }
  std::size_t next = 0;
  for (auto _ : state) {
    Entry entry;
    entry.message = texts[3 * next];
    entry.uri = texts[3 * next + 1];
    entry.args = texts[3 * next + 2];
    entry.method = "GET";
    entry.agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
    entry.host = "www.example.org";
    entry.referer = "https://www.example.org/products/";
    entry.headers = "Accept: */*\nAccept-Language: en-GB,en;q=0.7\nAccept-Encoding: gzip, deflate, br";
    entry.log_id = LeadingLogId(entry.message);
    entry.status = sample.status;
    benchmark::DoNotOptimize(Classify(*engine.rules, entry, nullptr, engine.scratch).rule);
    next = (next + 1) % kMany;
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<Rule> rules = ShippedRules(ERRWATCH_SOURCE_DIR "/conf/rules");
  const auto shipped = std::make_unique<Engine>(rules);
  const auto many = std::make_unique<Engine>(TenTimes(rules));
  for (const Sample& sample : kSamples) {
    const std::string name = sample.name;
    benchmark::RegisterBenchmark((name + "/shipped").c_str(),
                                 [&](benchmark::State& state) { Run(state, *shipped, sample); });
    benchmark::RegisterBenchmark((name + "/ten_times").c_str(),
                                 [&](benchmark::State& state) { Run(state, *many, sample); });
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
