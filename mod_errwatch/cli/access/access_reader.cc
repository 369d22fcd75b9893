#include "cli/access/access_reader.h"

#include <algorithm>

#include "cli/access/format_guess.h"

namespace errwatch::cli {
namespace {

// As many tell.
constexpr std::size_t kMostLines = 200;

}  // namespace

bool AccessReader::Read(std::string_view text, AccessLine& line) {
  while (text.ends_with('\r') || text.ends_with('\n')) text.remove_suffix(1);
  while (text.starts_with('\0')) text.remove_prefix(1);  // what a log that was cut short holds in front
  return format_.json ? json_.Read(text, line) : items_.Read(text, line);
}

std::optional<AccessFormat> GuessAccessFormat(std::string_view lines) {
  FormatGuess guess;
  JsonLineReader json;
  AccessLine line;
  std::size_t objects = 0, count = 0;
  while (!lines.empty() && count < kMostLines) {
    const std::string_view text = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(text.size() + 1, lines.size()));
    if (text.empty()) continue;
    ++count;
    if (!text.starts_with('{')) {
      guess.Add(text);
    } else if (json.Read(text, line) && line.time && !line.client_text.empty()) {
      ++objects;
    }
  }
  if (objects * 2 > count) return ParseAccessFormat("json").value();
  return guess.lines() * 2 > count ? guess.Best() : std::nullopt;
}

}  // namespace errwatch::cli
