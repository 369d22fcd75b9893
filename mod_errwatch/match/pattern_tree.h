// A PCRE2 pattern as a tree: the one place where its syntax is read. What is concluded from it is elsewhere
// (match/required_literal.h, match/letter_case.h).
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "match/byte_set.h"

namespace errwatch {

struct PatternNode {
  enum class Kind : uint8_t {
    kByte,         // `byte`
    kClass,        // one byte out of `bytes`
    kReference,    // what a group has matched: \1
    kAnything,     // some text of which no more is known: \R, \pL, [[:alpha:]], (?1)
    kNothing,      // the empty text: anchors, \b, \K, (?i), comments
    kSequence,     // all of `children`, one behind the other
    kChoice,       // one of `children`
    kRepetition,   // children[0], `min` to `max` times
    kAtomicGroup,  // children[0], without trying other ways to match it: (?>...)
    kLookaround,   // empty, where children[0] follows or precedes: (?=...) (?<=...)
    kNegativeLookaround,
  };
  static constexpr unsigned kUnlimited = std::numeric_limits<unsigned>::max();

  Kind kind = Kind::kNothing;
  // kByte, kReference, kAnything: of two texts that differ in letter case only, it matches both or none.
  bool ignores_case = false;
  bool possessive = false;  // kRepetition: without trying fewer
  char byte = 0;
  unsigned min = 0;
  unsigned max = 0;
  ByteSet bytes;  // with both letter cases where case is ignored
  std::vector<PatternNode> children;
};

// Groups that only number or name what they hold leave no node of their own. Empty: the pattern holds
// something that is not understood (conditions, verbs, recursion, (?x), doubtful quantifiers) or is nested
// very deeply, so nothing may be concluded from it. REQUIRES: a pattern that PCRE2 accepts, compiled without
// UTF; of others the answer means nothing. `nocase`: compiled caseless.
std::optional<PatternNode> ReadPattern(std::string_view pattern, bool nocase);

}  // namespace errwatch
