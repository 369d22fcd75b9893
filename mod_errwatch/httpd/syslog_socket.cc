#include "httpd/syslog_socket.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace errwatch::httpd {

SyslogSocket::SyslogSocket(std::string path, int priority, std::string tag)
    : path_(std::move(path)), priority_(priority), tag_(std::move(tag)) {}

SyslogSocket::~SyslogSocket() { Close(); }

void SyslogSocket::Close() noexcept {
  if (socket_ >= 0) close(socket_);
  socket_ = -1;
}

bool SyslogSocket::ConnectAs(int type) noexcept {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path_.size() >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path, path_.data(), path_.size());
  socket_ = socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket_ < 0) return false;
  if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    is_stream_ = type == SOCK_STREAM;
    return true;
  }
  const int error = errno;
  Close();
  errno = error;
  return false;
}

bool SyslogSocket::Connect() noexcept {
  if (socket_ >= 0 || ConnectAs(SOCK_DGRAM)) return true;
  return errno == EPROTOTYPE && ConnectAs(SOCK_STREAM);
}

bool SyslogSocket::IsReady(std::chrono::milliseconds patience) noexcept {
  if (!Connect()) return false;
  if (!unsent_.empty() && !SendOnce(unsent_, {})) {
    if (IsGone(errno)) Close();
    return false;
  }
  unsent_.clear();
  pollfd wanted = {socket_, POLLOUT, 0};
  // An error, such as a daemon that is gone, is no reason to wait: sending finds out and connects again.
  return poll(&wanted, 1, static_cast<int>(patience.count())) > 0;
}

// The daemon that was connected to.
bool SyslogSocket::IsGone(int error) noexcept {
  return error == ECONNREFUSED || error == ECONNRESET || error == ENOTCONN || error == EPIPE;
}

bool SyslogSocket::SendOnce(std::string_view head, std::string_view line) noexcept {
  // A stream needs an end of each record, which is NUL.
  char end = '\0';
  std::array<iovec, 3> parts = {{{const_cast<char*>(head.data()), head.size()},
                                 {const_cast<char*>(line.data()), line.size()},
                                 {&end, is_stream_ ? 1U : 0U}}};
  const std::size_t whole = head.size() + line.size() + parts[2].iov_len;
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  const ssize_t sent = sendmsg(socket_, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent == static_cast<ssize_t>(whole)) return true;
  if (sent >= 0) {
    // Half a record in a stream: the next one begins on a new connection.
    Close();
    errno = EAGAIN;
  }
  return false;
}

bool SyslogSocket::Send(std::string_view line) noexcept {
  const time_t now = time(nullptr);
  tm local{};
  std::array<char, 32> when{};
  std::array<char, 128> head{};
  localtime_r(&now, &local);
  // Not strftime: its names of months follow the locale.
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::snprintf(when.data(), when.size(), "%s %2d %02d:%02d:%02d", kMonths[local.tm_mon], local.tm_mday,
                local.tm_hour, local.tm_min, local.tm_sec);
  std::snprintf(head.data(), head.size(), "<%d>%s %.64s: ", priority_, when.data(), tag_.c_str());
  if (!Connect()) return false;
  if (SendOnce(head.data(), line)) return true;
  if (!IsGone(errno)) return false;  // full, or too long for it
  Close();
  if (Connect() && SendOnce(head.data(), line)) return true;
  // A socket of datagrams does not tell that its daemon is gone before something is sent: the line that found
  // out goes first when there is one again.
  unsent_ = std::string(head.data()).append(line);
  return true;
}

}  // namespace errwatch::httpd
