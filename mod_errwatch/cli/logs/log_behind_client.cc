#include "cli/logs/log_behind_client.h"

#include <algorithm>

#include "base/ascii.h"
#include "cli/logs/log_prefix.h"
#include "model/log_id.h"

namespace errwatch::cli {
namespace {

using Field = std::string_view LogLine::*;

struct Bracket {
  std::string_view name;
  Field field;  // that it fills, where nothing else has; null = it is left out
};
// clang-format off
constexpr Bracket kBrackets[] = {
    {"host ", &LogLine::vhost},
    {"vhost ", &LogLine::vhost},
    {"server ", &LogLine::vhost},
    {"referer ", &LogLine::referer},
    {"referer: ", &LogLine::referer},
    {"xff ", nullptr},
    {"peer ", nullptr},
    {"remote ", nullptr},
    {"ua ", nullptr},
    {"agent ", nullptr},
    {"useragent ", nullptr},
    {"id ", nullptr},
    {"uid ", nullptr},
    {"unique_id ", nullptr},
    {"req ", nullptr},
    {"request ", nullptr},
    {"file ", nullptr},
    {"R:", nullptr},
    {"C:", nullptr},
    {"L:", nullptr},
};
// clang-format on

// "[7f0a1c02a700] [12345] ": a connection and a process, in front of a number of IBM's.
std::size_t IbmIdBytes(std::string_view text) noexcept {
  std::size_t at = 0;
  while (at < text.size() && text[at] == '[') {
    std::size_t end = at + 1;
    while (end < text.size() && end - at <= 16 && HexValue(text[end]) >= 0) ++end;
    if (end == at + 1 || !text.substr(end).starts_with("] ")) return 0;
    at = end + 2;
  }
  return text.substr(at).starts_with("SSL0") ? at : 0;
}

// What a line of a log begins with: then the message is one.
bool IsOfLine(std::string_view group) noexcept {
  return LooksLikeTime(group) || LevelOfGroup(group) || group.starts_with("pid ") ||
         group.starts_with("client ");
}

// Bytes of brackets of any name in front of a number of httpd's: "[awoA3nw5V] [user joe] AH01630: ..."
std::size_t BytesBeforeNumber(std::string_view text) noexcept {
  constexpr int kMost = 6;
  std::size_t at = 0;
  for (int i = 0; i < kMost && text.substr(at).starts_with('['); ++i) {
    const std::size_t end = text.find("] ", at);
    if (end == std::string_view::npos || IsOfLine(text.substr(at + 1, end - at - 1))) return 0;
    at = end + 2;
    if (LeadingLogId(text.substr(at)) != 0) return at;
  }
  return 0;
}

}  // namespace

void TakeBracketsBehindClient(LogLine& line) noexcept {
  if (line.message.starts_with("[client ")) return;  // ModSecurity's own, which is common
  LogLine taken = line;
  std::string_view rest = line.message;
  while (rest.starts_with('[')) {
    const std::size_t end = rest.find("] ");
    if (end == std::string_view::npos) break;
    const std::string_view group = rest.substr(1, end - 1);
    const auto* const known = std::find_if(std::begin(kBrackets), std::end(kBrackets),
                                           [&](const Bracket& b) { return group.starts_with(b.name); });
    if (known == std::end(kBrackets)) break;
    if (known->field != nullptr && (taken.*known->field).empty())
      taken.*known->field = group.substr(known->name.size());
    rest.remove_prefix(end + 2);
  }
  rest.remove_prefix(IbmIdBytes(rest));
  rest.remove_prefix(BytesBeforeNumber(rest));
  if (rest.starts_with('[') || Trim(rest).empty()) return;
  line = taken;
  line.message = rest;
}

}  // namespace errwatch::cli
