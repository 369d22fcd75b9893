// Lines from a pipe, as many as there are and no more: nobody is waited for.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace errwatch::cli {

class PipeLines {
 public:
  static constexpr std::size_t kMostLineBytes = std::size_t{1} << 20;

  explicit PipeLines(int descriptor) : descriptor_(descriptor) {}

  // Reads once. Without an end of file behind it what is no whole line waits for more.
  std::vector<std::string> Read();
  bool ended() const { return ended_; }
  std::size_t overlong() const { return overlong_; }  // lines that were passed over

 private:
  int descriptor_;
  std::string rest_;
  bool skipping_ = false;
  bool ended_ = false;
  std::size_t overlong_ = 0;
};

// Writes a line, and waits for whoever reads it; not once `end` can be read, or the other end of `input` is
// closed. False: nobody reads it.
bool WriteToPipe(int output, std::string_view line, int input, int end);

}  // namespace errwatch::cli
