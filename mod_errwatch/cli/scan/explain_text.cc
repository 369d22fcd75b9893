#include "cli/scan/explain_text.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/duration.h"
#include "base/time_text.h"
#include "cli/output/table.h"
#include "cli/output/terminal.h"
#include "config/directive.h"

namespace errwatch::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string TargetNames(TargetSet targets) {
  std::string names;
  for (int i = 0; i < kTargetCount; ++i) {
    const auto target = static_cast<Target>(i);
    if ((targets & Bit(target)) != 0) names += (names.empty() ? "" : ",") + std::string(TargetName(target));
  }
  return names;
}

// The fields that are there, in the order in which people look for them.
std::vector<std::pair<std::string, std::string>> FieldsOf(const EntryReader::Read& read) {
  const Entry& entry = read.entry;
  std::vector<std::pair<std::string, std::string>> fields;
  const auto add = [&](const char* name, std::string_view value) {
    if (!value.empty()) fields.emplace_back(name, Printable(value));
  };
  add("time", read.time ? FormatMicros(*read.time) : "");
  add("client", read.client.empty() ? "" : read.client.ToString());
  add("vhost", entry.vhost);
  add("module", entry.module);
  add("level", read.level ? LevelName(*read.level) : "");
  add("ah", entry.log_id == 0 ? "" : FormatLogId(entry.log_id));
  add("error", entry.os_error == 0 ? "" : std::to_string(entry.os_error));
  add("message", entry.message);
  add("status", entry.status == 0 ? "" : std::to_string(entry.status));
  add("method", entry.method);
  add("uri", entry.uri);
  add("args", entry.args);
  add("host", entry.host);
  add("agent", entry.agent);
  add("referer", entry.referer);
  add("cookie", entry.cookie);
  add("headers", entry.headers);
  add("location", entry.location);
  add("body", entry.body);
  return fields;
}

std::string AlsoText(const Classification& what) {
  std::string names;
  for (uint8_t i = 0; i < kCategoryCount; ++i) {
    if (what.also.Has(static_cast<Category>(i)))
      names += (names.empty() ? "" : ", ") + std::string(CategoryName(static_cast<Category>(i)));
  }
  return names;
}

// Without `all`: what matches, and what was looked at because of its number or module.
// The general patterns are too many.
bool Shown(const RuleTrial& trial, bool all) {
  if (all || trial.verdict == RuleVerdict::kMatches || trial.verdict == RuleVerdict::kLimit) return true;
  return trial.verdict == RuleVerdict::kNoMatch &&
         (!trial.rule->log_ids.empty() || !trial.rule->modules.empty());
}

Table TrialTable(const Explanation& explanation, bool all) {
  Table table({{"rule", Table::Align::kRight},
               {"category"},
               {"cost", Table::Align::kRight},
               {"why"},
               {"what it sees"}});
  std::vector<RuleTrial> trials;
  std::copy_if(explanation.trials.begin(), explanation.trials.end(), std::back_inserter(trials),
               [&](const RuleTrial& trial) { return Shown(trial, all); });
  std::stable_sort(trials.begin(), trials.end(), [](const RuleTrial& a, const RuleTrial& b) {
    return (a.verdict == RuleVerdict::kMatches) > (b.verdict == RuleVerdict::kMatches);
  });
  for (const RuleTrial& trial : trials) {
    const bool named = trial.rule->id == explanation.what.rule;
    table.Add({std::to_string(trial.rule->id), std::string(CategoryName(trial.rule->category)),
               std::to_string(trial.rule->cost),
               (named ? "matches, names the entry" : VerdictText(trial, explanation.read.entry)),
               Printable(trial.rule->name, 80)});
  }
  return table;
}

std::string BucketText(const BucketState& bucket) {
  std::string text = "  " + bucket.name + " " +
                     FormatShape(bucket.shape.capacity, DurationOf(bucket.shape.window)) + ": " +
                     FormatScore(bucket.before) + " before, " + FormatScore(bucket.after) + " after; ";
  if (bucket.overflow) return text + "this entry blocks the client for " + FormatSpan(bucket.block);
  return text + std::to_string(bucket.more) + (bucket.more == 1 ? " more entry" : " more entries") +
         " like this at once would block for " + FormatSpan(bucket.block);
}

void PrintUnlikeness(const RequestUnlikeness& unlike) {
  std::printf("  %.1f points; %s from %.0f on\n", unlike.bits,
              unlike.is_unusual() ? "it is told, as all are" : "requests are told", unlike.threshold);
  bool capped = false;
  for (const UnusualPart& part : unlike.parts) {
    std::printf("  %5.1f%s %s\n", part.bits, part.at_most ? "*" : " ", PartSentence(part).c_str());
    capped = capped || part.at_most;
  }
  if (unlike.others != 0)
    std::printf("  %5.1f  all others%s\n", unlike.others,
                unlike.others < 0 ? ": what is as in requests everywhere speaks for it" : "");
  if (capped) std::printf("  (* at its most: odder ones of this kind add no more)\n");
}

