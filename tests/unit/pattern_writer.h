// Random PCRE2 patterns and subjects for property tests.
#pragma once

#include <iterator>
#include <random>
#include <string>
#include <string_view>

namespace errwatch {

// Writes random patterns over a small alphabet, so that random subjects match them often.
class PatternWriter {
 public:
  explicit PatternWriter(unsigned seed) : random_(seed) {}
  unsigned Below(unsigned n) { return static_cast<unsigned>(random_() % n); }

  std::string Text(unsigned max_length) {
    std::string text;
    for (unsigned n = Below(max_length + 1); n > 0; --n) text += "abcABC.\\+]"[Below(10)];
    return text;
  }

  std::string Alternation(int depth) {
    std::string text = Sequence(depth);
    while (Below(4) == 0) text += "|" + Sequence(depth);
    return text;
  }

 private:
  std::string Sequence(int depth) {
    std::string text;
    for (unsigned n = 1 + Below(5); n > 0; --n) text += Atom(depth) + Quantifier();
    return text;
  }

  std::string Atom(int depth) {
    constexpr std::string_view kAtoms[] = {
        "a",           "b",       "c",         "A",         "abc",     "bca",    "cab",          "aab",
        ".",           "\\.",     "\\x61",     "\\x{62}",   "\\w",     "[ab]",   "[aA]",         "[^a]",
        "[a-c]",       "[]a]",    "[a-c-]",    "[a-b-c]",   "\\s",     "[\\sb]", "[A-C]",        "[a\\]]",
        "[[:alpha:]]", "[b\\-c]", "\\Qa+b\\E", "\\Qabc\\E", "^",       "$",      "\\b",          "\\\\",
        "(?i)",        "(?s)",    "(?#abc)",   "(?=a)",     "(?!abc)", "(?<=a)", "(?<!b)",       "{",
        "a{",          "\\K",     "\\R",       "\\pL",      "[.]",     "-",      "\\+",          "B",
        "\\W",         "\\S",     "[^\\w]",    "[A-z]",     "[^bB]",   "\\x41",  "[\\x41-\\x43]"};
    if (depth == 0 || Below(3) != 0) return std::string(kAtoms[Below(std::size(kAtoms))]);
    constexpr std::string_view kGroups[] = {
        "(", "(?:", "(?<n>", "(?>", "(?i:", "(?=", "(?!", "(?|", "(?-i:", "(?P<m>"};
    return std::string(kGroups[Below(std::size(kGroups))]) + Alternation(depth - 1) + ")";
  }

  std::string Quantifier() {
    constexpr std::string_view kQuantifiers[] = {"?",      "*",     "+",     "{2}",  "{0}", "{0,}",
                                                 "{1,}",   "{1,2}", "{0,1}", "+?",   "*+",  "??",
                                                 "{00,2}", "{2,3}", "{3}+",  "{0,2}"};
    return Below(3) != 0 ? "" : std::string(kQuantifiers[Below(std::size(kQuantifiers))]);
  }

  std::mt19937 random_;
};

}  // namespace errwatch
