#include "cli/access/format_guess.h"

#include <algorithm>

namespace errwatch::cli {
namespace {

// The first of several that fit alike wins: so those that say more come first.
// clang-format off
constexpr const char* kFormats[] = {
    R"(%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i")",
    R"(%v:%p %h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i")",
    R"(%v %h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i")",
    R"(%h %v %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i")",
    R"(%h %l %u %t "%r" %>s %b)",
    R"(%v:%p %h %l %u %t "%r" %>s %b)",
    R"(%v %h %l %u %t "%r" %>s %b)",
};
// clang-format on

const std::vector<AccessFormat>& Formats() {
  static const std::vector<AccessFormat> formats = [] {
    std::vector<AccessFormat> all;
    for (const char* text : kFormats) {
      AccessFormat format = ParseAccessFormat(text).value();
      format.more_follows = true;
      all.push_back(std::move(format));
    }
    return all;
  }();
  return formats;
}

}  // namespace

FormatGuess::FormatGuess() {
  for (const AccessFormat& format : Formats())
    candidates_.push_back({&format, std::make_unique<ItemReader>(format)});
}

void FormatGuess::Add(std::string_view text) {
  AccessLine line;
  ++lines_;
  for (Candidate& candidate : candidates_) {
    if (!candidate.reader->Read(text, line) || !line.time) continue;
    if (line.user.starts_with("- ")) continue;  // there is one more word in front
    ++candidate.matched;
    candidate.named += !line.client.empty();
  }
}

std::optional<AccessFormat> FormatGuess::Best() const {
  const auto worth = [](const Candidate& c) { return c.matched + 2 * c.named; };
  const auto best = std::ranges::max_element(candidates_, {}, worth);
  if (best->matched * 2 < lines_ || best->matched == 0) return std::nullopt;
  return *best->format;
}

}  // namespace errwatch::cli
