#include "cli/scan/learn.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "anomaly/request_parts.h"
#include "base/time_text.h"
#include "cli/logs/file_form.h"
#include "cli/logs/line_classifier.h"
#include "cli/logs/line_source.h"
#include "cli/output/exit_code.h"
#include "cli/output/terminal.h"
#include "cli/scan/address_hash.h"
#include "cli/scan/site_model.h"
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

  using Visit = std::function<void(std::span<const RequestPart>, uint64_t client)>;
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
    visit(parts.parts(), read.client.empty() ? tally.lines : AddressHash()(read.client));
  }

  const LearnOptions& options_;
  const InputForm input_;
  LineClassifier classifier_;
  const int64_t now_us_;
};

int WriteModel(const LearnOptions& options, const RequestModel& model, const LearnTally& tally) {
  if (const Status written = store::WriteModelFile(options.output, model); !written) {
    Complain(written.error());
    return kExitNothing;
  }
  std::printf("%s: learnt from %s of %s lines; %s parts of requests are known\n", options.output.c_str(),
              FormatCount(tally.learnt).c_str(), FormatCount(tally.lines).c_str(),
              FormatCount(model.known_parts()).c_str());
  if (tally.condemned != 0)
    std::printf("left out: %s requests that rules condemn\n", FormatCount(tally.condemned).c_str());
  std::printf("a request is told from %.0f points on\n", double{RequestScorer(model.counts()).threshold()});
  return kExitDone;
}

}  // namespace

int RunLearn(const LearnOptions& options) {
  if (std::ranges::find(options.files, "-") != options.files.end()) {
    Complain("logs are read twice, so standard input cannot be learnt from: name files");
    return kExitUsage;
  }
  const Result<RulesInForce> rules = LoadRules(options.config, options.vhost);
  if (!rules) {
    Complain(rules.error());
    return kExitNothing;
  }
  const Result<InputForm> input = InputFormOf(options.input, rules.value());
  if (!input) {
    Complain(input.error());
    return kExitUsage;
  }
  RequestReader reader(options, *rules.value().rules, input.value(), NowMicros());
  auto model = std::make_unique<RequestModel>();
  const Result<LearnTally> tally =
      reader.Read([&](std::span<const RequestPart> parts, uint64_t client) { model->Learn(parts, client); });
  if (!tally) {
    Complain(tally.error());
    return kExitNothing;
  }
  if (tally.value().learnt < kLeastRequests) {
    Complain("too little to learn from: " + std::to_string(tally.value().learnt) + " requests, at least " +
             std::to_string(kLeastRequests) + " are needed");
    return kExitNothing;
  }
  const Result<LearnTally> again =
      reader.Read([&](std::span<const RequestPart> parts, uint64_t) { model->Count(parts); });
  if (!again) {
    Complain(again.error());
    return kExitNothing;
  }
  return WriteModel(options, *model, tally.value());
}

}  // namespace errwatch::cli
