#include "cli/logs/log_time.h"

#include <algorithm>
#include <chrono>
#include <ctime>

#include "base/ascii.h"
#include "base/calendar.h"

namespace errwatch::cli {
namespace {

constexpr int64_t kSecond = 1'000'000;

int MonthNumber(std::string_view t) noexcept {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (t.size() < 3) return 0;
  for (int month = 0; month < 12; ++month) {
    const auto at = static_cast<std::size_t>(month) * 3;
    if (t[0] == kMonths[at] && t[1] == kMonths[at + 1] && t[2] == kMonths[at + 2]) return month + 1;
  }
  return 0;
}

}  // namespace

int64_t NowMicros() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

// Reads one time stamp from the left; every step says whether it found what it wanted.
class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : rest_(text) {}

  using Stamp = LogClock::Stamp;

  bool Read(Stamp& c) noexcept {
    if (rest_.size() < 14) return false;
    if (rest_[3] == ' ' && rest_.size() > 8 && rest_[8] == '-')
      rest_.remove_prefix(4);  // weekday of journald
    if (IsDigit(rest_[0]) && rest_[4] == ' ') return YearFirst(c);
    if (IsDigit(rest_[0])) return rest_[2] == '/' ? Clf(c) : Iso(c);
    if (rest_[3] == ' ' && MonthNumber(rest_) == 0) rest_.remove_prefix(4);  // the weekday says nothing new
    return Asctime(c);
  }

 private:
  bool Asctime(Stamp& c) noexcept {
    if (!Month(c) || !Literal(' ')) return false;
    if (!rest_.empty() && rest_[0] == ' ') rest_.remove_prefix(1);
    if (!Number(c.day, 1, 2) || !Literal(' ') || !Clock(c)) return false;
    if (rest_.empty()) return true;  // syslog: no year
    return Literal(' ') && Year(c) && rest_.empty();
  }

  // "2025 Mar  1 10:00:00"
  bool YearFirst(Stamp& c) noexcept {
    if (!Year(c) || !Literal(' ') || !Month(c) || !Literal(' ')) return false;
    if (!rest_.empty() && rest_[0] == ' ') rest_.remove_prefix(1);
    return Number(c.day, 1, 2) && Literal(' ') && Clock(c) && Zone(c);
  }

  bool Iso(Stamp& c) noexcept {
    if (!Year(c) || !Literal('-') || !Number(c.month, 2, 2) || !Literal('-') || !Number(c.day, 2, 2))
      return false;
    if (rest_.empty() || (rest_[0] != 'T' && rest_[0] != ' ')) return false;
    rest_.remove_prefix(1);
    return Clock(c) && Zone(c);
  }

  bool Clf(Stamp& c) noexcept {
    return Number(c.day, 2, 2) && Literal('/') && Month(c) && Literal('/') && Year(c) && Literal(':') &&
           Clock(c) && Zone(c);
  }

  // One of nought would be taken for none.
  bool Year(Stamp& c) noexcept { return Number(c.year, 4, 4) && c.year != 0; }

  bool Month(Stamp& c) noexcept {
    c.month = MonthNumber(rest_);
    if (c.month != 0) rest_.remove_prefix(3);
    return c.month != 0;
  }

  bool Clock(Stamp& c) noexcept {
    if (!Number(c.hour, 2, 2) || !Literal(':') || !Number(c.minute, 2, 2) || !Literal(':') ||
        !Number(c.second, 2, 2))
      return false;
    if (rest_.size() > 1 && (rest_[0] == '.' || rest_[0] == ',') && IsDigit(rest_[1])) Fraction(c);
    return c.hour < 24 && c.minute < 60 && c.second < 61;
  }

  void Fraction(Stamp& c) noexcept {
    rest_.remove_prefix(1);
    int64_t unit = kSecond / 10;
    for (; !rest_.empty() && IsDigit(rest_[0]); rest_.remove_prefix(1)) {
      c.micros += (rest_[0] - '0') * unit;
      unit /= 10;
    }
  }

  // "Z", "+02:00", " +0200", " CEST" or nothing.
  bool Zone(Stamp& c) noexcept {
    if (!rest_.empty() && rest_[0] == ' ') rest_.remove_prefix(1);
    if (rest_.empty()) return true;
    if (rest_ == "Z" || rest_ == "UTC" || rest_ == "GMT") {
      c.offset_seconds = 0;
      return true;
    }
    // Other names are ambiguous; who prints one prints local time.
    if (std::all_of(rest_.begin(), rest_.end(), IsUpper)) return rest_.size() >= 3 && rest_.size() <= 5;
    if (rest_[0] != '+' && rest_[0] != '-') return false;
    const int sign = rest_[0] == '-' ? -1 : 1;
    rest_.remove_prefix(1);
    int hours = 0, minutes = 0;
    if (!Number(hours, 2, 2)) return false;
    if (!rest_.empty() && rest_[0] == ':') rest_.remove_prefix(1);
    if (!rest_.empty() && !Number(minutes, 2, 2)) return false;
    c.offset_seconds = sign * (hours * 3600 + minutes * 60);
    return rest_.empty() && hours < 24 && minutes < 60;
  }

