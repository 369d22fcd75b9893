#include "config/directive_grammar.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/ascii.h"
#include "base/duration.h"
#include "base/nearest_name.h"
#include "base/quoted.h"
#include "base/sort_unique.h"
#include "config/text_file.h"
#include "config/words.h"
#include "model/bucket_tag.h"
#include "model/entry.h"
#include "model/joined_attack.h"
#include "model/scope_name.h"

namespace errwatch {
namespace {

constexpr uint16_t kFirstErrorStatus = 400;
constexpr uint16_t kLastErrorStatus = 599;
// For which httpd has a reason phrase (status_lines in its http_protocol.c): for others it answers 500.
constexpr auto kAnsweredStatuses = std::to_array<uint16_t>(
    {400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 421,
     422, 423, 424, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511});
constexpr size_t kMaxPathBytes = 4095;
constexpr size_t kMaxUrlBytes = 2048;

// A decimal number and nothing else, within the bounds.
std::optional<uint32_t> ParseWithin(std::string_view text, uint32_t least, uint32_t most) {
  uint32_t number = 0;
  const char* const last = text.data() + text.size();
  const auto [end, failure] = std::from_chars(text.data(), last, number);
  if (failure != std::errc() || end != last || number < least || number > most) return std::nullopt;
  return number;
}

// Stores a duration, or says what is wrong with it.
std::string TakeDuration(std::string_view text, Milliseconds least, Milliseconds& target) {
  const auto duration = ParseDuration(text);
  if (!duration) return duration.error();
  if (duration.value() < least) return Quoted(text) + " is too short; the least is " + FormatDuration(least);
  target = duration.value();
  return "";
}

std::string TakeNumber(std::string_view text, uint32_t least, uint32_t most, auto& target) {
  const auto number = ParseWithin(text, least, most);
  if (!number)
    return Quoted(text) + " is no number from " + std::to_string(least) + " to " + std::to_string(most);
  target = static_cast<std::remove_reference_t<decltype(target)>>(*number);
  return "";
}

Result<BucketShape> ParseBucketShape(std::string_view text) {
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    return Error{Quoted(text) + " is no limit; write capacity/window as in 5/10m, or none"};
  }
  const auto capacity = ParseWithin(text.substr(0, slash), 1, kMaxCapacity);
  if (!capacity) {
    return Error{Quoted(text) + ": the capacity must be a number from 1 to " + std::to_string(kMaxCapacity) +
                 " (to switch a limit off write none)"};
  }
  const auto window = ParseDuration(text.substr(slash + 1));
  if (!window) return Error{Quoted(text) + ": the window: " + window.error()};
  if (window.value() < kMinWindow || window.value() > kMaxWindow) {
    return Error{Quoted(text) + ": the window must be from " + FormatDuration(kMinWindow) + " to " +
                 FormatDuration(kMaxWindow)};
  }
  return BucketShape{*capacity, TicksIn(window.value())};
}

Result<Milliseconds> ParseLimitBlock(const Word& word) {
  const auto pair = SplitKey(word);
  if (!pair || !pair->Is("block")) return Unknown(word, "block=duration or block=none");
  if (EqualsIgnoreCase(pair->value, "none")) return Milliseconds(0);
  const auto duration = ParseDuration(pair->value);
  if (!duration)
    return Error{"block=: " + duration.error() + ", or none to open an incident without a block"};
  return duration.value();
}

Status CheckUrl(std::string_view url) {
  const bool path = !url.empty() && url[0] == '/' && (url.size() == 1 || (url[1] != '/' && url[1] != '\\'));
  bool absolute = false;
  for (const std::string_view scheme : {"http://", "https://"}) {
    absolute |= url.size() > scheme.size() && EqualsIgnoreCase(url.substr(0, scheme.size()), scheme) &&
                url[scheme.size()] != '/';
  }
  if (!path && !absolute)
    return Error{"redirect=: " + Quoted(url) + " must begin with http://host, https://host or one /"};
  // It becomes a header of the response.
  if (HasControl(url) || url.find(' ') != std::string_view::npos) {
    return Error{"redirect=: the URL must not contain blanks or control characters; write %20 for a blank"};
  }
  if (url.size() > kMaxUrlBytes)
    return Error{"redirect=: the URL is longer than " + std::to_string(kMaxUrlBytes) + " bytes"};
  return Ok{};
}

}  // namespace

