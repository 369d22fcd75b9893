// Patterns of what collectors put in front of a line.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/ascii.h"
#include "cli/logs/collector_time.h"
#include "cli/logs/log_prefix.h"

namespace errwatch::cli {

// Reads a prefix from the left, by a pattern. Letters behind '%' stand for
//   t  time stamp                        p  priority of syslog, "<34>", or nothing
//   w  word, without '[' at its front    v  name of a virtual host
//   k  name as Kubernetes gives them     a  word that holds "->"
//   d  digits, also with a point         r  text up to ']'
//   g  tag, "httpd[22034]:"              s  structured data of RFC 5424
//   b  labels in braces                  c  time of the day
//   f  file name                         q  marks that quote or list, "> ", "* "
//   x  file name in front of "-[" or of "-12-["
// A blank stands for blanks and tabs, anything else for itself.
class PrefixMatcher {
 public:
  // `time_bytes`: CollectorTimeBytes of the text, which most prefixes ask for.
  PrefixMatcher(std::string_view text, std::size_t time_bytes)
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
  static constexpr std::size_t kMostBytes = 255;  // of a word

  static bool IsHostByte(char c) noexcept {
    return IsAlnum(c) || c == '.' || c == '-' || c == '_' || c == ':';
  }
  static bool IsKubernetesByte(char c) noexcept { return IsLower(c) || IsDigit(c) || c == '-' || c == '.'; }
  static bool IsBlank(char c) noexcept { return c == ' ' || c == '\t'; }

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
    if (rest_[end - 2] == ':') return false;  // an address, "2001:db8::"
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

}  // namespace errwatch::cli
