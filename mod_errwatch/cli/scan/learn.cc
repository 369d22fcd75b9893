#include "cli/scan/learn.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "anomaly/request_parts.h"
#include "base/time_text.h"
#include "base/visible_text.h"
#include "cli/logs/file_form.h"
#include "cli/logs/line_classifier.h"
#include "cli/logs/line_source.h"
#include "cli/output/exit_code.h"
#include "cli/output/terminal.h"
#include "cli/scan/address_hash.h"
#include "cli/scan/site_model.h"
#include "store/incident_text.h"
#include "store/model_file.h"

namespace errwatch::cli {
namespace {

struct LearnTally {
  uint64_t lines = 0;
  uint64_t other = 0;      // no requests
  uint64_t condemned = 0;  // by a rule
  uint64_t learnt = 0;
};

// Reads the logs, as often as it is asked to: what rules condemn is left out, so that a model does not learn
// from attacks that are known.
class RequestReader {
 public:
  RequestReader(const LearnOptions& options, const RuleSet& rules, const InputForm& input, int64_t now_us)
      : options_(options), input_(input), classifier_(rules), now_us_(now_us) {}

  using Visit =
      std::function<void(std::span<const RequestPart>, uint64_t client_hash, const EntryReader::Read&)>;
  Result<LearnTally> Read(const Visit& visit) {
    LearnTally tally;
    for (const std::string& path : options_.files) {
      if (const Status read = ReadFile(path, visit, tally); !read) return read.failure();
    }
    return tally;
  }

 private:
  Status ReadFile(const std::string& path, const Visit& visit, LearnTally& tally) {
    const Result<std::unique_ptr<LineSource>> source = LineSource::Open(path, options_.bounds);
    if (!source) return source.failure();
    EntryReader reader(input_.kind, now_us_);
    std::string block;
    bool begun = false;
    while (source.value()->Next(block)) {
      if (!std::exchange(begun, true)) {
        const FileForm file = FormOfFile(input_, block);
        if (!file.error.empty()) return Error{path + ": " + file.error};
        if (file.form.kind == InputKind::kLog)
          return Error{path + ": it is an error log; requests are learnt from access logs"};
        reader.SetForm(file.form);
      }
      ForEachLine(block, [&](std::string_view line) { ReadLine(reader, line, visit, tally); });
    }
    if (!source.value()->error().empty()) return Error{source.value()->error()};
    return Ok{};
  }

  void ReadLine(EntryReader& reader, std::string_view line, const Visit& visit, LearnTally& tally) {
    ++tally.lines;
    const EntryReader::Read read = reader.Next(line);
    if (!read.error.empty() || !IsRequest(read.entry)) {
      ++tally.other;
      return;
    }
    const Classification what = classifier_.OfEntry(read.entry);
    if (what.category != Category::kBenign && what.cost != 0) {
      ++tally.condemned;
      return;
    }
    ++tally.learnt;
    RequestParts parts;
    TakeParts(read.entry, 0, parts);
    visit(parts.parts(), read.client.empty() ? tally.lines : AddressHash()(read.client), read);
  }

  const LearnOptions& options_;
  const InputForm input_;
  LineClassifier classifier_;
  const int64_t now_us_;
};

// The oddest requests, one of each client, for who wants to know what is in the log.
class OddestRequests {
 public:
  void Add(const EntryReader::Read& read, float bits) {
    const auto same = std::ranges::find(kept_, read.client, &Request::client);
    if (same != kept_.end()) {
      if (same->bits >= bits) return;
      kept_.erase(same);
    }
    const Entry& entry = read.entry;
    const auto target = store::TargetOf(entry.uri, entry.args);
    const auto place = std::ranges::find_if(kept_, [&](const Request& other) { return other.bits < bits; });
    kept_.insert(place, {read.client, bits, std::string(entry.method) + " " + std::string(target.view())});
    if (kept_.size() > kShown) kept_.pop_back();
  }

