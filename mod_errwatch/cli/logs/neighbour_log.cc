#include "cli/logs/neighbour_log.h"

#include <algorithm>

#include "base/ascii.h"
#include "cli/logs/log_prefix.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kMostGroupBytes = 120;  // of a group

// What the bracket that `text` begins with holds; empty = it begins with none.
std::string_view GroupOf(std::string_view text) noexcept {
  if (!text.starts_with('[')) return {};
  const std::size_t close = text.substr(0, kMostGroupBytes).find(']');
  return close == std::string_view::npos ? std::string_view() : text.substr(1, close - 1);
}

bool AreDigits(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

// "25:140", process and thread.
bool IsProcess(std::string_view group) noexcept {
  const std::size_t colon = group.find(':');
  return colon != std::string_view::npos && AreDigits(group.substr(0, colon)) &&
         AreDigits(group.substr(colon + 1));
}

std::optional<Level> LevelOfLetter(char letter) noexcept {
  switch (letter) {
    case 'C':
      return Level::kCrit;
    case 'E':
      return Level::kError;
    case 'W':
      return Level::kWarn;
    case 'N':
      return Level::kNotice;
    case 'I':
      return Level::kInfo;
    case 'D':
      return Level::kDebug;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::size_t ModJkBytes(std::string_view text) noexcept {
  std::size_t bytes = 0;
  const auto next = [&] { return GroupOf(text.substr(bytes)); };
  const auto pass = [&](std::string_view group) {
    bytes += group.size() + 2;
    while (text.substr(bytes).starts_with(' ')) ++bytes;
  };
  if (const std::string_view id = next(); !id.empty() && !IsProcess(id) && !LevelOfGroup(id)) pass(id);
  const std::string_view process = next();
  if (!IsProcess(process)) return 0;
  pass(process);
  return LevelOfGroup(next()) ? bytes : 0;
}

std::optional<PassengerPrefix> ReadPassengerPrefix(std::string_view text) noexcept {
  constexpr std::size_t kTimeBytes = 19;  // without the fraction
  const std::string_view group = GroupOf(text);
  if (!group.starts_with(' ') || !group.ends_with(' ')) return std::nullopt;
  std::string_view rest = group.substr(1);
  PassengerPrefix prefix;
  if (!rest.empty() && IsUpper(rest[0])) {
    prefix.level = LevelOfLetter(rest[0]);
    const std::size_t end = std::min(rest.find(' '), rest.size());  // "D2" is a level, too
    if (!prefix.level || end > 2) return std::nullopt;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const std::size_t date = rest.find(' ');
  const std::size_t end = date == std::string_view::npos ? date : rest.find(' ', date + 1);
  if (end == std::string_view::npos || end < kTimeBytes || !LooksLikeTime(rest.substr(0, end)))
    return std::nullopt;
  prefix.time = rest.substr(0, end);
  const std::string_view process = rest.substr(end + 1);  // "17/T9 age/Cor/Con.cpp:276 "
  if (process.find('/') == std::string_view::npos || !text.substr(group.size() + 2).starts_with(": "))
    return std::nullopt;
  prefix.bytes = group.size() + 4;
  return prefix;
}

}  // namespace errwatch::cli
