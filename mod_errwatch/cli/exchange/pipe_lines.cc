#include "cli/exchange/pipe_lines.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
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

bool WriteToPipe(int output, std::string_view line, int input, int end) {
  // What a pipe that can be written to takes without waiting (pipe(7)); a socket takes as much.
  constexpr std::size_t kAtOnce = 4096;
  while (!line.empty()) {
    std::array<pollfd, 3> watched = {pollfd{output, POLLOUT, 0}, pollfd{end, POLLIN, 0}, pollfd{input, 0, 0}};
    if (::poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) return false;
    if (watched[1].revents != 0 || (watched[2].revents & (POLLHUP | POLLERR)) != 0) return false;
    if (watched[0].revents == 0) continue;
    const ssize_t written = ::write(output, line.data(), std::min(line.size(), kAtOnce));
    if (written < 0 && errno != EINTR && errno != EAGAIN) return false;
    if (written > 0) line.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace errwatch::cli
