// Base64 as attackers hide text in it: a value that is nothing else, or a run in one, that decodes to text.
//
// Our own decoder: those of libraries allocate, want a terminated string or one alphabet, and here a value
// that is no base64 is the rule, to be told within its first bytes. Source: RFC 4648, 4 and 5.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace errwatch {

inline constexpr std::size_t kFewestBytesOfBase64 = 16;  // shorter ones hide nothing

// What stands in `sent` from `at` on, is long enough, and could be base64 with its padding: behind "x:",
// "data:text/plain;base64,", "Basic " or a quotation mark, and between the dots of a JWT. Sets `at` behind
// it; empty = there is no more. Text of words is passed over in steps.
std::string_view NextBase64Run(std::string_view sent, std::size_t& at) noexcept;

// The text that `sent` (percent signs not yet decoded) encodes, written to `out`, which may be where `sent`
// stands; empty when it is no base64, too short to hide anything, or decodes to what is no text. UTF-16 keeps
// its NULs. Allocates nothing. REQUIRES: out.size() >= sent.size().
std::string_view TextFromBase64(std::string_view sent, std::span<char> out) noexcept;

// The same by what decoders make of it that pass over all that is not of the alphabet: line ends, blanks, and
// any sign between the characters. A blank is none of them here.
std::string_view TextFromLooseBase64(std::string_view sent, std::span<char> out) noexcept;

// The bytes before the first that is no base64, whatever they are; for credentials. REQUIRES as above.
std::string_view BytesFromBase64(std::string_view sent, std::span<char> out) noexcept;

}  // namespace errwatch
