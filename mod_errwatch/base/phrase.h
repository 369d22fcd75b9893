// Text for people in more than one language. The English text stands where it is used and is looked up, while
// the program is compiled, in the one table of its part of the program: a phrase without a translation does
// not compile.
//
//   inline constexpr std::array kPageTexts = {PhraseTexts{"denied", "拒否"}, ...};   // sorted by English
//   using PagePhrase = Phrase<kPageTexts>;
//   page.Text(PagePhrase("denied").In(language));
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/language.h"

namespace errwatch {

// One text in each language, in the order of Language.
using PhraseTexts = std::array<std::string_view, kLanguageCount>;

constexpr std::string_view In(Language language, const PhraseTexts& texts) {
  return texts[static_cast<std::size_t>(language)];
}

// No language lacks its text, and each names the same {0} ... {9}.
constexpr bool IsTranslated(const PhraseTexts& texts);

// Sorted by English without twins, none without text, and each names the same {0} ... {9}.
template <std::size_t N>
constexpr bool AreWellMade(const std::array<PhraseTexts, N>& table);

// One table of two that are sorted, for files that hold no more than one subject.
template <std::size_t M, std::size_t N>
constexpr std::array<PhraseTexts, M + N> Merged(const std::array<PhraseTexts, M>& a,
                                                const std::array<PhraseTexts, N>& b) {
  std::array<PhraseTexts, M + N> all{};
  std::merge(a.begin(), a.end(), b.begin(), b.end(), all.begin(),
             [](const PhraseTexts& x, const PhraseTexts& y) { return x.front() < y.front(); });
  return all;
}

template <const auto& kTable>
class Phrase {
 public:
  // Implicit, so that a literal is a phrase.
  consteval Phrase(const char* english) : row_(RowOf(english)) {}  // NOLINT(google-explicit-constructor)

  constexpr std::string_view In(Language language) const { return errwatch::In(language, kTable[row_]); }

 private:
  static consteval uint32_t RowOf(std::string_view english) {
    static_assert(AreWellMade(kTable));
    const auto* found = std::ranges::lower_bound(kTable, english, {}, [](const PhraseTexts& texts) {
      return texts[static_cast<std::size_t>(Language::kEnglish)];
    });
    if (found == kTable.end() || found->front() != english) throw "this phrase is not in the table";
    return static_cast<uint32_t>(found - kTable.begin());
  }

  uint32_t row_;
};

// `text` with {0} ... {9} replaced by that value; a number without a value stays as it is. Values are taken
// as they are: a {0} within one is no place for another.
std::string Filled(std::string_view text, std::initializer_list<std::string_view> values);

// Bit n: {n} occurs.
constexpr unsigned PlacesIn(std::string_view text) {
  unsigned places = 0;
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    if (text[i] == '{' && text[i + 2] == '}' && text[i + 1] >= '0' && text[i + 1] <= '9')
      places |= 1U << static_cast<unsigned>(text[i + 1] - '0');
  }
  return places;
}

constexpr bool IsTranslated(const PhraseTexts& texts) {
  return std::ranges::none_of(texts, [&texts](std::string_view text) {
    return text.empty() || PlacesIn(text) != PlacesIn(texts.front());
  });
}

template <std::size_t N>
constexpr bool AreWellMade(const std::array<PhraseTexts, N>& table) {
  for (std::size_t i = 0; i < N; ++i) {
    if (i != 0 && !(table[i - 1].front() < table[i].front())) return false;
    if (!IsTranslated(table[i])) return false;
  }
  return true;
}

}  // namespace errwatch
