#include "cli/scan/explain.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "cli/logs/document_root.h"
#include "cli/logs/line_source.h"
#include "cli/output/exit_code.h"
#include "cli/output/terminal.h"
#include "cli/scan/explain_text.h"
#include "cli/scan/replay.h"
#include "model/bucket_tag.h"
#include "model/identity.h"

namespace errwatch::cli {
namespace {

// What a client had done before the entry, from the lines before it.
struct History {
  std::optional<store::ClientView> client;
  Tick now;
};

BucketState StateOf(std::string name, const Limit& limit, uint32_t level_before, uint32_t units,
                    const RulesInForce& rules, uint32_t strikes) {
  BucketState state;
  state.name = std::move(name);
  state.shape = limit.shape;
  state.before = static_cast<double>(level_before) / kQuantaPerUnit;
  state.after = state.before + units;
  state.block = BlockLength(rules.settings.block.value, limit, strikes);
  const Tick now{1};
  Bucket bucket{1, level_before, now};
  // As Pour() itself counts, so that rounding is the same; entries about something else each, with nothing
  // that speaks for the client.
  for (uint32_t entries = 0; entries <= kMaxCapacity && units != 0; ++entries) {
    const Poured poured = Pour(bucket, 1, units << kQuantaPerUnitLog2, limit.shape, now);
    if (poured.overflow) {
      state.overflow = entries == 0;
      state.more = entries;
      break;
    }
    bucket = poured.bucket;
  }
  return state;
}

uint32_t LevelIn(const History& history, uint8_t tag, const BucketShape& shape) {
  if (!history.client) return 0;
  if (tag == kAnyTag) return Leaked(history.client->any, shape, history.now).level;
  for (const Bucket& bucket : history.client->buckets) {
    if (bucket.tag == tag) return Leaked(bucket, shape, history.now).level;
  }
  return 0;
}

// Empty for a client.
const char* WhyNotCharged(IdentityKind kind) {
  switch (kind) {
    case IdentityKind::kNone:
      return "the entry names no client";
    case IdentityKind::kProxy:
      return "the client is a trusted proxy";
    case IdentityKind::kOwn:
      return "the client is the server itself";
    case IdentityKind::kAllowed:
      return "the client is on the allow list";
    case IdentityKind::kBackend:  // no log tells
    case IdentityKind::kClient:
      break;
  }
  return "";
}

void FillBuckets(Explanation& explanation, const RulesInForce& rules, const History& history) {
  const Classification& what = explanation.what;
  if (what.category == Category::kBenign) {
    explanation.not_poured = "evidence of nothing";
  } else if (what.cost == 0) {
    explanation.not_poured = "the rule costs the client nothing";
  } else {
    const Source source{explanation.read.client, false, false, IsLoopbackHost(explanation.read.client)};
    explanation.not_poured =
        WhyNotCharged(Identify(source, rules.settings.trusted_proxies, rules.settings.allow).kind);
  }
  if (!explanation.not_poured.empty()) return;
  const uint32_t strikes = history.client
                               ? StrikesNow(history.client->block.strikes, history.client->block.until,
                                            rules.settings.block.value, history.now)
                               : 0;
  const Limit& own = rules.limits[what.category];
  if (own.shape.capacity != 0) {
    const uint32_t level = LevelIn(history, TagOf(what.category), own.shape);
    explanation.buckets.push_back(
        StateOf(std::string(CategoryName(what.category)), own, level, what.cost, rules, strikes));
  }
  if (rules.limits.any.shape.capacity != 0) {
    explanation.buckets.push_back(StateOf(std::string(kAnyName), rules.limits.any,
                                          LevelIn(history, kAnyTag, rules.limits.any.shape), what.cost, rules,
                                          strikes));
  }
  if (explanation.buckets.empty()) explanation.not_poured = "neither the category nor any has a limit";
}

Result<std::string> FirstLineOf(const std::string& path) {
  Result<std::unique_ptr<LineSource>> source = LineSource::Open(path);
  if (!source) return source.failure();
  std::string block;
  if (!source.value()->Next(block)) return Error{path + ": nothing to explain"};
  return block.substr(0, block.find('\n'));
}

// Replays a log up to the line `number`, which is returned and not replayed itself.
class Rewind {
 public:
  Rewind(const RulesInForce& rules, const ScanPlan& plan) : rules_(rules), scanner_(plan) {}

