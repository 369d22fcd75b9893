#include "httpd/syslog_socket.h"

#include <cppunit/extensions/HelperMacros.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <regex>
#include <string>

#include "unit/temporary_directory.h"

namespace errwatch::httpd {
namespace {

constexpr std::chrono::milliseconds kNow{0};

// Stands in for the daemon: reads only when it is asked to.
class Daemon {
 public:
  Daemon(const std::string& path, int type) : path_(path), socket_(socket(AF_UNIX, type, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    unlink(path.c_str());
    CPPUNIT_ASSERT_EQUAL(0, bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address));
    if (type == SOCK_STREAM) CPPUNIT_ASSERT_EQUAL(0, listen(socket_, 5));
  }
  ~Daemon() {
    if (connection_ >= 0) close(connection_);
    close(socket_);
    unlink(path_.c_str());
  }
  void Accept() { connection_ = accept(socket_, nullptr, nullptr); }
  // What has come, at most one datagram; empty when there is nothing.
  std::string Receive() {
    std::string text(1 << 16, '\0');
    const ssize_t size =
        recv(connection_ >= 0 ? connection_ : socket_, text.data(), text.size(), MSG_DONTWAIT);
    text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return text;
  }

 private:
  std::string path_;
  int socket_;
  int connection_ = -1;
};

class SyslogSocketTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SyslogSocketTest);
  CPPUNIT_TEST(LineIsAsSyslogWritesIt);
  CPPUNIT_TEST(WithoutADaemonNothingIsReady);
  CPPUNIT_TEST(FullQueueIsNotWaitedFor);
  CPPUNIT_TEST(DaemonMayStartLaterAndAgain);
  CPPUNIT_TEST(StreamHasRecords);
  CPPUNIT_TEST(FullStreamIsNotWaitedFor);
  CPPUNIT_TEST(PathMayBeTooLong);
  CPPUNIT_TEST_SUITE_END();

  TemporaryDirectory directory_;
  const std::string path_ = directory_.Path("log");
  SyslogSocket socket_{path_, LOG_LOCAL5 | LOG_NOTICE, "apache2"};

  // Sends until a line is dropped; how many went out.
  int Fill() {
    const std::string line(1000, 'x');
    const auto begin = std::chrono::steady_clock::now();
    int sent = 0;
    while (sent < 100'000 && socket_.Send(line)) ++sent;
    CPPUNIT_ASSERT(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));
    return sent;
  }

  void LineIsAsSyslogWritesIt() {
    Daemon daemon(path_, SOCK_DGRAM);
    CPPUNIT_ASSERT(socket_.IsReady(kNow) && socket_.Send(R"({"a":1})"));
    const std::string text = daemon.Receive();
    const std::regex form(
        R"re(<173>(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ 123]\d \d\d:\d\d:\d\d apache2: \{"a":1\})re");
    CPPUNIT_ASSERT_MESSAGE(text, std::regex_match(text, form));
    CPPUNIT_ASSERT_EQUAL(std::string(), daemon.Receive());
  }

  void WithoutADaemonNothingIsReady() {
    CPPUNIT_ASSERT(!socket_.IsReady(kNow));
    CPPUNIT_ASSERT(!socket_.Send("x"));
  }

  void FullQueueIsNotWaitedFor() {
    Daemon daemon(path_, SOCK_DGRAM);
    CPPUNIT_ASSERT(Fill() > 0);
    CPPUNIT_ASSERT(!socket_.IsReady(kNow));
    while (!daemon.Receive().empty()) continue;
    CPPUNIT_ASSERT(socket_.IsReady(kNow) && socket_.Send("again"));
    CPPUNIT_ASSERT(daemon.Receive().ends_with(": again"));
  }

  void DaemonMayStartLaterAndAgain() {
    CPPUNIT_ASSERT(!socket_.IsReady(kNow));
    for (const char* line : {"first", "second"}) {
      Daemon daemon(path_, SOCK_DGRAM);
      CPPUNIT_ASSERT(socket_.IsReady(kNow) && socket_.Send(line));
      CPPUNIT_ASSERT(daemon.Receive().ends_with(line));
    }
    // Gone, and nobody in its place: the line waits for the next one, and what comes behind it is not taken.
    CPPUNIT_ASSERT(socket_.Send("third"));
    CPPUNIT_ASSERT(!socket_.IsReady(kNow));
    Daemon daemon(path_, SOCK_DGRAM);
    CPPUNIT_ASSERT(socket_.IsReady(kNow) && socket_.Send("fourth"));
    CPPUNIT_ASSERT(daemon.Receive().ends_with("third"));
    CPPUNIT_ASSERT(daemon.Receive().ends_with("fourth"));
  }

  void StreamHasRecords() {
    for (const char* line : {"first", "second"}) {
      Daemon daemon(path_, SOCK_STREAM);
      CPPUNIT_ASSERT(socket_.IsReady(kNow) && socket_.Send(line) && socket_.Send(line));
      daemon.Accept();
      const std::string text = daemon.Receive();
      const std::string end = std::string(": ") + line + '\0';
      CPPUNIT_ASSERT(text.ends_with(end));
      CPPUNIT_ASSERT(text.substr(0, text.size() / 2).ends_with(end));
    }
  }

  void FullStreamIsNotWaitedFor() {
    Daemon daemon(path_, SOCK_STREAM);
    CPPUNIT_ASSERT(socket_.IsReady(kNow));
    daemon.Accept();
    CPPUNIT_ASSERT(Fill() > 0);
  }

  void PathMayBeTooLong() {
    SyslogSocket other(std::string(200, 'x'), LOG_USER | LOG_INFO, "x");
    CPPUNIT_ASSERT(!other.IsReady(kNow) && !other.Send("x"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SyslogSocketTest);

}  // namespace
}  // namespace errwatch::httpd
