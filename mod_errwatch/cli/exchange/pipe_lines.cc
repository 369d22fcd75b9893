#include "cli/exchange/pipe_lines.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

namespace errwatch::cli {

std::vector<std::string> PipeLines::Read() {
  std::array<char, 65'536> bytes;
  const ssize_t got = ::read(descriptor_, bytes.data(), bytes.size());
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return {};
  if (got <= 0) ended_ = true;
  std::vector<std::string> lines;
  std::string_view all(bytes.data(), got < 0 ? 0 : static_cast<std::size_t>(got));
  while (!all.empty()) {
    const std::size_t end = all.find('\n');
    const std::string_view part = all.substr(0, end);
    if (!skipping_) rest_.append(part);
    if (rest_.size() > kMostLineBytes) {
      rest_.clear();
      skipping_ = true;
      ++overlong_;
    }
    if (end == std::string_view::npos) break;
    if (!skipping_) lines.push_back(std::move(rest_));
    rest_.clear();
    skipping_ = false;
    all.remove_prefix(end + 1);
  }
  return lines;
}

}  // namespace errwatch::cli
