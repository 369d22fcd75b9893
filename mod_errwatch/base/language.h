// Languages in which pages and reports are written, and how a reader says which one.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace errwatch {

// One line each: name, tag of BCP 47, what it calls itself.
#define ERRWATCH_LANGUAGES(X)  \
  X(kEnglish, "en", "English") \
  X(kJapanese, "ja", "日本語")

enum class Language : uint8_t {
#define X(name, tag, own_name) name,
  ERRWATCH_LANGUAGES(X)
#undef X
};

inline constexpr std::array kLanguageTags = {
#define X(name, tag, own_name) std::string_view(tag),
    ERRWATCH_LANGUAGES(X)
#undef X
};
inline constexpr std::array kLanguageNames = {
#define X(name, tag, own_name) std::string_view(own_name),
    ERRWATCH_LANGUAGES(X)
#undef X
};
static_assert(kLanguageTags.size() == kLanguageNames.size());
inline constexpr std::size_t kLanguageCount = kLanguageTags.size();

// "ja", "ja-JP", "ja_JP.UTF-8", in letters of either case; empty for a language that there is not.
std::optional<Language> LanguageOfTag(std::string_view tag);

// Of a header Accept-Language (RFC 9110, 12.5.4): the language with the highest weight, the first of several;
// English where none of them is there. What is malformed is passed over. Reads at most 32 of its members.
Language AcceptedLanguage(std::string_view header);

}  // namespace errwatch