Result<bool> ParseOnOff(const Word& word) {
  if (EqualsIgnoreCase(word.text, "on")) return true;
  if (EqualsIgnoreCase(word.text, "off")) return false;
  return Unknown(word, "On or Off");
}

Result<Engine> ParseEngine(const Word& word) {
  if (EqualsIgnoreCase(word.text, "on")) return Engine::kOn;
  if (EqualsIgnoreCase(word.text, "off")) return Engine::kOff;
  if (EqualsIgnoreCase(word.text, "DetectionOnly")) return Engine::kDetectionOnly;
  return Unknown(word, "On, Off or DetectionOnly");
}

Result<LimitLine> ParseLimit(Words words) {
  LimitLine line;
  if (words[0].text != kAnyName) {
    line.category = ParseCategory(words[0].text);
    if (!line.category) {
      return Error{"unknown category " + Quoted(words[0].text) + "; there are any, " +
                   std::string(CategoryNames()) + DidYouMean(words[0].text, CategoryNames())};
    }
    if (*line.category == Category::kBenign) return Error{"benign is never counted and has no limit"};
  }
  if (EqualsIgnoreCase(words[1].text, "none")) {
    if (words.size() > 2) return NothingMore(words[2], words[1].text);
    return line;
  }
  const auto shape = ParseBucketShape(words[1].text);
  if (!shape) return shape.failure();
  line.limit.shape = shape.value();
  if (words.size() > 2) {
    const auto block = ParseLimitBlock(words[2]);
    if (!block) return block.failure();
    line.limit.block = block.value();
  }
  return line;
}

Result<BlockPolicy> ParseBlockPolicy(Words words) {
  BlockPolicy policy;
  const Status taken = ForEachKey(
      words, "base=, factor=, max= or decay=", [&](const KeyValue& pair) -> std::optional<std::string> {
        if (pair.Is("base")) return TakeDuration(pair.value, Milliseconds(1000), policy.base);
        if (pair.Is("factor")) return TakeNumber(pair.value, 1, kMaxBlockFactor, policy.factor);
        if (pair.Is("max")) return TakeDuration(pair.value, Milliseconds(1000), policy.max);
        if (pair.Is("decay")) return TakeDuration(pair.value, Milliseconds(0), policy.decay);
        return std::nullopt;
      });
  if (!taken) return taken.failure();
  if (policy.base > policy.max) {
    return Error{"base=" + FormatDuration(policy.base) + " is longer than max=" + FormatDuration(policy.max)};
  }
  return policy;
}

Result<Action> ParseAction(Words words) {
  Action action;
  const bool denies = EqualsIgnoreCase(words[0].text, "deny");
  if (words.size() > 1) {
    const auto pair = SplitKey(words[1]);
    if (!denies && (EqualsIgnoreCase(words[0].text, "drop") || words[0].text.find('=') != std::string::npos))
      return NothingMore(words[1], words[0].text);
    if (denies && (!pair || !pair->Is("status"))) return Unknown(words[1], "status=");
    if (!denies) return Unknown(words[0], "deny, drop or redirect=URL");
    const std::string problem = TakeNumber(pair->value, kFirstErrorStatus, kLastErrorStatus, action.status);
    if (!problem.empty()) return Error{"status=: " + problem};
    if (!std::ranges::binary_search(kAnsweredStatuses, action.status)) {
      return Error{"status=: httpd has no answer with the status " + std::to_string(action.status) +
                   " and would send 500; 403, 404, 429 and 503 are usual"};
    }
  }
  if (denies) return action;
  if (EqualsIgnoreCase(words[0].text, "drop")) {
    action.kind = ActionKind::kDrop;
    return action;
  }
  const auto pair = SplitKey(words[0]);
  if (!pair || !pair->Is("redirect")) return Unknown(words[0], "deny, drop or redirect=URL");
  const Status checked = CheckUrl(pair->value);
  if (!checked) return checked.failure();
  action.kind = ActionKind::kRedirect;
  action.redirect = pair->value;
  return action;
}

