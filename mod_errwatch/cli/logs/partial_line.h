// Lines that a container runtime has cut: "TIME stderr P the beginning", then "TIME stderr F the end".
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

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

}  // namespace errwatch::cli
