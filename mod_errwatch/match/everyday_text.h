// How often innocent log entries and requests hold a text: what makes a literal a good or a bad filter.
#pragma once

#include <span>
#include <string_view>

namespace errwatch {

// Typical texts, in the form of FoldText (match/normalize.h).
std::span<const std::string_view> EverydaySamples();

// Bytes that innocent requests and messages seldom hold, or the others side by side.
bool HasRareByte(std::string_view literal);

// Estimated number of places in an innocent text, 0 to 1, where `literal` (lower case) stands: counted over
// samples where it stands in one, else guessed from its length and bytes. For building filters.
double EverydayShare(std::string_view literal);

}  // namespace errwatch
