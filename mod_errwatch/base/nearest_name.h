// What somebody meant who mistyped a name.
#pragma once

#include <string>
#include <string_view>

namespace errwatch {

// The one of `names` (separated by commas and blanks) that `typed` is nearest to: the same but for case and
// signs, its beginning, or some slips of the pen away (a letter more, less or other, or two that have changed
// places; one in four letters). Empty when it is near none. Distance: optimal string alignment.
std::string_view NearestName(std::string_view typed, std::string_view names);

// "; did you mean NAME?", or nothing.
std::string DidYouMean(std::string_view typed, std::string_view names);

}  // namespace errwatch