Result<ClientPrefix> ParseClientPrefix(Words words) {
  ClientPrefix prefix;
  const Status taken =
      ForEachKey(words, "ipv4= or ipv6=", [&](const KeyValue& pair) -> std::optional<std::string> {
        if (pair.Is("ipv4"))
          return TakeNumber(pair.value, ClientPrefix::kLeastIpv4, ClientPrefix::kMostIpv4, prefix.ipv4);
        if (pair.Is("ipv6"))
          return TakeNumber(pair.value, ClientPrefix::kLeastIpv6, ClientPrefix::kMostIpv6, prefix.ipv6);
        return std::nullopt;
      });
  if (!taken) return taken.failure();
  return prefix;
}

Result<UnderAttack> ParseUnderAttack(const Word& word) {
  for (const UnderAttack& plain : {UnderAttack{Joiners::kReport, 1}, UnderAttack{Joiners::kBlock, 1}})
    if (EqualsIgnoreCase(word.text, DirectiveText(plain))) return plain;
  const auto pair = SplitKey(word);
  if (!pair || !pair->Is("tighten")) return Unknown(word, "report, tighten=FACTOR or block");
  UnderAttack tighten{Joiners::kTighten, 1};
  const std::string problem = TakeNumber(pair->value, 2, kMaxTightenFactor, tighten.factor);
  if (!problem.empty()) return Error{"tighten=: " + problem};
  return tighten;
}

Result<ModelSetting> ParseModel(Words words, std::string_view base) {
  ModelSetting model;
  if (!words[0].quoted && EqualsIgnoreCase(words[0].text, "none")) {
    if (words.size() == 1) return model;
    return Error{"none stands alone; a file of this name is \"none\" in quotes"};
  }
  Result<std::string> path = ParsePath(words[0], base);
  if (!path) return path.failure();
  model.path = std::move(path).value();
  const Status taken =
      ForEachKey(words.subspan(1), "learn=", [&](const KeyValue& pair) -> std::optional<std::string> {
        if (!pair.Is("learn")) return std::nullopt;
        const std::string problem = TakeDuration(pair.value, kMinLearning, model.learn);
        if (!problem.empty() || model.learn <= kMaxLearning) return problem;
        return Quoted(pair.value) + " is too long; the most is " + FormatDuration(kMaxLearning);
      });
  if (!taken) return taken.failure();
  return model;
}

Result<Verbosity> ParseVerbosity(Words words) {
  Verbosity verbosity;
  if (words.size() == 1 && EqualsIgnoreCase(words[0].text, "none")) return verbosity;
  const auto take = [](std::string_view name, std::optional<Level>& level) {
    level = ParseLevel(name);
    return level ? std::string() : Quoted(name) + " is no level; expected one of " + std::string(kLevelNames);
  };
  const Status taken = ForEachKey(words, "suspects=, blocked= or none",
                                  [&](const KeyValue& pair) -> std::optional<std::string> {
                                    if (pair.Is("suspects")) return take(pair.value, verbosity.suspects);
                                    if (pair.Is("blocked")) return take(pair.value, verbosity.blocked);
                                    return std::nullopt;
                                  });
  if (!taken) return taken.failure();
  // Whatever LogLevel is, one of the two would do nothing.
  if (verbosity.suspects && verbosity.blocked && *verbosity.suspects < *verbosity.blocked) {
    return Error{"suspects=" + std::string(LevelName(*verbosity.suspects)) +
                 " says less than blocked=" + std::string(LevelName(*verbosity.blocked)) +
                 ": suspects= is to log more than LogLevel (info), blocked= less (crit)"};
  }
  return verbosity;
}

Result<uint32_t> ParseClients(const Word& word) {
  uint32_t clients = 0;
  const std::string problem = TakeNumber(word.text, kMinClients, kMaxClients, clients);
  if (!problem.empty()) return Error{problem};
  return clients;
}

