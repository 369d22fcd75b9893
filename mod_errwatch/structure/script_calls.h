// What a browser gives to scripts, and how a call of it looks.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "structure/script_tokens.h"

namespace errwatch {

inline constexpr std::array<std::string_view, 12> kBrowserCalls = {
    "alert",        "confirm",    "prompt", "eval",          "settimeout", "setinterval",
    "setimmediate", "execscript", "fetch",  "importscripts", "import",     "atob"};
inline constexpr std::array<std::string_view, 14> kPageObjects = {
    "window",       "document",       "location",   "self",       "top",
    "parent",       "frames",         "globalthis", "navigator",  "history",
    "localstorage", "sessionstorage", "reflect",    "cookiestore"};

// Runs text as code, shows itself to a visitor, or sends something away: alert, eval, fetch, ...
bool IsScriptCall(std::string_view name) noexcept;

// An object of the page that code begins with: window, document, location, ...
bool IsPageObject(std::string_view name) noexcept;

// A word between which and a name no operator stands: new, throw, void, ...
bool IsScriptKeyword(std::string_view name) noexcept;

struct ScriptArguments {
  std::size_t end = 0;  // behind the closing bracket; 0: not seen within kMostScriptTokens
  bool code = false;    // a number, text, an expression, an object of the page
  bool empty = false;
  bool word = false;    // one name and nothing else
  bool ending = false;  // the end of a word: "(s)"
  bool remote = false;  // text with an address, or joined text
};

// What stands in the brackets that open at `open`, a '(' or the back-tick of a template.
ScriptArguments ReadArguments(std::string_view text, std::size_t open, StepBudget& budget) noexcept;

// A name follows where code would have an operator: "alert(1) in my log".
bool IsFollowedByProse(std::string_view text, std::size_t at) noexcept;

// Code that begins at `at` calls something or gives it a value, and ends as code behind a quotation mark
// does: with a comment, an operator and another mark, a semicolon, or the text. `opened`: the mark in front
// had a fellow.
bool RunsBehindQuote(std::string_view text, std::size_t at, bool opened, StepBudget& budget) noexcept;

}  // namespace errwatch
