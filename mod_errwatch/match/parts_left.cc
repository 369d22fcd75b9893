#include "match/parts_left.h"

#include <algorithm>

#include "base/ascii.h"
#include "match/part_value.h"

namespace errwatch {
namespace {

// A name and a number or a word, as long as a date: no detector finds anything in it.
constexpr std::size_t kShortValueBytes = 16;

bool IsShortAndPlain(std::string_view part, std::size_t value) {
  return part.size() - value <= kShortValueBytes && std::ranges::all_of(part, [](char c) {
           return IsAlnum(c) || std::string_view("_-.[]=").find(c) != std::string_view::npos;
         });
}

}  // namespace

bool PartsLeft::Next(FieldValue& value, const CleanParts& clean) noexcept {
  while (!sent_.empty()) {
    const std::size_t end = EndOfPart(sent_, 0, kind_);
    const std::string_view part = sent_.substr(0, end);
    sent_.remove_prefix(std::min(end + 1, sent_.size()));
    if (part.empty() || clean.Has(part)) continue;
    const std::size_t begin = HasNames(kind_) ? ValueIn(part, kind_) : 0;
    if (IsShortAndPlain(part, begin)) continue;
    const std::string_view text =
        Normalize(part, kind_, space_.first(std::min(part.size(), space_.size()))).text;
    const std::size_t decoded = HasNames(kind_) ? ValueIn(text, kind_) : 0;
    const bool named = decoded != 0 && (kind_ == TextKind::kLines || IsName(text.substr(0, decoded - 1)));
    part_ = part;
    value = {.sent = part.substr(named ? begin : 0), .text = text.substr(named ? decoded : 0)};
    return true;
  }
  return false;
}

}  // namespace errwatch