Result<std::vector<uint16_t>> ParseStatusCodes(Words words) {
  std::vector<uint16_t> codes;
  if (words.size() == 1 && EqualsIgnoreCase(words[0].text, "none")) return codes;
  for (const Word& word : words) {
    if (EqualsIgnoreCase(word.text, "none")) return Error{"none stands alone: it lists no code"};
    uint16_t code = 0;
    if (const auto success = ParseWithin(word.text, 100, kFirstErrorStatus - 1)) {
      return Error{Quoted(word.text) +
                   " is no refusal: codes from 400 to 599 are listed here; a rule with status=" + word.text +
                   " sees such responses under ErrWatchInspect all, without a list"};
    }
    const std::string problem = TakeNumber(word.text, kFirstErrorStatus, kLastErrorStatus, code);
    if (!problem.empty()) return Error{problem + ", nor is it none"};
    codes.push_back(code);
  }
  SortUnique(codes);
  return codes;
}

Result<Inspect> ParseInspect(const Word& word) {
  if (EqualsIgnoreCase(word.text, "entries")) return Inspect::kEntries;
  if (EqualsIgnoreCase(word.text, "errors")) return Inspect::kErrors;
  if (EqualsIgnoreCase(word.text, "all")) return Inspect::kAll;
  return Unknown(word, "entries, errors or all");
}

Result<uint32_t> ParseBody(Words words) {
  const Result<bool> on = ParseOnOff(words[0]);
  if (!on) return on.failure();
  if (words.size() == 1) return on.value() ? static_cast<uint32_t>(kMaxBodyBytes) : uint32_t{0};
  const auto pair = SplitKey(words[1]);
  if (!on.value()) return NothingMore(words[1], words[0].text);
  if (!pair || !pair->Is("size")) return Unknown(words[1], "size=");
  std::string_view text = pair->value;
  const bool kibibytes = text.ends_with('k') || text.ends_with('K');
  if (kibibytes) text.remove_suffix(1);
  const uint32_t unit = kibibytes ? 1024 : 1;
  const auto size = ParseWithin(text, kLeastBodyBytes / unit, static_cast<uint32_t>(kMaxBodyBytes) / unit);
  if (!size) return Error{"size=: " + Quoted(pair->value) + " is no number of bytes from 1k to 64k"};
  return *size * unit;
}

Result<uint8_t> ParseGate(Words words) {
  uint8_t gates = 0;
  for (const Word& word : words) {
    if (EqualsIgnoreCase(word.text, "early")) {
      gates |= kGateEarly;
    } else if (EqualsIgnoreCase(word.text, "access")) {
      gates |= kGateAccess;
    } else if (EqualsIgnoreCase(word.text, "both")) {
      gates |= kGateEarly | kGateAccess;
    } else {
      return Unknown(word, "early, access or both");
    }
  }
  return gates;
}

Result<std::string> ParseScope(const Word& word) {
  if (!IsScopeName(word.text)) return Error{Quoted(word.text) + " is no scope name; " + kScopeNameForm};
  return word.text;
}

Result<std::string> ParseShare(const Word& word) {
  if (EqualsIgnoreCase(word.text, "none")) return std::string();
  const auto pair = SplitKey(word);
  if (!pair || !pair->Is("group")) return Unknown(word, "group=NAME or none");
  if (!IsScopeName(pair->value))
    return Error{"group=: " + Quoted(pair->value) + " is no name of a group; " + kScopeNameForm};
  return std::string(pair->value);
}

Result<std::string> ParsePath(const Word& word, std::string_view base) {
  if (word.text.empty()) return Error{"the path is empty"};
  if (HasControl(word.text)) return Error{"the path " + Quoted(word.text) + " contains control characters"};
  std::string path = BelowBase(word.text, base);
  if (path.size() > kMaxPathBytes)
    return Error{"the path is longer than " + std::to_string(kMaxPathBytes) + " bytes"};
  return path;
}

}  // namespace errwatch
