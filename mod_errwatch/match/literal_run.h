// What is known of the texts that a part of a pattern can match, and how it adds up when parts follow one
// another. All in lower case.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace errwatch {

// Shorter literals stand in almost every text; two bytes will do where one of them is rare ("<a", "'#").
inline constexpr std::size_t kMinLiteralBytes = 3;
inline constexpr std::size_t kMinRareLiteralBytes = 2;

using LiteralSet = std::vector<std::string>;  // sorted, without doubles

inline constexpr std::size_t kMaxAlternatives = 400;
// Of literals one of which is required: they are looked for, and joined with nothing. Long lists of words.
inline constexpr std::size_t kMaxRequired = 2000;
inline constexpr std::size_t kMaxLiteralBytes = 32;

struct PatternPart {
  bool exact = false;  // matches one of `strings` and nothing else
  LiteralSet strings;
  // Not exact:
  LiteralSet required;                // one of them stands in every match; empty = nothing known
  std::vector<LiteralSet> also;       // further such sets, each worse than `required`
  LiteralSet prefix = {""};           // every match begins with one of them
  LiteralSet suffix = {""};           // ... ends with one of them
  std::vector<PatternPart> branches;  // every match is one of one of them; empty = not known

  static PatternPart Anything() { return {}; }
  static PatternPart Strings(LiteralSet strings);
  static PatternPart Nothing() { return Strings({""}); }  // zero width

  const LiteralSet& Begin() const { return exact ? strings : prefix; }
  const LiteralSet& End() const { return exact ? strings : suffix; }
  LiteralSet Required() const;
  // `required`, then those of `also` that are worth looking for.
  std::vector<LiteralSet> Requirements() const;
};

// One of `alternatives`.
PatternPart Either(std::vector<PatternPart> alternatives);

// `part` from `min` to `max` times, where that gives few enough strings; else not exact (and then of no use).
PatternPart Repeated(const PatternPart& part, unsigned min, unsigned max);

// Parts that follow one another: literals that stand side by side are joined, across groups and alternatives,
// as long as that makes few literals longer.
class LiteralRun {
 public:
  void Add(const PatternPart& part);
  // The same as adding each byte of `text` by itself, at less cost. Blanks stand alone in it.
  void AddText(std::string_view text);
  // Once or more: the first copy touches what came before, the last one what follows.
  void AddRepeated(const PatternPart& part);
  PatternPart Finish() &&;

 private:
  LiteralSet RequiredBefore(const std::vector<PatternPart>& branches) const;
  bool IsWorthJoining(const LiteralSet& strings) const;
  void Break(LiteralSet next);
  void Require(LiteralSet literals);

  LiteralSet run_ = {""};
  LiteralSet last_ = {""};  // the end of the part that came last: a run that grew too long goes on from there
  std::vector<LiteralSet> required_;
  LiteralSet prefix_;
  bool exact_ = true;
};

// Without literals that contain another one of the set: where they stand, that one stands too.
LiteralSet WithoutRedundant(const LiteralSet& literals);

}  // namespace errwatch