  bool Literal(char c) noexcept {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool Number(int& value, std::size_t least, std::size_t most) noexcept {
    std::size_t digits = 0;
    value = 0;
    while (digits < most && digits < rest_.size() && IsDigit(rest_[digits]))
      value = value * 10 + (rest_[digits++] - '0');
    if (digits < least) return false;
    rest_.remove_prefix(digits);
    return true;
  }

  std::string_view rest_;
};

int64_t LogClock::Resolve(const Stamp& stamp) noexcept {
  const int64_t hours = DaysSinceEpoch(stamp.year, stamp.month, stamp.day) * 24 + stamp.hour;
  const int64_t offset = stamp.offset_seconds ? *stamp.offset_seconds : local_.Of(stamp);
  return (hours * 3600 + stamp.minute * 60 + stamp.second - offset) * kSecond + stamp.micros;
}

int64_t LogClock::InOrder(const Stamp& stamp) noexcept {
  const int64_t first = Resolve(stamp);
  return stamp.offset_seconds ? first : order_.Next(first, local_.Repeats(stamp) * kSecond);
}

namespace {

// "1724455197.587414", or 13, 16 or 19 digits: seconds since the epoch, or thousandths, millionths and so on.
std::optional<int64_t> EpochMicros(std::string_view text) noexcept {
  constexpr std::size_t kSecondDigits = 10;
  constexpr std::size_t kMicroDigits = kSecondDigits + 6;
  std::size_t digits = 0;
  int64_t micros = 0;
  bool point = false;
  for (const char c : text) {
    if (c == '.' && digits == kSecondDigits && !point) {
      point = true;
    } else if (!IsDigit(c)) {
      return std::nullopt;
    } else if (digits++ < kMicroDigits) {
      micros = micros * 10 + (c - '0');
    }
  }
  const bool whole = digits == 10 || digits == 13 || digits == 16 || digits == 19;
  if (digits < kSecondDigits || (!point && !whole)) return std::nullopt;
  for (; digits < kMicroDigits; ++digits) micros *= 10;
  return micros;
}

}  // namespace

std::optional<int64_t> LogClock::ParseOfLog(std::string_view text) noexcept {
  const std::optional<int64_t> time = Parse(text);
  return time && IsTimeOfLogs(*time) ? time : std::nullopt;
}

std::optional<int64_t> LogClock::Parse(std::string_view text) noexcept {
  if (const std::optional<int64_t> time = ParseSameSecond(text)) return time;
  const std::optional<int64_t> time = ParseWhole(text);
  if (time) RememberSecond(text, *time);
  return time;
}

namespace {

// "Mon May 26 01:54:43.739790 2025", in which only the microseconds change from line to line.
constexpr std::size_t kHttpdTimeBytes = 31;
constexpr std::size_t kMicrosAt = 20;
constexpr std::size_t kMicrosBytes = 6;

std::optional<int64_t> MicrosOf(std::string_view text) noexcept {
  int64_t micros = 0;
  for (const char c : text.substr(kMicrosAt, kMicrosBytes)) {
    if (!IsDigit(c)) return std::nullopt;
    micros = micros * 10 + (c - '0');
  }
  return micros;
}

}  // namespace

std::optional<int64_t> LogClock::ParseSameSecond(std::string_view text) const noexcept {
  if (text.size() != kHttpdTimeBytes || second_.size() != kHttpdTimeBytes - kMicrosBytes) return std::nullopt;
  if (text.substr(0, kMicrosAt) != std::string_view(second_).substr(0, kMicrosAt) ||
      text.substr(kMicrosAt + kMicrosBytes) != std::string_view(second_).substr(kMicrosAt))
    return std::nullopt;
  const std::optional<int64_t> micros = MicrosOf(text);
  return micros ? std::optional(second_us_ + *micros) : std::nullopt;
}

void LogClock::RememberSecond(std::string_view text, int64_t time_us) noexcept {
  if (text.size() != kHttpdTimeBytes || text[kMicrosAt - 1] != '.') return;
  const std::optional<int64_t> micros = MicrosOf(text);
  if (!micros) return;
  second_.assign(text.substr(0, kMicrosAt)).append(text.substr(kMicrosAt + kMicrosBytes));
  second_us_ = time_us - *micros;
}

std::optional<int64_t> LogClock::ParseWhole(std::string_view text) noexcept {
  if (text.size() >= 10 && IsDigit(text[0]) && IsDigit(text[4]) && IsDigit(text[9])) return EpochMicros(text);
  Stamp stamp;
  if (!TimeReader(text).Read(stamp)) return std::nullopt;
  if (stamp.month < 1 || stamp.month > 12 || stamp.day < 1) return std::nullopt;
  const auto is_day = [&] { return stamp.day <= DaysInMonth(stamp.year, stamp.month); };
  if (stamp.year != 0) return is_day() ? std::optional(InOrder(stamp)) : std::nullopt;
  std::tm now{};
  const auto seconds = static_cast<std::time_t>(now_ / kSecond);
  if (localtime_r(&seconds, &now) == nullptr) return std::nullopt;
  stamp.year = now.tm_year + 1900;
  constexpr int64_t kDay = 24 * 3600 * kSecond;
  // A February 29th may be long ago.
  constexpr int kMostYears = 8;
  for (int i = 0; i <= kMostYears; ++i, --stamp.year) {
    if (!is_day()) continue;
    if (Resolve(stamp) <= now_ + kDay) return InOrder(stamp);
  }
  return std::nullopt;
}

}  // namespace errwatch::cli
