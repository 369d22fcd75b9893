#include "cli/logs/collector_prefix.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "cli/logs/collector_time.h"
#include "cli/logs/log_prefix.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kMostBytes = 255;  // of a word
constexpr int kMostPrefixes = 3;

// What has to stand behind a prefix for it to count.
enum class Behind : uint8_t { kAnything, kLogLine, kTimedLogLine, kObject };

// `pattern`: letters behind '%' stand for
//   t  time stamp                        p  priority of syslog, "<34>", or nothing
//   w  word, without '[' at its front    v  name of a virtual host
//   k  name as Kubernetes gives them     a  word that holds "->"
//   d  digits, also with a point         r  text up to ']'
//   g  tag, "httpd[22034]:"              s  structured data of RFC 5424
//   b  labels in braces                  c  time of the day
//   f  file name                         q  marks that quote or list, "> ", "* "
//   x  file name in front of "-[" or of "-12-["
// A blank stands for blanks and tabs, anything else for itself. `wrapping`: forms that one collector mixes in
// one log share a number. Of several that fit the first counts.
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
constexpr uint8_t kUnopened = 30;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsHostByte(char c) noexcept { return IsAlnum(c) || c == '.' || c == '-' || c == '_' || c == ':'; }
bool IsKubernetesByte(char c) noexcept { return IsLower(c) || IsDigit(c) || c == '-' || c == '.'; }
bool IsBlank(char c) noexcept { return c == ' ' || c == '\t'; }

// Reads a prefix from the left.
class Matcher {
 public:
  // `time_bytes`: CollectorTimeBytes of the text, which most prefixes ask for.
  Matcher(std::string_view text, std::size_t time_bytes)
      : rest_(text), begin_(text.data()), time_bytes_(time_bytes) {}

  bool Match(std::string_view pattern) noexcept {
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      const char c = pattern[i];
      if (c == '%') {
        if (!Element(pattern[++i])) return false;
      } else if (c == ' ') {
        if (!Run(1, IsBlank)) return false;
      } else if (!rest_.starts_with(c)) {
        return false;
      } else {
        rest_.remove_prefix(1);
      }
    }
    return true;
  }

  std::string_view rest() const { return rest_; }
  std::string_view time() const { return time_; }
  std::string_view vhost() const { return vhost_; }

 private:
  template <typename Is>
  bool Run(std::size_t least, Is is) noexcept {
    std::size_t bytes = 0;
    while (bytes < rest_.size() && bytes <= kMostBytes && is(rest_[bytes])) ++bytes;
    if (bytes < least || bytes > kMostBytes) return false;
    rest_.remove_prefix(bytes);
    return true;
  }

  bool Word() noexcept {
    return !rest_.starts_with('[') && Run(1, [](char c) { return !IsBlank(c); });
  }

  bool Element(char kind) noexcept {
    const std::string_view from = rest_;
    switch (kind) {
      case 't':
        return Take(rest_.data() == begin_ ? time_bytes_ : CollectorTimeBytes(rest_), time_);
      case 'w':
        return Word();
      case 'k':
        return Run(2, IsKubernetesByte);
      case 'd':
        while (rest_.starts_with(' ')) rest_.remove_prefix(1);
        return Run(1, [](char c) { return IsDigit(c) || c == '.'; });
      case 'v':
        if (!Run(1, IsHostByte)) return false;
        vhost_ = from.substr(0, from.size() - rest_.size());
        // A number alone is that of a line (cat -n).
        return !LooksLikeTime(vhost_) && !std::ranges::all_of(vhost_, IsDigit);
      case 'a':
        return Word() && from.substr(0, from.size() - rest_.size()).find("->") != std::string_view::npos;
      case 'c':
        return Take(ClockBytes(rest_), ignored_);
      case 'r':
        return Run(1, [](char c) { return c != ']' && c != '['; });
      case 'f':
        return Run(1, [](char c) { return !IsBlank(c) && c != ':' && c != '[' && c != '"' && c != '{'; });
      default:
        return Rare(kind);
    }
  }

  bool Rare(char kind) noexcept {
    switch (kind) {
      case 'p':
        return !rest_.starts_with('<') || (Match("<%d>") && Run(0, IsBlank));
      case 'g':
        return Tag();
      case 's':
        return StructuredData();
      case 'b':
        return Labels();
      case 'x':
        return FileBeforeDash();
      case 'q':
        return Run(1, [](char c) { return std::string_view(">*-|$").find(c) != std::string_view::npos; });
      default:
        return false;
    }
  }

  bool FileBeforeDash() noexcept {
    const std::string_view head = rest_.substr(0, kMostBytes);
    std::size_t end = head.find("-[");
    if (end == std::string_view::npos) return false;
    std::size_t digits = end;
    while (digits > 0 && IsDigit(head[digits - 1])) --digits;
    if (digits < end && digits > 1 && head[digits - 1] == '-') end = digits - 1;
    if (end == 0 || head.substr(0, end).find_first_of(" \t:\"{") != std::string_view::npos) return false;
    rest_.remove_prefix(end);
    return true;
  }

  bool Take(std::size_t bytes, std::string_view& to) noexcept {
    to = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return bytes != 0;
  }

  // "httpd[22034]:", "apache2:".
  bool Tag() noexcept {
    constexpr std::size_t kMaxTagBytes = 64;
    const std::size_t end = rest_.find(' ');
    if (end == std::string_view::npos || end < 2 || end > kMaxTagBytes || rest_[end - 1] != ':') return false;
    rest_.remove_prefix(end);
    return true;
  }

  // "- ", or "[id key=\"value\"]...", in which a backslash escapes.
  bool StructuredData() noexcept {
    if (rest_.starts_with("- ")) {
      rest_.remove_prefix(2);
      return true;
    }
    if (!rest_.starts_with('[')) return false;
    while (rest_.starts_with('[')) {
      bool quoted = false;
      std::size_t at = 1;
      for (; at < rest_.size() && (quoted || rest_[at] != ']'); ++at) {
        if (rest_[at] == '\\')
          ++at;
        else
          quoted = quoted != (rest_[at] == '"');
      }
      if (at >= rest_.size() || rest_.substr(0, at).find("=\"") == std::string_view::npos) return false;
      rest_.remove_prefix(at + 1);
    }
    return Run(1, IsBlank);
  }

  // {filename="/var/log/apache2/error.log", job="apache"}
  bool Labels() noexcept {
    if (!rest_.starts_with('{')) return false;
    const std::string_view text = rest_.substr(0, 4 * kMostBytes);
    const std::size_t at = std::min(text.find("\"} "), text.find("\"}\t"));
    if (at == std::string_view::npos || text.substr(0, at).find("=\"") == std::string_view::npos)
      return false;
    rest_.remove_prefix(at + 2);
    return true;
  }

  std::string_view rest_;
  const char* begin_;
  std::size_t time_bytes_;
  std::string_view time_, vhost_, ignored_;
};