  Result<std::string> To(const std::string& path, uint64_t number) {
    Result<std::unique_ptr<Replay>> made = Replay::Make(rules_);
    if (!made) return made.failure();
    replay_ = std::move(made).value();
    Result<std::unique_ptr<LineSource>> source = LineSource::Open(path);
    if (!source) return source.failure();
    ScanBlock block;
    uint64_t before = 0;
    while (source.value()->Next(block.text)) {
      scanner_.Scan(block);
      for (const ScanRecord& record : block.records) {
        if (before + record.line + 1 < number) replay_->Add(record, 0, before + record.line + 1);
      }
      if (before + block.tally.lines >= number) return LineIn(block.text, number - before);
      before += block.tally.lines;
    }
    return Error{path + ": has only " + std::to_string(before) + (before == 1 ? " line" : " lines")};
  }

  History HistoryOf(const EntryReader::Read& read) const {
    History history;
    if (read.client.empty()) return history;
    const store::ClientTableReader clients = replay_->segment().clients();
    history.client = clients.Find(clients.KeyOf(read.client, store::ScopeHash(rules_.settings.scope.value)));
    history.now =
        read.time ? replay_->TickOf(*read.time) : (history.client ? history.client->last_seen : Tick());
    return history;
  }

 private:
  static std::string LineIn(const std::string& text, uint64_t number) {
    std::string found;
    ForEachLine(text, [&](std::string_view line) {
      if (--number == 0) found = line;
    });
    return found;
  }

  const RulesInForce& rules_;
  BlockScanner scanner_;
  std::unique_ptr<Replay> replay_;
};

int Explain(const ExplainOptions& options, const RulesInForce& rules, int64_t now_us) {
  const EntryFilter everything;
  ScanPlan plan;
  plan.rules = rules.rules.get();
  plan.filter = &everything;
  plan.input = options.input;
  plan.now_us = now_us;
  Rewind rewind(rules, plan);
  Result<std::string> line = !options.file.empty() ? rewind.To(options.file, options.number)
                             : options.line == "-" ? FirstLineOf("-")
                                                   : Result<std::string>(options.line);
  if (!line) {
    Complain(line.error());
    return kExitNothing;
  }
  auto scratch = std::make_unique<MatchScratch>();
  if (const Status warmed = rules.rules->Warm(*scratch); !warmed) {
    Complain(warmed.error());
    return kExitNothing;
  }
  EntryReader reader(options.input, now_us);
  Explanation explanation;
  explanation.read = reader.Next(line.value());
  if (!explanation.read.error.empty()) {
    Complain(explanation.read.error);
    return kExitNothing;
  }
  explanation.read.entry.document_root = GuessDocumentRoot(explanation.read.entry.message);
  explanation.what = ClassifySlow(*rules.rules, explanation.read.entry, nullptr, *scratch);
  for (const Rule& rule : rules.rules->rules()) {
    explanation.trials.push_back({&rule, errwatch::Explain(rule, explanation.read.entry, nullptr, *scratch)});
  }
  History history;
  if (!options.file.empty()) {
    history = rewind.HistoryOf(explanation.read);
    explanation.has_history = true;
    explanation.blocked_before = history.client && history.client->block.Active(history.now);
  }
  FillBuckets(explanation, rules, history);
  PrintExplanation(explanation, options.format == "json", options.all);
  return kExitDone;
}

}  // namespace

int RunExplain(const ExplainOptions& options) {
  const Result<RulesInForce> rules = LoadRules(options.config, options.vhost);
  if (!rules) {
    Complain(rules.error());
    return kExitNothing;
  }
  return Explain(options, rules.value(), NowMicros());
}

}  // namespace errwatch::cli