  void Print() const {
    for (const Request& request : kept_)
      std::printf("  %s  %.0f points  %s\n", request.client.ToString().c_str(), double{request.bits},
                  Printable(ReadableText(request.text), kTextWidth).c_str());
  }

 private:
  static constexpr std::size_t kShown = 3;
  static constexpr std::size_t kTextWidth = 100;
  struct Request {
    ClientAddress client;
    float bits;
    std::string text;
  };
  std::vector<Request> kept_;
};

void PrintThreshold(const LearntCounts& counts, const OddestRequests& oddest) {
  const RequestScorer scorer(counts);
  std::printf("a request is told from %.0f points on\n", double{scorer.threshold()});
  if (!scorer.threshold_is_cut()) return;
  uint64_t above = 0;
  for (std::size_t bar = ScoreBar(scorer.threshold()); bar < kScoreBars; ++bar) above += counts.scores[bar];
  std::printf(
      "that is the most that there is, and %s of %s requests lie above: the log holds attacks that no rule\n"
      "knows, or the site is unusual; the oddest are\n",
      FormatCount(above).c_str(), FormatCount(counts.counted()).c_str());
  oddest.Print();
}

int WriteModel(const LearnOptions& options, const RequestModel& model, const LearnTally& tally,
               const OddestRequests& oddest) {
  if (const Status written = store::WriteModelFile(options.output, model); !written)
    return EndWith(kExitNothing, written.error());
  std::printf("%s: learnt from %s of %s lines; %s parts of requests are known\n", options.output.c_str(),
              FormatCount(tally.learnt).c_str(), FormatCount(tally.lines).c_str(),
              FormatCount(model.known_parts()).c_str());
  if (model.known_parts() == 0)
    std::printf(
        "nothing came from two addresses, so nothing is known: behind a proxy the log needs those of the\n"
        "clients (mod_remoteip, and %%a in LogFormat)\n");
  if (model.is_full())
    std::printf(
        "the table of parts is full, so seldom ones were forgotten: learn a model for each site, and\n"
        "look whether somebody sends ever new parameters or paths\n");
  if (tally.condemned != 0)
    std::printf("left out: %s requests that rules condemn\n", FormatCount(tally.condemned).c_str());
  PrintThreshold(model.counts(), oddest);
  return kExitDone;
}

}  // namespace

int RunLearn(const LearnOptions& options) {
  if (std::ranges::find(options.files, "-") != options.files.end())
    return EndWith(kExitUsage, "logs are read twice, so standard input cannot be learnt from: name files");
  const Result<RulesInForce> rules = LoadRules(options.config, options.vhost);
  if (!rules) return EndWith(kExitNothing, rules.error());
  const Result<InputForm> input = InputFormOf(options.input, rules.value());
  if (!input) return EndWith(kExitUsage, input.error());
  RequestReader reader(options, *rules.value().rules, input.value(), NowMicros());
  auto model = std::make_unique<RequestModel>();
  const Result<LearnTally> tally =
      reader.Read([&](std::span<const RequestPart> parts, uint64_t client, const EntryReader::Read&) {
        model->Learn(parts, client);
      });
  if (!tally) return EndWith(kExitNothing, tally.error());
  if (tally.value().learnt < kLeastRequests)
    return EndWith(kExitNothing, "too little to learn from: " + std::to_string(tally.value().learnt) +
                                     " requests, at least " + std::to_string(kLeastRequests) + " are needed");
  OddestRequests oddest;
  const Result<LearnTally> again =
      reader.Read([&](std::span<const RequestPart> parts, uint64_t client, const EntryReader::Read& read) {
        if (const float bits = model->Count(parts, client); bits >= kMostThreshold) oddest.Add(read, bits);
      });
  if (!again) return EndWith(kExitNothing, again.error());
  return WriteModel(options, *model, tally.value(), oddest);
}

}  // namespace errwatch::cli
