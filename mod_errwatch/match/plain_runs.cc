#include "match/plain_runs.h"

#include "base/ascii.h"

namespace errwatch {
namespace {

bool IsOfBase64(char c) { return IsAlnum(c) || c == '/' || c == '_' || c == '-' || c == '+'; }

}  // namespace

bool PlainRuns::Keeps(char c) noexcept {
  const bool goes_on = IsOfBase64(c) ? IsOfBase64(last_) || c == last_ : c == last_;
  bytes_ = goes_on ? bytes_ + 1 : 1;
  last_ = c;
  return bytes_ <= kKept;
}

std::string_view ShortenRuns(std::string_view text, std::span<char> out) noexcept {
  PlainRuns runs;
  std::size_t size = 0;
  for (const char c : text) {
    if (!runs.Keeps(c)) continue;
    if (size == out.size()) break;
    out[size++] = c;
  }
  return {out.data(), size};
}

}  // namespace errwatch
