// What a call of PHP is given, which tells whether it runs something or is a programmer's line.
#pragma once

#include <cstddef>
#include <string_view>

namespace errwatch {

inline constexpr std::size_t kMostInPhpBrackets = 64;
inline constexpr std::size_t kMostInPhpArguments = 160;

// Of include and require: also words of other languages, which name no path outside.
bool IsIncludedPath(std::string_view text, std::size_t at);

// 'system' as text, behind `at`.
bool HoldsFunctionName(std::string_view text, std::size_t at);

// usort($_get, 'system'), call_user_func($_post[0]): of what is called in the end. `at` is that of the
// parenthesis.
bool TakesRunningCallback(std::string_view text, std::size_t at);

// "json_decode($json, true)", "array_filter()". `at` is that of the parenthesis.
bool OnlyComputes(std::string_view name, std::string_view text, std::size_t at);

// file_get_contents('data.json'), file_get_contents($url): a file of data beside the page. `at` is that
// of the parenthesis.
bool ReadsOwnData(std::string_view name, std::string_view text, std::size_t at);

}  // namespace errwatch
