// Those functions of Segment that know the names of scopes.
#include <algorithm>
#include <array>
#include <cstring>

#include "model/scope_name.h"
#include "store/segment.h"
#include "store/segment_offsets.h"

namespace errwatch::store {
namespace {

static_assert(kScopeNameBytes == kMaxScopeBytes, "whole");

// Stored last of the words of a name: a name is there when its first word is.
using NameWords = std::array<uint64_t, kScopeNameBytes / sizeof(uint64_t)>;

NameWords LoadName(const ScopeNameWords& name) {
  NameWords words;
  // acquire on the first: the others are at least as new;
  // the others after it in the array only need to be whole words
  for (std::size_t i = 0; i < words.size(); ++i) words[i] = name[i].load(std::memory_order_acquire);
  return words;
}

}  // namespace

uint8_t Segment::RegisterScope(std::string_view name) {
  NameWords wanted{};
  std::memcpy(wanted.data(), name.data(), std::min(name.size(), kScopeNameBytes));
  auto& names = At<Header>(base_, 0)->scope_names;
  for (uint8_t index = 0; index < kScopeNames; ++index) {
    const NameWords found = LoadName(names[index]);
    if (found == wanted) return index;
    if (found[0] != 0) continue;
    // release, first word last: a reader that sees the first sees the rest
    for (std::size_t i = wanted.size(); i-- > 0;) names[index][i].store(wanted[i], std::memory_order_release);
    return index;
  }
  return kScopeNames - 1;
}

bool SegmentReader::HasSoundScopeNames() const {
  bool ended = false;
  for (const ScopeNameWords& name : At<Header>(base_, 0)->scope_names) {
    const NameWords words = LoadName(name);
    // Of one that is being registered the first word comes last.
    if (words[0] == 0) {
      ended = true;
      continue;
    }
    std::array<char, kScopeNameBytes> bytes;
    std::memcpy(bytes.data(), words.data(), bytes.size());
    const auto end = std::find(bytes.begin(), bytes.end(), '\0');
    const bool is_filled_up = std::all_of(end, bytes.end(), [](char c) { return c == '\0'; });
    if (ended || !is_filled_up || !IsScopeName({bytes.begin(), end})) return false;
  }
  return true;
}

std::string SegmentReader::ScopeName(uint8_t index) const {
  if (index >= kScopeNames) return "";
  const NameWords words = LoadName(At<Header>(base_, 0)->scope_names[index]);
  std::array<char, kScopeNameBytes> bytes;
  std::memcpy(bytes.data(), words.data(), bytes.size());
  std::string name;
  for (const char c : bytes) {
    if (c == '\0') break;
    name += c >= ' ' && c <= '~' ? c : '?';
  }
  return name;
}

}  // namespace errwatch::store
