// Sends lines to the system's syslog daemon and never waits for it. syslog() of the C library waits when the
// daemon does not read, and holds a lock meanwhile that every other caller of syslog() in the process needs:
// with `ErrorLog syslog` these are the requests. Needs nothing of httpd. For one thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace errwatch::httpd {

class SyslogSocket {
 public:
  // `path` is the daemon's socket, of datagrams or a stream; `priority` facility and level as in <syslog.h>;
  // `tag` names the program in each line.
  SyslogSocket(std::string path, int priority, std::string tag);
  ~SyslogSocket();
  SyslogSocket(const SyslogSocket&) = delete;
  SyslogSocket& operator=(const SyslogSocket&) = delete;

  // Whether a line would be taken now, or within `patience` of a daemon that is there. Connects, if need be.
  bool IsReady(std::chrono::milliseconds patience) noexcept;

  // One line as syslog() writes it, "<priority>Mmm dd hh:mm:ss tag: line". Connects again when the daemon was
  // restarted, and keeps the line until then. False when it was dropped. REQUIRES: IsReady() said so.
  bool Send(std::string_view line) noexcept;

 private:
  bool Connect() noexcept;
  bool ConnectAs(int type) noexcept;
  void Close() noexcept;
  bool SendOnce(std::string_view head, std::string_view line) noexcept;
  static bool IsGone(int error) noexcept;

  std::string path_;
  int priority_;
  std::string tag_;
  std::string unsent_;  // the line that found the daemon gone
  int socket_ = -1;
  bool is_stream_ = false;
};

}  // namespace errwatch::httpd
