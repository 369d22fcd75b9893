#include "cli/logs/collector_prefix.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "cli/logs/collector_time.h"
#include "cli/logs/log_prefix.h"
#include "cli/logs/prefix_matcher.h"
#include "model/client_address.h"

namespace errwatch::cli {
namespace {

constexpr int kMostPrefixes = 3;

// What has to stand behind a prefix for it to count.
enum class Behind : uint8_t { kAnything, kLogLine, kTimedLogLine, kObject };

// `pattern`: what PrefixMatcher reads. `wrapping`: forms that one collector mixes in one log share a number.
// Of several that fit the first counts.
struct Prefix {
  uint8_t wrapping;
  Behind behind;
  std::string_view pattern;
};
// clang-format off
constexpr Prefix kPrefixes[] = {
    {1, Behind::kAnything, "<%d>1 %t %w %w %w %w %s"},       // RFC 5424
    {1, Behind::kLogLine, "%t %w %w %w %w %s"},
    {2, Behind::kAnything, "%t stderr F "},                  // container runtimes, "P": part of a line
    {2, Behind::kAnything, "%t stdout F "},
    {2, Behind::kAnything, "%t stderr P "},
    {2, Behind::kAnything, "%t stdout P "},
    {3, Behind::kAnything, "%t %b "},                        // Loki, logcli, promtail
    {4, Behind::kAnything, "%t %a "},                        // Wazuh, archives.log
    {4, Behind::kAnything, "%t (%w %a "},
    {5, Behind::kObject, "%t %w "},                          // fluentd, to a file
    {5, Behind::kObject, "[%d] %g [%t, "},                   // Fluent Bit, to standard output
    {5, Behind::kObject, "[%d] %g [[%t, {}], "},
    {6, Behind::kAnything, "%p%t %g "},                      // syslog, journald
    {6, Behind::kAnything, "%p%t %w %g "},
    {6, Behind::kLogLine, "%p%t %w "},
    {7, Behind::kAnything, "%p%t "},                         // docker logs -t
    {8, Behind::kLogLine, "[%d] %w %g "},                    // journald, short-monotonic
    {9, Behind::kTimedLogLine, "%v "},                       // virtual host in front of httpd's time
    {10, Behind::kLogLine, "%g "},                           // "apache2: [core:error] ..."
    {11, Behind::kLogLine, "%w | "},                         // docker compose, docker service logs
    {11, Behind::kLogLine, "%c %w | "},                      // process managers
    {12, Behind::kLogLine, "[pod/%r] "},                     // kubectl logs --prefix
    {13, Behind::kTimedLogLine, "%k %k "},                   // stern
    {13, Behind::kTimedLogLine, "%k %k %k "},
    {14, Behind::kLogLine, "%f:%d:"},                        // grep -H -n
    {14, Behind::kLogLine, "%x-%d-"},                        // ... -A, -B, -C: lines around the one that was found
    {15, Behind::kLogLine, "%d:"},
    {15, Behind::kLogLine, "%d-"},
    {16, Behind::kLogLine, "%f:"},
    {16, Behind::kLogLine, "%x-"},
    {17, Behind::kTimedLogLine, "%d "},                      // cat -n, nl, uniq -c
    {18, Behind::kLogLine, "%q "},                           // mail, issue trackers
    {19, Behind::kTimedLogLine, "\""},
    {20, Behind::kTimedLogLine, "'"},
    {21, Behind::kTimedLogLine, "`"},
};
// clang-format on
// What the others consist of a line of an access log may begin with itself: an address, a name.
constexpr bool MayPrecedeRequest(const Prefix& prefix) {
  return prefix.wrapping <= 8 || prefix.wrapping == 11 || prefix.wrapping == 12;
}
constexpr uint8_t kUnopened = 30;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool BeginsLogLine(std::string_view text, bool timed) noexcept {
  if (!text.starts_with('[')) return false;
  const std::string_view group = text.substr(1, std::min(text.find(']'), text.size()) - 1);
  if (LooksLikeTime(group)) return true;
  if (timed) return false;
  return group.starts_with("pid ") || LevelOfGroup(group).has_value();
}

// Its client stands first, or behind the virtual host.
bool BeginsAccessLine(std::string_view text, bool /*timed*/) noexcept {
  const bool may_be_name = !text.starts_with('[') && CollectorTimeBytes(text) == 0;
  for (int words = may_be_name ? 2 : 1; words > 0; --words) {
    const std::string_view word = text.substr(0, text.find(' '));
    if (ClientAddress::Parse(word)) return true;
    text.remove_prefix(std::min(word.size() + 1, text.size()));
  }
  return false;
}

// What the lines of a log are.
struct Kind {
  bool (*begins)(std::string_view text, bool timed) noexcept;
  bool of_access = false;
};
constexpr Kind kErrorLog = {BeginsLogLine};
constexpr Kind kAccessLog = {BeginsAccessLine, true};

// The prefix that `text` begins with, which may be the first of as many as `most`.
struct Found {
  const Prefix* prefix;
  PrefixMatcher matcher;
};
std::optional<Found> Find(std::string_view text, int most, const Kind& kind) noexcept {
  if (most == 0) return std::nullopt;
  const std::size_t time_bytes = CollectorTimeBytes(text);
  for (const Prefix& prefix : kPrefixes) {
    if (time_bytes == 0 && prefix.pattern.starts_with("%t")) continue;
    if (kind.of_access && !MayPrecedeRequest(prefix)) continue;
    PrefixMatcher matcher(text, time_bytes);
    if (!matcher.Match(prefix.pattern)) continue;
    const std::string_view rest = matcher.rest();
    bool counts = prefix.behind == Behind::kAnything;
    if (prefix.behind == Behind::kObject) counts = rest.starts_with('{');
    if (prefix.behind == Behind::kLogLine || prefix.behind == Behind::kTimedLogLine)
      counts = kind.begins(rest, prefix.behind == Behind::kTimedLogLine) ||
               (prefix.behind == Behind::kLogLine && (rest.starts_with("{\"") || Find(rest, most - 1, kind)));
    if (counts) return Found{&prefix, matcher};
  }
  return std::nullopt;
}

void TakeMark(std::string_view& rest) noexcept {  // RFC 5424 has it
  if (rest.starts_with(kByteOrderMark)) rest.remove_prefix(kByteOrderMark.size());
}

// A line whose first bracket was lost: "Sun Aug 5 16:23:04 2001] [error] ...".
bool TakeUnopenedTime(std::string_view& rest, LogLine& line) noexcept {
  if (!IsWeekday(rest)) return false;
  const std::size_t end = rest.find("] ");
  if (end > 40) return false;  // npos among them
  line.time = rest.substr(0, end);
  line.wrapping = kUnopened;
  rest.remove_prefix(end + 2);
  return true;
}

}  // namespace

bool MayBePrefix(std::string_view text) noexcept {
  if (text.empty() || text.front() == '{') return false;
  return text.front() != '[' || text.starts_with("[pod/") ||
         (text.size() > 3 && text.substr(0, 16).find('-') == std::string_view::npos &&
          (text[1] == ' ' || IsDigit(text[1])));
}

void TakeCollectorPrefix(std::string_view& rest, LogLine& line) noexcept {
  if (TakeUnopenedTime(rest, line)) return;
  for (int most = kMostPrefixes; most > 0 && MayBePrefix(rest); --most) {
    const std::size_t text =
        std::min(rest.find_first_not_of(' '), rest.size());  // an excerpt may be indented
    const std::optional<Found> found = Find(rest.substr(text), most, kErrorLog);
    if (!found) return;
    const std::string_view time = found->matcher.time();
    if (!time.empty() && (line.time.empty() || NamesZone(time))) line.time = time;
    if (!found->matcher.vhost().empty()) line.vhost = found->matcher.vhost();
    line.wrapping = line.wrapping << 8 | found->prefix->wrapping;
    rest = found->matcher.rest();
    TakeMark(rest);
  }
}

void TakeClosingQuote(std::string_view whole, uint32_t wrapping, std::string_view& text) noexcept {
  constexpr uint32_t kFirst = 19, kLast = 21;  // kPrefixes
  const uint32_t innermost = wrapping & 0xff;
  if (innermost < kFirst || innermost > kLast) return;
  const char quote = "\"'`"[innermost - kFirst];
  std::string_view rest = text;
  if (!whole.starts_with(quote) && rest.ends_with(',')) rest.remove_suffix(1);
  if (rest.ends_with(quote)) text = rest.substr(0, rest.size() - 1);
}

AccessPrefix AccessPrefixOf(std::string_view line) noexcept {
  AccessPrefix prefix = 0;
  for (int most = kMostPrefixes; most > 0 && MayBePrefix(line) && !BeginsAccessLine(line, false); --most) {
    const std::optional<Found> found = Find(line, most, kAccessLog);
    if (!found) break;
    prefix = prefix << 8 | static_cast<AccessPrefix>(found->prefix - kPrefixes + 1);
    line = found->matcher.rest();
    TakeMark(line);
  }
  return prefix;
}

bool TakeAccessPrefix(AccessPrefix prefix, std::string_view& rest, std::string_view& time) noexcept {
  for (int shift = 8 * (kMostPrefixes - 1); shift >= 0; shift -= 8) {
    const AccessPrefix kind = prefix >> shift & 0xff;
    if (kind == 0) continue;
    PrefixMatcher matcher(rest, CollectorTimeBytes(rest));
    if (!matcher.Match(kPrefixes[kind - 1].pattern)) return false;
    if (!matcher.time().empty() && (time.empty() || NamesZone(matcher.time()))) time = matcher.time();
    rest = matcher.rest();
    TakeMark(rest);
  }
  return true;
}

}  // namespace errwatch::cli
