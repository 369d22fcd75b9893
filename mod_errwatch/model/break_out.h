// Whether a text in lower case, as an application reads it, ends what it may be put into: the string or the
// number of a statement, the word of a command, the attribute of a page.
#pragma once

#include <cstddef>
#include <string_view>

namespace errwatch {

// So many blanks stand in a sentence.
inline constexpr std::ptrdiff_t kSentenceBlanks = 5;

// Of what is typed into a line.
bool BreaksOut(std::string_view text) noexcept;

// Of what several lines or more are written in: quotation marks and signs of all kinds stand anywhere in it,
// so its beginning tells. Also of a document whose type defines entities.
bool BreaksOutAtOnce(std::string_view text) noexcept;

// "../../node_modules/x/a.js:5:3": where a program's own source lies, as stack traces and tools report it.
bool IsSourcePath(std::string_view text) noexcept;

// "<p>text</p>": a piece of a page that an editor wrote, and nothing in it runs.
bool IsMarkedUpText(std::string_view text) noexcept;

}  // namespace errwatch
