#include "pages/page_phrases.h"

#include <algorithm>

#include "model/category_text.h"

namespace errwatch {

std::string_view InLanguage(std::string_view english, Language language) {
  const auto english_of = [](const PhraseTexts& texts) { return texts.front(); };
  const auto* found = std::ranges::lower_bound(kPageTexts, english, {}, english_of);
  if (found != kPageTexts.end() && found->front() == english) return In(language, *found);
  for (const CategoryTexts& row : kCategoryTexts)
    if (row.texts.front() == english) return In(language, row.texts);
  return english;
}

}  // namespace errwatch
