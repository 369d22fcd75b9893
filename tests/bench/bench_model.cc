// Nanoseconds for what a model of a site costs a request: its parts, which of them are known, its points.
//   bench_model [--benchmark_filter=...]
#include <benchmark/benchmark.h>

#include <memory>
#include <string>

#include "anomaly/request_model.h"
#include "anomaly/request_parts.h"

namespace {

using namespace errwatch;  // NOLINT: a program of its own

constexpr const char* kBrowser =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
    "Safari/537.36";
constexpr const char* kBrowserHeaders =
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8\n"
    "Accept-Language: de-DE,de;q=0.9,en;q=0.8\nAccept-Encoding: gzip, deflate, br\nConnection: keep-alive\n"
    "Sec-Fetch-Dest: document\nSec-Fetch-Mode: navigate\nSec-Fetch-Site: same-origin\n"
    "Upgrade-Insecure-Requests: 1\n";

struct Sample {
  const char* name;
  std::string uri, args, agent, referer, cookie, headers;
};

const Sample kSamples[] = {
    {"page of an access log", "/shop/list.php", "page=3&sort=price", kBrowser,
     "https://www.example.org/shop/", "", ""},
    {"picture, live", "/img/2026/11/photo-1.jpg", "", kBrowser, "https://www.example.org/shop/",
     "sid=3f2a99c0d1e4", kBrowserHeaders},
    {"search, live", "/shop/search", "q=red+shoes+size+42&category=17&sort=price_asc&page=2", kBrowser,
     "https://www.example.org/shop/list?page=1", "sid=3f2a99c0d1e4; theme=dark; consent=1", kBrowserHeaders},
    {"attack", "/shop/search", "q=1%27%20UNION%20SELECT%20user,password%20FROM%20users--%20&page=2",
     "curl/8.5.0", "", "", "Accept: */*\n"},
    {"8 KB of query", "/a",
     [] {
       std::string query;
       while (query.size() < 8000) query += "name" + std::to_string(query.size()) + "=a%20(long)%20'value'&";
       return query;
     }(),
     kBrowser, "", "", kBrowserHeaders},
    {"8 KB in one value", "/a", "v=" + std::string(8000, 'x'), kBrowser, "", "", kBrowserHeaders},
};

Entry EntryOf(const Sample& sample) {
  Entry entry;
  entry.method = "GET";
  entry.uri = sample.uri;
  entry.args = sample.args;
  entry.agent = sample.agent;
  entry.referer = sample.referer;
  entry.cookie = sample.cookie;
  entry.headers = sample.headers;
  if (!sample.headers.empty()) entry.host = "www.example.org";
  entry.status = 200;
  return entry;
}

const RequestModel& Model() {
  static const std::unique_ptr<RequestModel> model = [] {
    auto learnt = std::make_unique<RequestModel>();
    for (int round = 0; round < 2; ++round) {
      for (uint64_t client = 0; client < 200; ++client) {
        RequestParts parts;
        TakeParts(EntryOf(kSamples[client % 3]), 0, parts);
        round == 0 ? learnt->Learn(parts.parts(), client / 3)
                   : static_cast<void>(learnt->Count(parts.parts(), client / 3));
      }
    }
    return learnt;
  }();
  return *model;
}

void TakePartsOfRequest(benchmark::State& state) {
  const Sample& sample = kSamples[state.range(0)];
  const Entry entry = EntryOf(sample);
  for (auto _ : state) {
    RequestParts parts;
    TakeParts(entry, 0, parts);
    benchmark::DoNotOptimize(parts);
  }
  state.SetLabel(sample.name);
}
BENCHMARK(TakePartsOfRequest)->DenseRange(0, std::size(kSamples) - 1);

void ScoreRequest(benchmark::State& state) {
  const Sample& sample = kSamples[state.range(0)];
  const Entry entry = EntryOf(sample);
  const RequestModel& model = Model();
  const RequestScorer scorer(model.counts());
  for (auto _ : state) {
    RequestParts parts;
    TakeParts(entry, 0, parts);
    benchmark::DoNotOptimize(scorer.Of(parts.parts(), model.Known(parts.parts())).bits);
  }
  state.SetLabel(sample.name);
}
BENCHMARK(ScoreRequest)->DenseRange(0, std::size(kSamples) - 1);

}  // namespace

BENCHMARK_MAIN();
