#include "cli/access/access_time.h"

#include <algorithm>
#include <cstring>

#include "base/ascii.h"
#include "cli/access/text_front.h"

namespace errwatch::cli {
namespace {

std::optional<int64_t> OfLogs(int64_t unix_us) noexcept {
  return IsTimeOfLogs(unix_us) ? std::optional(unix_us) : std::nullopt;
}

}  // namespace

std::optional<int64_t> TimeOfParts::Join(const TimeParts& parts) noexcept {
  if (parts.epoch_us)
    return OfLogs(*parts.epoch_us % kMicrosPerSecond == 0 ? *parts.epoch_us + parts.micros : *parts.epoch_us);
  CivilTime civil = parts.civil;
  if (parts.half_days) civil.hour = civil.hour % 12 + (parts.afternoon ? 12 : 0);
  const bool whole = parts.has_date && parts.has_clock && civil.month >= 1 && civil.month <= 12 &&
                     civil.day >= 1 && civil.day <= DaysInMonth(civil.year, civil.month);
  if (!whole || civil.hour > 23 || civil.minute > 59 || civil.second > 60) return std::nullopt;
  const int64_t offset = parts.offset_seconds ? *parts.offset_seconds : local_.Of(civil);
  const int64_t days = DaysSinceEpoch(civil.year, civil.month, civil.day);
  const int64_t seconds = days * kSecondsPerDay + civil.hour * 3600 + civil.minute * 60 + civil.second;
  return OfLogs((seconds - offset) * kMicrosPerSecond + parts.micros);
}

std::optional<int64_t> TimeOfParts::OfCommon(std::string_view text) noexcept {
  if (text.size() == last_bytes_ && std::memcmp(text.data(), last_, last_bytes_) == 0 && last_bytes_ != 0)
    return last_us_;
  static const TimeFormat kCommon = TimeFormat::Parse("").value();
  TimeParts parts;
  const std::optional<std::size_t> bytes = kCommon.Read(text, parts);
  if (!bytes || *bytes != text.size()) return std::nullopt;
  const std::optional<int64_t> time = Join(parts);
  if (time && text.size() <= sizeof last_) {
    last_us_ = *time;
    last_bytes_ = text.size();
    std::copy(text.begin(), text.end(), last_);
  }
  return time;
}

namespace {

// Digits behind a point, as millionths.
int64_t Fraction(std::string_view& text) noexcept {
  int64_t micros = 0, unit = kMicrosPerSecond / 10;
  while (!text.empty() && IsDigit(text[0])) {
    micros += (text[0] - '0') * unit;
    unit /= 10;
    text.remove_prefix(1);
  }
  return micros;
}

// "1795341600", with a fraction, or in thousandths and less of a second.
std::optional<int64_t> EpochOf(std::string_view text, bool& whole_seconds) noexcept {
  Front front(text);
  int64_t number = 0;
  constexpr std::size_t kSecondDigits = 10;
  if (!front.Number(kSecondDigits, kSecondDigits, number)) return std::nullopt;
  std::string_view rest = text.substr(kSecondDigits);
  whole_seconds = rest.empty();
  const bool point = rest.starts_with('.');
  if (point) rest.remove_prefix(1);
  const bool known = point || rest.empty() || rest.size() == 3 || rest.size() == 6 || rest.size() == 9;
  const int64_t micros = Fraction(rest);
  return known && rest.empty() ? OfLogs(number * kMicrosPerSecond + micros) : std::nullopt;
}

}  // namespace

std::optional<int64_t> TimeOfParts::OfAny(std::string_view text, bool& whole_seconds) noexcept {
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  whole_seconds = true;
  if (text.size() > 2 && text[2] == '/') return OfCommon(text);
  if (text.size() < 10 || !IsDigit(text[0])) return std::nullopt;
  if (IsDigit(text[4])) return EpochOf(text, whole_seconds);
  static const TimeFormat kDate = TimeFormat::Parse("%Y-%m-%d").value();
  static const TimeFormat kClock = TimeFormat::Parse("%H:%M:%S").value();
  TimeParts parts;
  const std::optional<std::size_t> date = kDate.Read(text, parts);
  if (!date || text.size() <= *date || (text[*date] != 'T' && text[*date] != ' ')) return std::nullopt;
  std::string_view rest = text.substr(*date + 1);
  const std::optional<std::size_t> clock = kClock.Read(rest, parts);
  if (!clock) return std::nullopt;
  rest.remove_prefix(*clock);
  if (rest.starts_with('.') || rest.starts_with(',')) {
    rest.remove_prefix(1);
    parts.micros = Fraction(rest);
    whole_seconds = false;
  }
  if (rest.starts_with(' ')) rest.remove_prefix(1);
  if (rest == "Z" || rest == "UTC") {
    parts.offset_seconds = 0;
  } else if (!rest.empty()) {
    Front front(rest);
    if (!front.Zone(parts.offset_seconds) || front.size() != 0) return std::nullopt;
  }
  return Join(parts);
}

}  // namespace errwatch::cli
