#include "cli/logs/end_signal.h"

#include <cppunit/extensions/HelperMacros.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <string>
#include <thread>

namespace errwatch::cli {
namespace {

bool Readable(int fd) {
  pollfd wanted{fd, POLLIN, 0};
  return ::poll(&wanted, 1, 0) == 1;
}

class EndSignalTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EndSignalTest);
  CPPUNIT_TEST(EachSignalIsARequest);
  CPPUNIT_TEST(InterruptsAWriteThatWaits);
  CPPUNIT_TEST(PutsBackWhatWas);
  CPPUNIT_TEST_SUITE_END();

 public:
  void EachSignalIsARequest() {
    for (const int number : {SIGINT, SIGTERM}) {
      const EndSignal end;
      CPPUNIT_ASSERT(!end.came() && !Readable(end.descriptor()));
      ::raise(number);
      CPPUNIT_ASSERT(end.came() && Readable(end.descriptor()));
      ::raise(number);
      CPPUNIT_ASSERT(end.came() && Readable(end.descriptor()));
    }
  }

  void InterruptsAWriteThatWaits() {
    int ends[2];
    CPPUNIT_ASSERT_EQUAL(0, ::pipe2(ends, O_CLOEXEC));
    const EndSignal end;
    const pthread_t writer = ::pthread_self();
    std::atomic<bool> done{false};
    // Again and again, since nobody knows when the write has begun to wait.
    std::thread other([&] {
      while (!done) {
        ::pthread_kill(writer, SIGTERM);
        std::this_thread::yield();
      }
    });
    const std::string much(1U << 16, 'x');
    ssize_t written;
    do written = ::write(ends[1], much.data(), much.size());
    while (written > 0);
    const int error = errno;
    done = true;
    other.join();
    CPPUNIT_ASSERT_EQUAL(EINTR, error);
    CPPUNIT_ASSERT(end.came());
    ::close(ends[0]);
    ::close(ends[1]);
  }

  void PutsBackWhatWas() {
    struct sigaction before {
    }, after{};
    ::sigaction(SIGINT, nullptr, &before);
    { const EndSignal end; }
    ::sigaction(SIGINT, nullptr, &after);
    CPPUNIT_ASSERT(before.sa_handler == after.sa_handler);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(EndSignalTest);

}  // namespace
}  // namespace errwatch::cli
