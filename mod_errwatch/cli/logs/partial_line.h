// Lines that a container runtime has cut: "TIME stderr P the beginning", then "TIME stderr F the end".
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "cli/logs/line_source.h"

namespace errwatch::cli {

class PartialLine {
 public:
  // Takes `line` where it is a part and not the last one, or goes on with what was taken. What was taken
  // without its end (the next line is of another stream, or none of a runtime) comes out cut.
  enum class Taken : unsigned char { kNothing, kPart, kEnd };
  Taken Take(std::string_view line);

  bool begun() const { return parts_ != 0; }
  std::size_t parts() const { return parts_; }
  // All of it as one line; nothing is begun then.
  std::string Finish();

 private:
  std::string text_;
  std::string stream_;
  std::size_t parts_ = 0;
};

struct WholeLine {
  std::string_view text;
  std::size_t parts = 1;  // lines of the block that it takes
  bool joined = false;    // `text` lies in no block: valid until the next line
};

// Calls `visit(const WholeLine&)` for each line of a block, with those that were cut put together, and
// `empty(std::size_t lines)` as ForEachLine does.
template <typename F, typename E>
void ForEachWholeLine(std::string_view block, F&& visit, E&& empty) {
  PartialLine partial;
  const auto join = [&] {
    const std::size_t parts = partial.parts();
    const std::string text = partial.Finish();
    visit(WholeLine{text, parts, true});
  };
  const auto take = [&](std::string_view line) {
    PartialLine::Taken taken = partial.Take(line);
    if (taken == PartialLine::Taken::kNothing && partial.begun()) {
      join();
      taken = partial.Take(line);
    }
    if (taken == PartialLine::Taken::kNothing) visit(WholeLine{line});
    if (taken == PartialLine::Taken::kEnd) join();
  };
  ForEachLine(block, take, [&](std::size_t lines) {
    if (partial.begun()) join();
    empty(lines);
  });
  if (partial.begun()) join();
}
// The same, where an empty line is a line as any other.
template <typename F>
void ForEachWholeLine(std::string_view block, F&& visit) {
  ForEachWholeLine(block, visit, [&](std::size_t lines) {
    for (std::size_t i = 0; i < lines; ++i) visit(WholeLine{});
  });
}

}  // namespace errwatch::cli
