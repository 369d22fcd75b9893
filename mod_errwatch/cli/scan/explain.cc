#include "cli/scan/explain.h"

#include <memory>

#include "base/ascii.h"
#include "cli/logs/document_root.h"
#include "cli/logs/line_source.h"
#include "cli/logs/read_logs.h"
#include "cli/output/exit_code.h"
#include "cli/output/terminal.h"
#include "cli/scan/bucket_states.h"
#include "cli/scan/explain_text.h"
#include "cli/scan/rewind.h"

namespace errwatch::cli {
namespace {

Result<std::string> FirstLineOf(const std::string& path) {
  Result<std::unique_ptr<LineSource>> source = LineSource::Open(path);
  if (!source) return source.failure();
  std::string block;
  if (!source.value()->Next(block)) return Error{path + ": nothing to explain"};
  return block.substr(0, block.find('\n'));
}

Result<EntryInLog> EntryOf(const ExplainOptions& options, Rewind& rewind) {
  if (!options.file.empty()) return rewind.To(options.file, options.number);
  if (options.line != "-") return rewind.Alone(options.line);
  const Result<std::string> line = FirstLineOf("-");
  if (!line) return line.failure();
  return rewind.Alone(line.value());
}

void Weigh(const RulesInForce& rules, const EntryInLog& entry, Explanation& explanation) {
  const bool charged = explanation.what.category != Category::kBenign && explanation.what.cost != 0 &&
                       entry.effect.identity == IdentityKind::kClient;
  if (charged) explanation.buckets = BucketStates(rules, explanation.what, entry);
  explanation.not_poured = WhyNotPoured(rules, explanation.what, entry, explanation.buckets);
  explanation.blocked_before = entry.effect.denied;
}

// "[22/Nov/2026:10:00:00 +0000]", as httpd writes it into its other log only.
bool HasTimeOfAccessLog(std::string_view line) {
  for (std::size_t at = line.find('['); at != std::string_view::npos; at = line.find('[', at + 1)) {
    const std::string_view time = line.substr(at + 1, std::string_view("22/Nov/2026:").size());
    if (time.size() == 12 && IsDigit(time[0]) && time[2] == '/' && time[6] == '/' && time[11] == ':')
      return true;
  }
  return false;
}

// Of a line that stands alone, words without any prefix may be a child's, or a message.
bool IsOfOtherLog(const ExplainOptions& options, const EntryInLog& entry, const EntryReader::Read& read) {
  if (entry.input.kind != InputKind::kLog || entry.of_httpd) return false;
  return !options.file.empty() || read.has_prefix || HasTimeOfAccessLog(entry.text);
}

int Explain(const ExplainOptions& options, const RulesInForce& rules, const std::optional<SiteModel>& model,
            const InputForm& input, int64_t now_us) {
  const EntryFilter everything;
  ScanPlan plan;
  plan.rules = rules.rules.get();
  plan.filter = &everything;
  plan.input = input;
  plan.responses = ResponsesJudgedBy(rules.settings);
  plan.now_us = now_us;
  plan.bounds = options.bounds;
  Rewind rewind(rules, plan);
  const Result<EntryInLog> entry = EntryOf(options, rewind);
  if (!entry) return EndWith(kExitNothing, entry.error());
  auto scratch = std::make_unique<MatchScratch>();
  if (const Status warmed = rules.rules->Warm(*scratch); !warmed)
    return EndWith(kExitNothing, warmed.error());
  EntryReader reader(input.kind, now_us);
  reader.SetForm(entry.value().input);
  reader.SetForm(entry.value().form);
  Explanation explanation;
  explanation.read = reader.Next(entry.value().text);
  if (!explanation.read.error.empty()) return EndWith(kExitNothing, explanation.read.error);
  explanation.read.entry.document_root = GuessDocumentRoot(explanation.read.entry.message);
  explanation.what = ClassifySlow(*rules.rules, explanation.read.entry, nullptr, *scratch);
  for (const Rule& rule : rules.rules->rules()) {
    explanation.trials.push_back({&rule, errwatch::Explain(rule, explanation.read.entry, nullptr, *scratch)});
  }
  if (model && IsRequest(explanation.read.entry)) explanation.unlikeness = model->Of(explanation.read.entry);
  explanation.has_history = !options.file.empty();
  Weigh(rules, entry.value(), explanation);
  PrintExplanation(explanation, options.format == "json", options.all);
  const bool compared = !model || explanation.unlikeness;
  if (!compared) Complain("--model: " + std::string(kNothingToCompare));
  if (!IsOfOtherLog(options, entry.value(), explanation.read)) return compared ? kExitDone : kExitNothing;
  return EndWith(kExitNothing, kNoErrorLog);
}

}  // namespace

int RunExplain(const ExplainOptions& options) {
  const Result<RulesInForce> rules = LoadRules(options.config, options.vhost);
  if (!rules) return EndWith(kExitNothing, rules.error());
  const Result<InputForm> input = InputFormOf(options.input, rules.value());
  if (!input) return EndWith(kExitUsage, input.error());
  const Result<std::optional<SiteModel>> model = SiteModel::ReadIfNamed(options.model);
  if (!model) return EndWith(kExitNothing, model.error());
  return Explain(options, rules.value(), model.value(), input.value(), NowMicros());
}

}  // namespace errwatch::cli
