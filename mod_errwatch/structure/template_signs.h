// What tells an expression of a template engine from a placeholder: it reckons, calls, or reaches inside.
#pragma once

#include <cstddef>
#include <string_view>

#include "structure/forward_search.h"

namespace errwatch {

constexpr std::size_t kMostInExpression = 160;  // of an expression that nothing closes, what is looked at

// Of a whole text; each range that is asked about begins behind the one before.
class TemplateSigns {
 public:
  explicit TemplateSigns(std::string_view text);

  // "7*7", "7*'7'". A minus or a slash between numbers is a date's or a fraction's as well: these alone.
  bool Reckons(std::size_t begin, std::size_t end);
  // "a.b()", "a['b'](1)": whatever it does, it is run; but for what pages call.
  bool Calls(std::size_t begin, std::size_t end) { return calls_.IsIn(begin, end); }
  // ".__class__", ".constructor"
  bool ReachesInside(std::size_t begin, std::size_t end) { return inside_.IsIn(begin, end); }
  bool Computes(std::size_t begin, std::size_t end) {
    return Reckons(begin, end) || Calls(begin, end) || ReachesInside(begin, end);
  }

  std::size_t steps() const { return calls_.steps() + inside_.steps() + reckonings_.steps() + steps_; }

 private:
  using Find = std::size_t (*)(std::string_view, std::size_t);

  std::string_view text_;
  ForwardSearch<Find> calls_;
  ForwardSearch<Find> inside_;
  ForwardSearch<Find> reckonings_;
  std::size_t steps_ = 0;
};

// "7*7": two of these on both sides of a sign. The whole of `body` is looked at.
bool IsReckoningOfNumbers(std::string_view body);

}  // namespace errwatch
