// For which user names a client lately failed to log in, as pure arithmetic on one 64-bit word: three names,
// the last one first.
//
//   bits  0-20, 21-41, 42-62   one name each: keyed hash (14 bits) | failures (7 bits, up to 127); 0 = none
//
// A success forgives failures of its own name only. A name that three others have displaced is forgiven
// nothing.
#pragma once

#include <array>
#include <cstdint>

namespace errwatch {

inline constexpr int kFailedNames = 3;
inline constexpr uint32_t kMostFailures = 127;

// So many failures of one name, and then a success: perhaps somebody has guessed the password.
inline constexpr uint32_t kTakeoverFailures = 5;

struct FailedName {
  uint32_t hash = 0;  // 14 bits, never 0 for a name
  uint32_t failures = 0;
};
using FailedNames = std::array<FailedName, kFailedNames>;

constexpr uint32_t FailedNameHash(uint64_t hash) {
  const auto bits = static_cast<uint32_t>(hash >> 50);
  return bits == 0 ? 1 : bits;
}

constexpr FailedNames UnpackNames(uint64_t word) {
  FailedNames names;
  for (FailedName& name : names) {
    name = {static_cast<uint32_t>(word >> 7 & 0x3FFF), static_cast<uint32_t>(word & kMostFailures)};
    word >>= 21;
  }
  return names;
}

constexpr uint64_t Pack(const FailedNames& names) {
  uint64_t word = 0;
  for (int i = kFailedNames - 1; i >= 0; --i)
    word = word << 21 | uint64_t{names[static_cast<std::size_t>(i)].hash} << 7 |
           names[static_cast<std::size_t>(i)].failures;
  return word;
}

constexpr uint64_t NoteFailedName(uint64_t word, uint32_t hash) {
  const FailedNames before = UnpackNames(word);
  FailedNames after;
  after[0] = {hash, 1};
  std::size_t next = 1;
  for (const FailedName& name : before) {
    if (name.hash == hash) {
      after[0].failures = name.failures < kMostFailures ? name.failures + 1 : kMostFailures;
    } else if (next < after.size() && name.hash != 0) {
      after[next++] = name;
    }
  }
  return Pack(after);
}

// The same of a name whose failure is not certain: it displaces the last only, and so itself.
constexpr uint64_t NoteTriedName(uint64_t word, uint32_t hash) {
  FailedNames names = UnpackNames(word);
  std::size_t at = 0;
  while (at + 1 < names.size() && names[at].hash != hash && names[at].hash != 0) ++at;
  // None may stand behind a free place.
  for (std::size_t i = at; i < names.size(); ++i)
    if (names[i].hash == hash) at = i;
  FailedName& name = names[at];
  name = {hash, name.hash != hash ? 1 : name.failures < kMostFailures ? name.failures + 1 : kMostFailures};
  return Pack(names);
}

constexpr uint32_t FailuresOf(uint64_t word, uint32_t hash) {
  for (const FailedName& name : UnpackNames(word))
    if (name.hash == hash) return name.failures;
  return 0;
}

struct ForgivenName {
  uint64_t word = 0;      // what to store
  uint32_t failures = 0;  // that the name had
};
constexpr ForgivenName ForgiveName(uint64_t word, uint32_t hash) {
  FailedNames names = UnpackNames(word);
  ForgivenName forgiven;
  for (FailedName& name : names) {
    if (name.hash != hash) continue;
    forgiven.failures = name.failures;
    name = {};
  }
  forgiven.word = Pack(names);
  return forgiven;
}

}  // namespace errwatch
