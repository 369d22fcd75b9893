#include "pages/page_phrases.h"

#include <algorithm>

namespace errwatch {

std::string_view InLanguage(std::string_view english, Language language) {
  const auto english_of = [](const PhraseTexts& texts) { return texts.front(); };
  const auto* found = std::ranges::lower_bound(kPageTexts, english, {}, english_of);
  if (found == kPageTexts.end() || found->front() != english) return english;
  return (*found)[static_cast<std::size_t>(language)];
}

}  // namespace errwatch