void PrintText(const Explanation& explanation, bool all) {
  const bool colour = ColourOn(STDOUT_FILENO);
  const auto heading = [&](const char* title) {
    std::printf("\n%s%s%s\n", colour ? "\x1b[1m" : "", title, colour ? "\x1b[0m" : "");
  };
  std::printf("%sEntry%s\n", colour ? "\x1b[1m" : "", colour ? "\x1b[0m" : "");
  for (const auto& [name, value] : FieldsOf(explanation.read))
    std::printf("  %-10s %s\n", name.c_str(), value.c_str());
  const Classification& what = explanation.what;
  heading("Verdict");
  std::printf("  %s", std::string(CategoryName(what.category)).c_str());
  if (!what.also.empty()) std::printf(", also %s", AlsoText(what).c_str());
  if (what.rule != 0) std::printf("; rule %u, cost %u", what.rule, unsigned{what.cost});
  std::printf("\n");
  const auto skipped = std::count_if(explanation.trials.begin(), explanation.trials.end(),
                                     [](const RuleTrial& trial) { return !Shown(trial, false); });
  heading("Rules");
  std::fputs(TrialTable(explanation, all).ToText(colour).c_str(), stdout);
  if (!all) {
    const bool none = static_cast<std::size_t>(skipped) == explanation.trials.size();
    std::printf(none ? "  none of %td rules matches (--all shows them with the reason)\n"
                     : "  %td more do not match (--all shows them with the reason)\n",
                skipped);
  }
  if (explanation.unlikeness) {
    heading("Unlike the site's requests");
    PrintUnlikeness(*explanation.unlikeness);
  }
  heading("Scores");
  if (!explanation.not_poured.empty())
    std::printf("  nothing is poured: %s\n", explanation.not_poured.c_str());
  if (explanation.blocked_before)
    std::printf("  the client would have been blocked at that time: httpd would not have got that far\n");
  for (const BucketState& bucket : explanation.buckets) std::printf("%s\n", BucketText(bucket).c_str());
  if (!explanation.has_history && explanation.not_poured.empty())
    std::printf("  (of a client that did nothing before; --file LOG --number N counts what it did)\n");
}

void PrintJson(const Explanation& explanation, bool all) {
  ResultFacts facts;
  facts.number = 1;
  if (!explanation.read.client.empty()) facts.client = explanation.read.client.ToString();
  facts.module = explanation.read.entry.module;
  facts.level = explanation.read.level;
  facts.log_id = explanation.read.entry.log_id;
  if (explanation.read.time) facts.time = FormatMicros(*explanation.read.time);
  Json document = {{"result", Json::parse(ResultJson(facts, explanation.what))}};
  document["message"] = explanation.read.entry.message;
  document["rules"] = Json::array();
  for (const RuleTrial& trial : explanation.trials) {
    if (!Shown(trial, all)) continue;
    document["rules"].push_back({{"rule", trial.rule->id},
                                 {"category", CategoryName(trial.rule->category)},
                                 {"cost", trial.rule->cost},
                                 {"verdict", RuleVerdictName(trial.verdict)},
                                 {"name", trial.rule->name}});
  }
  document["buckets"] = Json::array();
  for (const BucketState& bucket : explanation.buckets) {
    document["buckets"].push_back({{"name", bucket.name},
                                   {"capacity", bucket.shape.capacity},
                                   {"window_ms", DurationOf(bucket.shape.window).count()},
                                   {"before", bucket.before},
                                   {"after", bucket.after},
                                   {"overflow", bucket.overflow},
                                   {"more", bucket.more},
                                   {"block_ms", bucket.block.count()}});
  }
  if (!explanation.not_poured.empty()) document["not_poured"] = explanation.not_poured;
  if (explanation.unlikeness) document["unlikeness"] = UnlikenessJson(*explanation.unlikeness);
  document["blocked_before"] = explanation.blocked_before;
  std::printf("%s\n", document.dump(2, ' ', true, nlohmann::json::error_handler_t::replace).c_str());
}

}  // namespace

std::string_view RuleVerdictName(RuleVerdict verdict) {
  switch (verdict) {
    case RuleVerdict::kMatches:
      return "matches";
    case RuleVerdict::kOtherLogId:
      return "other_ah";
    case RuleVerdict::kOtherModule:
      return "other_module";
    case RuleVerdict::kOtherLevel:
      return "other_level";
    case RuleVerdict::kOtherErrno:
      return "other_errno";
    case RuleVerdict::kOtherStatus:
      return "other_status";
    case RuleVerdict::kOtherMethod:
      return "other_method";
    case RuleVerdict::kOtherCredentials:
      return "other_credentials";
    case RuleVerdict::kOtherGuess:
      return "other_guess";
    case RuleVerdict::kNoMatch:
      return "no_match";
    case RuleVerdict::kLimit:
      return "match_limit";
    case RuleVerdict::kRemoved:
      return "removed";
  }
  return "";
}

std::string VerdictText(const RuleTrial& trial, const Entry& entry) {
  switch (trial.verdict) {
    case RuleVerdict::kMatches:
      return "matches";
    case RuleVerdict::kOtherLogId:
      return entry.log_id == 0 ? "wants an AH number" : "other AH number";
    case RuleVerdict::kOtherModule:
      return "other module";
    case RuleVerdict::kOtherLevel:
      return "wants " + std::string(LevelName(*trial.rule->level)) + " or more severe";
    case RuleVerdict::kOtherErrno:
      return entry.os_error == 0 ? "wants an error of the system" : "wants another error of the system";
    case RuleVerdict::kOtherStatus:
      return "wants another status";
    case RuleVerdict::kOtherMethod:
      return "wants another method";
    case RuleVerdict::kOtherCredentials:
      return entry.credentials.empty() ? "wants credentials" : "wants credentials of another kind";
    case RuleVerdict::kOtherGuess:
      return "wants a body that tries a password or a code";
    case RuleVerdict::kNoMatch:
      if (!trial.rule->more.empty()) return "not all that its patterns ask for is so";
      return "pattern not in " + TargetNames(trial.rule->targets);
    case RuleVerdict::kLimit:
      return "pattern ran into the match limit";
    case RuleVerdict::kRemoved:
      return "removed";
  }
  return {};
}

void PrintExplanation(const Explanation& explanation, bool json, bool all) {
  if (json) {
    PrintJson(explanation, all);
  } else {
    PrintText(explanation, all);
  }
}

}  // namespace errwatch::cli
