// Patterns that take in lists of words: "/(?:@web-shells@|wso\d?)\.php" and the list web-shells -> one PCRE2
// pattern in which the words stand as alternatives, letter by letter.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace errwatch {

struct WordList {
  std::string name;                // see IsWordListName
  std::vector<std::string> words;  // at least one, and none is empty
};

// One pattern in two forms that match the same.
struct PatternWithWords {
  std::string text;      // word beside word, the longest first: what can be learnt from
  std::string factored;  // what words begin with alike is written once: what runs faster
};

// Each @NAME@ of `pattern` with the words of the list NAME in its place. Error: a list that the pattern does
// not name, or @NAME@ for a list that is not there.
Result<PatternWithWords> WithWords(std::string_view pattern, std::span<const WordList> lists);

// The pattern, as it would be written, of a rule that has lists only: one of the words, without a letter,
// digit or '_' right before or behind it.
std::string WholeWordsPattern(std::span<const WordList> lists);

// Lower-case letters, digits, '-' and '_'.
bool IsWordListName(std::string_view text);

}  // namespace errwatch
