#include "cli/logs/document_root.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace errwatch {
namespace {

// Hold sites, each in a directory of its own or not.
constexpr std::array<std::string_view, 4> kParents = {"www", "vhosts", "web", "sites"};
// Are document roots.
constexpr std::array<std::string_view, 9> kRoots = {
    "html", "htdocs", "public_html", "httpdocs", "httpsdocs", "wwwroot", "webroot", "docroot", "public"};
// Directories that are looked at before the first usual name, and between a parent and a root below it.
constexpr int kMostBefore = 4;
constexpr int kMostBetween = 2;

// Most names differ from all of these in length or in their first byte.
template <std::size_t N>
bool IsAmong(const std::array<std::string_view, N>& names, std::string_view name) {
  return !name.empty() && std::ranges::any_of(names, [name](std::string_view known) {
    return known.size() == name.size() && known.front() == name.front() && known == name;
  });
}

// Offset of the first absolute path; npos when there is none.
std::size_t PathStart(std::string_view message) {
  for (std::size_t at = message.find('/'); at != std::string_view::npos; at = message.find('/', at + 1)) {
    const char before = at == 0 ? ' ' : message[at - 1];
    if (IsSpace(before) || before == '\'' || before == '"' || before == '(') return at;
    // C:/, but not php://
    const bool drive =
        before == ':' && at >= 2 && IsAlpha(message[at - 2]) && (at == 2 || !IsAlnum(message[at - 3]));
    if (drive) return at - 2;
  }
  return std::string_view::npos;
}

}  // namespace

std::string_view GuessDocumentRoot(std::string_view message) noexcept {
  const std::size_t start = PathStart(message);
  if (start == std::string_view::npos) return {};
  std::size_t root_end = 0;  // 0 = none yet
  int left = kMostBefore;
  for (std::size_t at = message.find('/', start); left > 0 && at != std::string_view::npos; --left) {
    const std::size_t end = message.find('/', at + 1);
    if (end == std::string_view::npos) break;  // the last part is the file
    const std::string_view name = message.substr(at + 1, end - at - 1);
    if (name.find_first_of("'\"") != std::string_view::npos)
      break;  // another path begins: "access to /a denied ('/b/c')"
    if (IsAmong(kRoots, name)) {
      root_end = end;
      break;
    }
    if (IsAmong(kParents, name)) {
      root_end = end;
      left = kMostBetween + 1;
    }
    at = end;
  }
  return root_end == 0 ? std::string_view() : message.substr(start, root_end - start);
}

}  // namespace errwatch
