#include "base/language.h"

#include "base/ascii.h"

namespace errwatch {
namespace {

constexpr std::size_t kMostMembers = 32;

// Takes what stands before `mark` away from `text`; all of it where there is none.
std::string_view TakeUntil(char mark, std::string_view* text) {
  const std::size_t end = text->find(mark);
  const std::string_view taken = text->substr(0, end);
  *text = end == std::string_view::npos ? std::string_view() : text->substr(end + 1);
  return Trim(taken);
}

// "q=0.8" in thousandths; 0 for what is no weight, so that a malformed member is never the chosen one.
int WeightOf(std::string_view parameter) {
  if (parameter.empty()) return 1000;
  if (parameter.size() < 3 || parameter.size() > 7 || (parameter[0] != 'q' && parameter[0] != 'Q') ||
      parameter[1] != '=')
    return 0;
  const char whole = parameter[2];
  if (whole != '0' && whole != '1') return 0;
  int weight = whole == '1' ? 1000 : 0;
  if (parameter.size() == 3) return weight;
  if (parameter[3] != '.') return 0;
  int unit = 100;
  for (const char digit : parameter.substr(4)) {
    if (digit < '0' || digit > '9') return 0;
    weight += (digit - '0') * unit;
    unit /= 10;
  }
  return weight <= 1000 ? weight : 0;
}

}  // namespace

std::optional<Language> LanguageOfTag(std::string_view tag) {
  const std::string_view primary = tag.substr(0, tag.find_first_of("-_."));
  for (std::size_t i = 0; i < kLanguageCount; ++i)
    if (EqualsIgnoreCase(primary, kLanguageTags[i])) return static_cast<Language>(i);
  return std::nullopt;
}

Language AcceptedLanguage(std::string_view header) {
  Language chosen = Language::kEnglish;
  int best = 0;
  for (std::size_t i = 0; i < kMostMembers && !header.empty(); ++i) {
    std::string_view member = TakeUntil(',', &header);
    const std::optional<Language> language = LanguageOfTag(TakeUntil(';', &member));
    const int weight = WeightOf(Trim(member));
    if (!language.has_value() || weight <= best) continue;
    chosen = *language;
    best = weight;
  }
  return chosen;
}

}  // namespace errwatch
