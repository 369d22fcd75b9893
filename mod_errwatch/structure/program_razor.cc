#include "structure/program_razor.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "structure/cursor.h"

namespace errwatch {
namespace {

constexpr std::size_t kMostInBlock = 160;
constexpr int kMostBlocks = 8;  // "@{" that are read; there is no use in more

// Below System: what starts programs, reads files, loads code or tells about the machine.
constexpr std::array<std::string_view, 11> kReaching = {
    "diagnostics", "io",      "reflection",    "environment", "net",    "activator",
    "appdomain",   "runtime", "configuration", "management",  "codedom"};
// The same without the name of the space.
constexpr std::array<std::string_view, 9> kCallsOfNet = {
    "process.start",     "file.readalltext",         "file.readalllines",
    "file.writealltext", "directory.getfiles",       "assembly.load",
    "assembly.loadfrom", "activator.createinstance", "environment.getenvironmentvariable"};

std::string_view PathOfNamesAt(std::string_view text, std::size_t at) {
  const std::size_t end = SkipWhile(text.substr(0, at + kMostInBlock), at,
                                    [](char c) { return IsIdentifierByte(c) || c == '.'; });
  return From(text, at).substr(0, end - std::min(at, end));
}

// `at` is where an expression begins, or a word in a block.
bool ReachesForNet(std::string_view text, std::size_t at) {
  const std::string_view path = PathOfNamesAt(text, at);
  const bool called = At(text, PastBlanks(text, at + path.size())) == '(';
  if (called && IsOneOf(path, kCallsOfNet)) return true;
  if (!path.starts_with("system.")) return false;
  const std::string_view space = NameAt(path, 7);
  if (!IsOneOf(space, kReaching) || At(path, 7 + space.size()) != '.') return false;
  return called || space == "environment";
}

// "@{ .. }": any word of it. `at` is behind the brace.
bool IsReachingBlock(std::string_view text, std::size_t at) {
  const std::string_view body = text.substr(0, at + kMostInBlock);
  for (; at < body.size() && body[at] != '}'; ++at) {
    const char before = body[at - 1];
    if (IsIdentifierByte(before) || before == '.') continue;
    if (IsAnyOf(body[at], "spfdae") && ReachesForNet(body, at)) return true;
  }
  return false;
}

}  // namespace

bool HasRazor(std::string_view text) noexcept {
  int blocks = 0;
  for (std::size_t at = FindByte(text, '@'); at != std::string_view::npos; at = FindByte(text, '@', at + 1)) {
    if (IsIdentifierByte(Before(text, at)) || Before(text, at) == '.') continue;  // an address of mail
    std::size_t begin = at + 1;
    if (At(text, begin) == '{') {
      if (++blocks <= kMostBlocks && IsReachingBlock(text, begin + 1)) return true;
      continue;
    }
    if (At(text, begin) == '(') begin = PastBlanks(text, begin + 1);
    if (IsAnyOf(At(text, begin), "spfdae") && ReachesForNet(text, begin)) return true;
  }
  return false;
}

}  // namespace errwatch