bool BeginsLogLine(std::string_view text, bool timed) noexcept {
  if (!text.starts_with('[')) return false;
  const std::string_view group = text.substr(1, std::min(text.find(']'), text.size()) - 1);
  if (LooksLikeTime(group)) return true;
  if (timed) return false;
  return group.starts_with("pid ") || LevelOfGroup(group).has_value();
}

// The prefix that `text` begins with, which may be the first of as many as `most`.
struct Found {
  const Prefix* prefix;
  Matcher matcher;
};
std::optional<Found> Find(std::string_view text, int most) noexcept {
  if (most == 0) return std::nullopt;
  const std::size_t time_bytes = CollectorTimeBytes(text);
  for (const Prefix& prefix : kPrefixes) {
    if (time_bytes == 0 && prefix.pattern.starts_with("%t")) continue;
    Matcher matcher(text, time_bytes);
    if (!matcher.Match(prefix.pattern)) continue;
    const std::string_view rest = matcher.rest();
    bool counts = prefix.behind == Behind::kAnything;
    if (prefix.behind == Behind::kObject) counts = rest.starts_with('{');
    if (prefix.behind == Behind::kLogLine || prefix.behind == Behind::kTimedLogLine)
      counts = BeginsLogLine(rest, prefix.behind == Behind::kTimedLogLine) ||
               (prefix.behind == Behind::kLogLine && (rest.starts_with("{\"") || Find(rest, most - 1)));
    if (counts) return Found{&prefix, matcher};
  }
  return std::nullopt;
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
    const std::optional<Found> found = Find(rest.substr(text), most);
    if (!found) return;
    const std::string_view time = found->matcher.time();
    if (!time.empty() && (line.time.empty() || NamesZone(time))) line.time = time;
    if (!found->matcher.vhost().empty()) line.vhost = found->matcher.vhost();
    line.wrapping = line.wrapping << 8 | found->prefix->wrapping;
    rest = found->matcher.rest();
    if (rest.starts_with(kByteOrderMark)) rest.remove_prefix(kByteOrderMark.size());  // RFC 5424
  }
}

}  // namespace errwatch::cli
