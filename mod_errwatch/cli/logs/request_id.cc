#include "cli/logs/request_id.h"

#include <algorithm>
#include <cstddef>

#include "base/ascii.h"
#include "base/byte_table.h"

namespace errwatch::cli {
namespace {

constexpr std::string_view kKeys[] = {"R:",   "L:",       "id ",         "rid ",
                                      "req ", "request ", "request_id ", "unique_id "};

constexpr std::size_t kLeastOfId = 10, kMostOfId = 64;

constexpr ByteTable kOfId([](char c) {
  return IsAlnum(c) || c == '@' || c == '_' || c == '-' || c == '+' || c == '/';
});
bool IsOfId(char c) { return kOfId.Has(c); }

// Ids are random: without a name in front, what has no capital letter may be the name of a server.
bool LooksLikeId(std::string_view text, bool named) {
  return text.size() >= kLeastOfId && text.size() <= kMostOfId && std::ranges::all_of(text, IsOfId) &&
         (named || std::ranges::any_of(text, IsUpper));
}

}  // namespace

std::string_view RequestIdIn(std::string_view prefix) noexcept {
  for (std::size_t at = prefix.find('['); at != std::string_view::npos; at = prefix.find('[', at + 1)) {
    const std::size_t end = prefix.find(']', at);
    if (end == std::string_view::npos) break;
    std::string_view group = prefix.substr(at + 1, end - at - 1);
    if (group.size() < kLeastOfId) continue;
    bool named = false;
    for (const std::string_view key : kKeys) {
      if (group.front() != key.front() || !group.starts_with(key)) continue;
      group.remove_prefix(key.size());
      named = true;
      break;
    }
    if (LooksLikeId(group, named)) return group;
  }
  return {};
}

}  // namespace errwatch::cli
