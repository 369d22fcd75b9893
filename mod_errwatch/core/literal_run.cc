#include "core/literal_run.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>

#include "core/ascii.h"
#include "core/prefilter.h"

namespace errwatch {
namespace {

constexpr std::size_t kStrong = 5;        // a literal of this length is rare enough by itself
constexpr std::size_t kLongEnough = 8;    // more bytes make it no rarer
constexpr std::size_t kMaxVariants = 48;  // of a literal that is rare already
constexpr std::size_t kMaxChoice = 4;     // single bytes to choose from behind such a literal
constexpr std::size_t kMaxRepeatedStrings = 32;

void SortUnique(LiteralSet& strings) {
  std::sort(strings.begin(), strings.end());
  strings.erase(std::unique(strings.begin(), strings.end()), strings.end());
}

std::size_t Shortest(const LiteralSet& strings) {
  std::size_t shortest = strings.empty() ? 0 : std::numeric_limits<std::size_t>::max();
  for (const std::string& s : strings) shortest = std::min(shortest, s.size());
  return shortest;
}

// Innocent requests and messages seldom hold these bytes, or the others side by side.
bool IsRareByte(char c) {
  return std::string_view("<>'\"`${}[]|\\^~!#@").find(c) != std::string_view::npos ||
         static_cast<unsigned char>(c) >= 0x7f || (static_cast<unsigned char>(c) < ' ' && !IsSpace(c));
}
bool HasRareByte(std::string_view literal) {
  if (std::any_of(literal.begin(), literal.end(), IsRareByte)) return true;
  return literal.find_first_not_of("();*?+%") == std::string_view::npos;
}

bool IsUsable(const LiteralSet& strings) {
  return !strings.empty() && std::all_of(strings.begin(), strings.end(), [](const std::string& s) {
    return s.size() >= kMinLiteralBytes || (s.size() == kMinRareLiteralBytes && HasRareByte(s));
  });
}

// What stands in countless innocent entries. A literal from here screens nothing, however long it is.
constexpr std::string_view kEverydayText =
    "mozilla/5.0 (windows nt 10.0; win64; x64) applewebkit/537.36 (khtml, like gecko) chrome/126.0.0.0 "
    "safari/537.36 edg/126.0.0.0\n"
    "mozilla/5.0 (x11; ubuntu; linux x86_64; rv:127.0) gecko/20100101 firefox/127.0\n"
    "mozilla/5.0 (iphone; cpu iphone os 17_5 like mac os x) applewebkit/605.1.15 (khtml, like gecko) "
    "version/17.5 mobile/15e148\n"
    "mozilla/5.0 (macintosh; intel mac os x 10_15_7) mozilla/5.0 (linux; android 10; k) compatible; "
    "googlebot/2.1; +http://www.\n"
    "ah00128: file does not exist: /var/www/html/index.php, referer: https://www.\n"
    "ah01630: client denied by server configuration: /var/www/html/\n"
    "ah01617: user : authentication failure for \"/\": password mismatch\nah01618: user not found: \n"
    "ah01276: cannot serve directory /var/www/html/: no matching directoryindex found, and server-generated "
    "directory index "
    "forbidden by options directive\n"
    "ah01264: script not found or unable to stat: /usr/lib/cgi-bin/\nah01071: got error 'primary script "
    "unknown'\nscript '/var/www/\n"
    "ah10244: invalid uri path (/ah00126: invalid uri in request get / http/1.1\nah00127: cannot map get / "
    "to file\n"
    "ah01071: got error 'php message: php warning:  undefined variable in /var/www/html/.php on line 1 php "
    "notice:  undefined index: "
    "php fatal error:  uncaught error: stack trace: #0 {main} thrown in\n"
    "ah02008: ssl library error 1 in handshake (server www.:443)\nah00035: access to / denied (filesystem "
    "path '/home/') because search "
    "permissions are missing on a component of the path\nah01215: stderr from \nah01114: proxy: failed to "
    "make connection to backend: "
    "request failed: error reading the headers\n"
    "accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\n"
    "accept-language: en-us,en;q=0.5\naccept-encoding: gzip, deflate, br\nconnection: "
    "keep-alive\nupgrade-insecure-requests: 1\n"
    "sec-fetch-dest: document\nsec-fetch-mode: navigate\nsec-fetch-site: same-origin\ncontent-type: "
    "application/x-www-form-urlencoded\n";

// The pairs of bytes in it: nearly every other text holds one that is missing here.
constexpr std::size_t PairIndex(char first, char second) {
  return static_cast<std::size_t>(static_cast<unsigned char>(first)) << 8 |
         static_cast<unsigned char>(second);
}
constexpr auto kEverydayPairs = [] {
  std::array<uint64_t, 1024> pairs{};
  for (std::size_t i = 1; i < kEverydayText.size(); ++i) {
    const std::size_t pair = PairIndex(kEverydayText[i - 1], kEverydayText[i]);
    pairs[pair / 64] |= uint64_t{1} << (pair % 64);
  }
  return pairs;
}();

bool IsEveryday(std::string_view literal) {
  for (std::size_t i = 1; i < literal.size(); ++i) {
    const std::size_t pair = PairIndex(literal[i - 1], literal[i]);
    if ((kEverydayPairs[pair / 64] >> (pair % 64) & 1) == 0) return false;
  }
  return kEverydayText.find(literal) != std::string_view::npos;
}

// What a set costs: how often innocent text holds one of its literals (a guess: a quarter as often for each
// byte more), and a little for every literal that the prefilter must look for.
double Cost(const LiteralSet& strings) {
  if (!IsUsable(strings)) return std::numeric_limits<double>::infinity();
  constexpr double kEachLiteral = 1.0 / 4096;
  double cost = 0;
  for (const std::string& s : strings) {
    const bool everyday = IsEveryday(s);
    const std::size_t length = std::min(s.size() + (HasRareByte(s) ? 2 : 0), kLongEnough);
    cost += kEachLiteral + (everyday ? 1.0 : std::ldexp(1.0, -2 * static_cast<int>(length)));
  }
  return cost;
}

void KeepBetter(LiteralSet& best, const LiteralSet& other) {
  if (Cost(other) < Cost(best)) best = other;
}

LiteralSet Cross(const LiteralSet& left, const LiteralSet& right) {
  LiteralSet result;
  result.reserve(left.size() * right.size());
  for (const std::string& a : left) {
    for (const std::string& b : right) result.push_back(a + b);
  }
  SortUnique(result);
  return result;
}

void Append(LiteralSet& set, const LiteralSet& more) { set.insert(set.end(), more.begin(), more.end()); }

LiteralSet Bounded(LiteralSet strings) {
  SortUnique(strings);
  return strings.size() <= kMaxAlternatives ? std::move(strings) : LiteralSet{""};
}

}  // namespace

LiteralSet WithoutRedundant(const LiteralSet& literals) {
  LiteralSet result;
  std::copy_if(literals.begin(), literals.end(), std::back_inserter(result), [&](const std::string& literal) {
    return std::none_of(literals.begin(), literals.end(), [&](const std::string& other) {
      return other.size() < literal.size() && literal.find(other) != std::string::npos;
    });
  });
  return result;
}

LiteralSet Shortened(const LiteralSet& literals) {
  LiteralSet best = WithoutRedundant(literals);
  for (std::size_t length = kLongEnough; length > kMinLiteralBytes; --length) {
    LiteralSet heads;
    LiteralSet tails;
    for (const std::string& literal : literals) {
      const std::size_t cut = literal.size() - std::min(literal.size(), length);
      heads.push_back(literal.substr(0, literal.size() - cut));
      tails.push_back(literal.substr(cut));
    }
    for (LiteralSet* cut : {&heads, &tails}) {
      SortUnique(*cut);
      KeepBetter(best, WithoutRedundant(*cut));
    }
  }
  return best;
}

PatternPart PatternPart::Strings(LiteralSet strings) {
  PatternPart part;
  part.exact = true;
  part.strings = std::move(strings);
  SortUnique(part.strings);
  return part;
}

LiteralSet PatternPart::Required() const {
  if (!exact) return required;
  return IsUsable(strings) ? strings : LiteralSet();
}

PatternPart Either(const std::vector<PatternPart>& alternatives) {
  if (alternatives.size() == 1) return alternatives.front();
  PatternPart all;
  LiteralSet required;
  LiteralSet prefix;
  LiteralSet suffix;
  bool exact = true;
  bool known = true;
  for (const PatternPart& part : alternatives) {
    const LiteralSet one = part.Required();
    exact = exact && part.exact;
    known = known && !one.empty();
    Append(required, one);
    Append(prefix, part.Begin());
    Append(suffix, part.End());
  }
  SortUnique(prefix);
  if (exact && prefix.size() <= kMaxAlternatives) return PatternPart::Strings(std::move(prefix));
  SortUnique(required);
  required = WithoutRedundant(required);
  if (known && required.size() <= kMaxAlternatives) all.required = std::move(required);
  all.branches = alternatives;
  all.prefix = Bounded(std::move(prefix));
  all.suffix = Bounded(std::move(suffix));
  return all;
}

PatternPart Repeated(const PatternPart& part, unsigned min, unsigned max) {
  if (!part.exact || max > 4 || max < min) return PatternPart::Anything();
  LiteralSet power = {""};
  LiteralSet all;
  for (unsigned count = 0; count <= max; ++count) {
    if (count >= min) Append(all, power);
    if (all.size() > kMaxRepeatedStrings || power.size() * part.strings.size() > kMaxAlternatives) {
      return PatternPart::Anything();
    }
    power = Cross(power, part.strings);
  }
  return PatternPart::Strings(std::move(all));
}

bool LiteralRun::IsWorthJoining(const LiteralSet& strings) const {
  const std::size_t length = Shortest(run_);
  const std::size_t product = run_.size() * strings.size();
  if (product > kMaxAlternatives || length > kMaxLiteralBytes) return false;
  if (strings.size() == 1 || length < kStrong || Shortest(strings) >= kMinLiteralBytes) return true;
  return product <= kMaxVariants && strings.size() <= kMaxChoice && length < 2 * kStrong;
}

void LiteralRun::Break(LiteralSet next) {
  if (exact_) prefix_ = run_;
  exact_ = false;
  KeepBetter(best_, run_);
  run_ = std::move(next);
}

// What every match holds when one of the branches follows the run: of each branch the better of what it
// requires itself and of what its beginning makes of the run.
LiteralSet LiteralRun::RequiredBefore(const std::vector<PatternPart>& branches) const {
  LiteralSet required;
  for (const PatternPart& branch : branches) {
    LiteralSet best = branch.Required();
    if (run_.size() * branch.Begin().size() <= kMaxAlternatives)
      KeepBetter(best, Cross(run_, branch.Begin()));
    if (!IsUsable(best)) return {};
    Append(required, best);
  }
  SortUnique(required);
  required = WithoutRedundant(required);
  return required.size() <= kMaxAlternatives ? required : LiteralSet();
}

void LiteralRun::Add(const PatternPart& part) {
  if (!part.exact) KeepBetter(best_, RequiredBefore(part.branches));
  if (IsWorthJoining(part.Begin())) {
    run_ = Cross(run_, part.Begin());
  } else if (part.exact) {
    // Behind a strong literal, a choice of single bytes would only multiply what follows.
    const bool weak = part.strings.size() > 1 && Shortest(part.strings) < 2 && Shortest(run_) >= kStrong;
    Break(weak ? LiteralSet{""} : part.strings);
  }
  if (part.exact) return;
  Break(part.suffix);
  KeepBetter(best_, part.required);
}

void LiteralRun::AddRepeated(const PatternPart& part) {
  const bool strong = Shortest(run_) >= kStrong;
  Add(part);
  if (!part.exact) return;
  Break(strong && part.strings.size() > 1 ? LiteralSet{""} : part.strings);
}

PatternPart LiteralRun::Finish() && {
  if (exact_) return PatternPart::Strings(std::move(run_));
  PatternPart part;
  part.prefix = std::move(prefix_);
  part.suffix = run_;
  KeepBetter(best_, run_);
  part.required = std::move(best_);
  return part;
}

}  // namespace errwatch
