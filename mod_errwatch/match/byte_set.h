// Sets of bytes, as the classes of a pattern stand for them.
#pragma once

#include <bitset>
#include <cstddef>
#include <optional>

namespace errwatch {

using ByteSet = std::bitset<256>;

constexpr std::size_t ByteIndex(char c) { return static_cast<unsigned char>(c); }

// What "\" and this letter stand for in PCRE2 without UCP where that is a choice of single bytes: \s, \D ...
std::optional<ByteSet> NamedBytes(char letter);

// The ten digits and nothing else.
bool IsDigits(const ByteSet& bytes);

// With both cases of each ASCII letter of which one is in.
ByteSet WithBothCases(ByteSet bytes);

}  // namespace errwatch
