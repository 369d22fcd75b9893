// What an attack of a category points to, and what to do about it: one row a category, for people.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "cli/report/advice_texts.h"

namespace errwatch::cli {

static_assert(kAdvice.size() == kCategoryCount, "a category has no advice, or one that is gone has");
static_assert(
    [] {
      for (std::size_t i = 0; i < kAdvice.size(); ++i) {
        const Advice& row = kAdvice[i];
        if (row.category != static_cast<Category>(i)) return false;
        for (const PhraseTexts& texts :
             {row.weakness, row.close, row.contain, row.investigate, row.fix, row.tell, row.prevent})
          if (!IsTranslated(texts)) return false;
      }
      return true;
    }(),
    "advice is not in the order of the categories, or lacks a text");

// REQUIRES: not kBenign.
constexpr const Advice& AdviceFor(Category category) { return kAdvice[static_cast<std::size_t>(category)]; }

}  // namespace errwatch::cli
