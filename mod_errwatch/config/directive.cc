#include "config/directive.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <utility>

#include "base/ascii.h"
#include "base/quoted.h"
#include "base/sort_unique.h"
#include "config/address_list.h"
#include "config/directive_grammar.h"
#include "config/rule_grammar.h"
#include "config/shipped_rules.h"
#include "config/text_file.h"
#include "config/word_list.h"
#include "config/words.h"
#include "match/word_pattern.h"
#include "model/bucket_tag.h"

namespace errwatch {
namespace {

constexpr DirectiveInfo kDirectives[] = {
#define ERRWATCH_DIRECTIVE_ROW(id, name, context, syntax, text) \
  {name, syntax, text, DirectiveId::id, Context::context},
    ERRWATCH_DIRECTIVES(ERRWATCH_DIRECTIVE_ROW)
#undef ERRWATCH_DIRECTIVE_ROW
};

// How many words a directive takes.
struct Arity {
  size_t least;
  size_t most;
};
constexpr size_t kMany = std::numeric_limits<size_t>::max();

constexpr Arity ArityOf(DirectiveId id) {
  switch (id) {
    case DirectiveId::kEngine:
    case DirectiveId::kClients:
    case DirectiveId::kStateFile:
    case DirectiveId::kInspect:
    case DirectiveId::kScope:
    case DirectiveId::kForgive:
    case DirectiveId::kAnomalies:
    case DirectiveId::kUnderAttack:
    case DirectiveId::kShare:
      return {1, 1};
    case DirectiveId::kAction:
    case DirectiveId::kPrefix:
    case DirectiveId::kBody:
    case DirectiveId::kGate:
    case DirectiveId::kVerbosity:
    case DirectiveId::kModel:
      return {1, 2};
    case DirectiveId::kEventLog:
      return {1, 6};
    case DirectiveId::kVerifyCrawlers:
      return {1, 3};
    case DirectiveId::kLimit:
      return {2, 3};
    case DirectiveId::kBlock:
      return {1, 4};
    case DirectiveId::kRule:
    case DirectiveId::kWords:
      return {2, kMany};
    case DirectiveId::kRuleRemove:
    case DirectiveId::kAllow:
    case DirectiveId::kStatusCodes:
    case DirectiveId::kTrustedProxy:
      return {1, kMany};
  }
  return {1, 1};
}

// Sets what was parsed, or hands the error on.
template <typename T>
Status Take(Result<T> parsed, Setting<T>& setting, const DirectivePlace& place) {
  if (!parsed) return parsed.failure();
  setting.Set(std::move(parsed).value(), place.origin);
  return Ok{};
}

// A list as rules get it: its file, and what ErrWatchWords adds.
Result<std::vector<std::string>> WordsOf(const std::string& file, const DirectivePlace& place,
                                         const ServerSettings& server) {
  Result<std::vector<std::string>> words = ReadWordFile(BelowBase(file, place.file_directory));
  if (!words) return words;
  const std::string name = WordListName(file).value();
  for (const AddedWords& added : server.added_words) {
    if (added.list == name) words.value().insert(words.value().end(), added.words.begin(), added.words.end());
  }
  SortUnique(words.value());
  return words;
}

Status AddWords(Words words, const DirectivePlace& place, ServerSettings& server) {
  AddedWords added{words[0].text, {}, place.origin};
  if (!IsWordListName(added.list)) {
    return Error{Quoted(added.list) +
                 " is no name of a list: it is its file's without directory and .txt, as in web-shells"};
  }
  for (const Word& word : words.subspan(1)) {
    if (word.text.starts_with('@')) {
      const Result<std::vector<std::string>> listed =
          ReadWordFile(BelowBase(std::string_view(word.text).substr(1), place.file_directory));
      if (!listed) return listed.failure();
      added.words.insert(added.words.end(), listed.value().begin(), listed.value().end());
      continue;
    }
    if (word.text.starts_with('#')) return Error{Quoted(word.text) + " begins a comment in a list of words"};
    if (Status good = CheckListWord(word.text); !good) return good;
    added.words.push_back(word.text);
  }
  const auto reader = std::find_if(server.rules.begin(), server.rules.end(), [&](const Rule& rule) {
    return rule.NamesList([&](const std::string& file) { return WordListName(file).value() == added.list; });
  });
  if (reader != server.rules.end()) {
    return Error{"rule " + std::to_string(reader->id) + " at " + reader->origin + " has read the list " +
                 Quoted(added.list) + " already: write this line in front of it"};
  }
  server.added_words.push_back(std::move(added));
  return Ok{};
}

Status AddRule(std::string_view arguments, const DirectivePlace& place, ServerSettings& server) {
  Result<Rule> rule = ParseRule(
      arguments, place.origin, [&](const std::string& file) { return WordsOf(file, place, server); },
      place.patterns);
  if (!rule) return rule.failure();
  const auto same = std::find_if(server.rules.begin(), server.rules.end(),
                                 [&](const Rule& other) { return other.id == rule.value().id; });
  if (same != server.rules.end()) {
    return Error{"rule " + std::to_string(same->id) + " is defined twice: at " + same->origin + " and at " +
                 place.origin +
                 (IsShippedRule(same->id)
                      ? "; your own have ids from " + std::to_string(kFirstOwnRuleId) + " on"
                      : "")};
  }
  server.rules.push_back(std::move(rule).value());
  return Ok{};
}

Status RemoveRules(std::string_view arguments, const DirectivePlace& place,
                   std::vector<RuleRange>& removals) {
  Result<std::vector<RuleRange>> ranges = ParseRuleRanges(arguments);
  if (!ranges) return ranges.failure();
  for (RuleRange& range : ranges.value()) {
    range.origin = place.origin;
    removals.push_back(std::move(range));
  }
  return Ok{};
}

Status SetLimit(Words words, const DirectivePlace& place, LimitSettings& limits) {
  const Result<LimitLine> line = ParseLimit(words);
  if (!line) return line.failure();
  const auto& [category, limit] = line.value();
  Setting<Limit>& setting = category ? limits.category[static_cast<size_t>(*category)] : limits.any;
  setting.Set(limit, place.origin);
  return Ok{};
}

Status AddAddresses(Words words, const DirectivePlace& place, AddressSet& set) {
  AddressSet changed = set;
  for (const Word& word : words) {
    Status added = AddAddressWord(word.text, place.server_root, changed);
    if (!added) return added;
  }
  set = std::move(changed);
  return Ok{};
}

Status AddEventLog(Words words, const DirectivePlace& place, std::vector<EventLogSetting>& logs) {
  Result<EventLogSetting> parsed = ParseEventLog(words, place.server_root);
  if (!parsed) return parsed.failure();
  EventLogSetting& log = parsed.value();
  const auto same = std::find_if(logs.begin(), logs.end(),
                                 [&](const EventLogSetting& other) { return NameOf(other) == NameOf(log); });
  if (same != logs.end()) {
    return Error{NameOf(log) + " is named at " + same->origin +
                 " already; say all that is to go there on one line"};
  }
  if (logs.size() == kMaxEventLogs)
    return Error{"there are " + std::to_string(kMaxEventLogs) + " event logs already, which is the most"};
  log.origin = place.origin;
  logs.push_back(std::move(log));
  return Ok{};
}

// What is left when the words are counted. `arguments` are as written: rules have a syntax of their own.
Status Apply(DirectiveId id, Words words, std::string_view arguments, const DirectivePlace& place,
             ServerSettings& server, DirectorySettings& directory) {
  switch (id) {
    case DirectiveId::kEngine:
      return Take(ParseEngine(words[0]), directory.engine, place);
    case DirectiveId::kRule:
      return AddRule(arguments, place, server);
    case DirectiveId::kWords:
      return AddWords(words, place, server);
    case DirectiveId::kRuleRemove:
      return RemoveRules(arguments, place, place.in_directory ? directory.removals : server.removals);
    case DirectiveId::kLimit:
      return SetLimit(words, place, server.limits);
    case DirectiveId::kBlock:
      return Take(ParseBlockPolicy(words), server.block, place);
    case DirectiveId::kAction:
      return Take(ParseAction(words), directory.action, place);
    case DirectiveId::kAllow:
      return AddAddresses(words, place, server.allow);
    case DirectiveId::kPrefix:
      return Take(ParseClientPrefix(words), server.prefix, place);
    case DirectiveId::kClients:
      return Take(ParseClients(words[0]), server.clients, place);
    case DirectiveId::kStateFile:
      // Stays relative: httpd resolves it against its runtime directory.
      return Take(ParsePath(words[0], {}), server.state_file, place);
    case DirectiveId::kStatusCodes:
      return Take(ParseStatusCodes(words), server.status_codes, place);
    case DirectiveId::kInspect:
      return Take(ParseInspect(words[0]), server.inspect, place);
    case DirectiveId::kBody:
      return Take(ParseBody(words), directory.body, place);
    case DirectiveId::kGate:
      return Take(ParseGate(words), server.gate, place);
    case DirectiveId::kTrustedProxy:
      return AddAddresses(words, place, server.trusted_proxies);
    case DirectiveId::kScope:
      return Take(ParseScope(words[0]), server.scope, place);
    case DirectiveId::kForgive:
      return Take(ParseOnOff(words[0]), server.forgive, place);
    case DirectiveId::kAnomalies:
      return Take(ParseOnOff(words[0]), server.anomalies, place);
    case DirectiveId::kUnderAttack:
      return Take(ParseUnderAttack(words[0]), server.under_attack, place);
    case DirectiveId::kVerbosity:
      return Take(ParseVerbosity(words), server.verbosity, place);
    case DirectiveId::kModel:
      return Take(ParseModel(words, place.server_root), server.model, place);
    case DirectiveId::kEventLog:
      return AddEventLog(words, place, server.event_logs);
    case DirectiveId::kVerifyCrawlers:
      return Take(ParseCrawlers(words, place.server_root), server.crawlers, place);
    case DirectiveId::kShare:
      return Take(ParseShare(words[0]), server.share, place);
  }
  return Error{"unknown directive"};
}

// What was meant by whoever writes as in other languages; empty where nothing looks like it.
std::string Habit(DirectiveId id, Words words) {
  const auto some = [&](auto is) {
    return std::ranges::any_of(words, [&](const Word& word) { return !word.quoted && is(word.text); });
  };
  if (some([](std::string_view text) { return text.starts_with('#'); }))
    return "; a comment stands on a line of its own";
  const bool list =
      id == DirectiveId::kAllow || id == DirectiveId::kTrustedProxy || id == DirectiveId::kStatusCodes;
  if (list && some([](std::string_view text) { return text.find(',') != text.npos; }))
    return "; blanks, not commas, separate them";
  return "";
}

}  // namespace

std::span<const DirectiveInfo> Directives() { return kDirectives; }

const DirectiveInfo* FindDirective(std::string_view name) {
  for (const DirectiveInfo& info : kDirectives) {
    if (EqualsIgnoreCase(name, info.name)) return &info;
  }
  return nullptr;
}

Status ApplyDirective(DirectiveId id, std::string_view arguments, const DirectivePlace& place,
                      ServerSettings& server, DirectorySettings& directory) {
  const DirectiveInfo& info = kDirectives[static_cast<size_t>(id)];
  const std::string name = info.name;
  if (place.in_directory && info.context != Context::kDirectory) {
    return Error{name +
                 " is not allowed in a directory or location: it belongs to the server or a virtual host"};
  }
  const Result<std::vector<Word>> words = SplitArguments(arguments);
  if (!words) return Error{name + ": " + words.error()};
  const Arity arity = ArityOf(id);
  if (words.value().size() < arity.least || words.value().size() > arity.most) {
    const bool few = words.value().size() < arity.least;
    return Error{name + ": too " + (few ? "few" : "many") + " arguments; the syntax is: " + name + " " +
                 info.syntax + Habit(id, words.value())};
  }
  const std::string before = OriginOf(id, words.value(), server, directory);
  const Status applied = Apply(id, words.value(), arguments, place, server, directory);
  if (!applied) return Error{name + ": " + applied.error() + Habit(id, words.value())};
  if (!before.empty()) {
    const std::string of = id == DirectiveId::kLimit ? " " + words.value()[0].text : "";
    server.replaced.push_back({name + of, before, place.origin});
  }
  return Ok{};
}

}  // namespace errwatch
