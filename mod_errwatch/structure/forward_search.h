// Answers what many places of a text ask, each from itself on: where does this stand next? The answer is kept
// for the places that follow, so that all of them together look at each byte once.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "structure/cursor.h"

namespace errwatch {

// `Find`: of type std::size_t(std::string_view text, std::size_t at), npos for nowhere.
template <typename Find>
class ForwardSearch {
 public:
  constexpr ForwardSearch(std::string_view text, Find find) : text_(text), find_(find) {}

  // The first place at or behind `at`. Looks anew for a place in front of the one asked for last.
  constexpr std::size_t From(std::size_t at) {
    if (at >= from_ && at <= found_) return found_;
    from_ = at;
    found_ = find_(text_, at);
    steps_ += std::min(found_, std::max(text_.size(), at)) - at + 1;
    return found_;
  }
  constexpr bool IsIn(std::size_t begin, std::size_t end) { return From(begin) < end; }
  // Bytes that were looked at, for tests.
  constexpr std::size_t steps() const { return steps_; }

 protected:
  constexpr const Find& how() const { return find_; }

 private:
  std::string_view text_;
  Find find_;
  std::size_t from_ = 1;  // nothing asked yet: behind what was found
  std::size_t found_ = 0;
  std::size_t steps_ = 0;
};

// For one text that is looked for.
struct FindsText {
  std::string_view what;
  constexpr std::size_t operator()(std::string_view text, std::size_t at) const {
    return FindText(text, what, at);
  }
};

// For a byte that is none of a few; for the end of the text where all of them are.
struct FindsOther {
  std::string_view set;
  constexpr std::size_t operator()(std::string_view text, std::size_t at) const {
    return std::min(text.find_first_not_of(set, at), std::max(text.size(), at));
  }
};

class TextSearch : public ForwardSearch<FindsText> {
 public:
  constexpr TextSearch(std::string_view text, std::string_view what) : ForwardSearch(text, {what}) {}
  constexpr std::string_view what() const { return how().what; }
};

}  // namespace errwatch
