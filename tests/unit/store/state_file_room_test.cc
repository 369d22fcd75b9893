// Of the state file (state_file.cc): what keeps a server from having it, and loses nothing.
#include <cppunit/extensions/HelperMacros.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

#include "store/state_file.h"
#include "unit/child_env.h"
#include "unit/file_size_limit.h"
#include "unit/store/state_file_fixture.h"

namespace errwatch::store {
namespace {

class StateFileRoomTest : public StateFileFixture {
  CPPUNIT_TEST_SUITE(StateFileRoomTest);
  CPPUNIT_TEST(WithoutRoomForAnotherItStays);
  CPPUNIT_TEST(TheNameIsNeverFree);
  CPPUNIT_TEST(AFileThatIsThereMayNotGrowBeyondTheLimit);
  CPPUNIT_TEST(CheckKnowsWhoHasIt);
  CPPUNIT_TEST(CheckSeesAServerOfAnotherContainer);
  CPPUNIT_TEST(CheckWaitsForACommandLine);
  CPPUNIT_TEST_SUITE_END();

 public:
  // The signal of a file that grows too long would end the test.
  void WithoutRoomForAnotherItStays() {
    CPPUNIT_ASSERT(Start());
    const std::string before = Read(path_);
    const Geometry larger = SmallGeometry(64);
    for (const std::size_t most : {MemoryBytes(larger), std::size_t{4096}}) {
      const FileSizeLimit limit(most);
      CPPUNIT_ASSERT(Start(larger).error().find("File too large") != std::string::npos);
      CPPUNIT_ASSERT(Start(larger).error().find("ulimit -f") != std::string::npos);
      CPPUNIT_ASSERT(StateFile::Check(path_, larger).error().find("ulimit -f") != std::string::npos);
    }
    CPPUNIT_ASSERT(before == Read(path_));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, FilesInDirectory());
    const auto again = Start();
    CPPUNIT_ASSERT(again && again.value()->notice.empty());
  }

  // While what does not fit is set aside: the kernel tells of each renaming in its order.
  void TheNameIsNeverFree() {
    Write(path_, OfThisModule(100));
    Write(path_ + ".other", "");
    const auto at = CheckedPath::Of(path_);
    if (!at.value().SwapWith(at.value().With(".other"))) return;  // a file system without
    CPPUNIT_ASSERT(at.value().SwapWith(at.value().With(".other")));
    const Descriptor watch(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    CPPUNIT_ASSERT(inotify_add_watch(watch.get(), directory_.c_str(), IN_MOVE | IN_DELETE) >= 0);
    CPPUNIT_ASSERT(Start());
    CPPUNIT_ASSERT(Read(path_ + ".set-aside") == OfThisModule(100));
    alignas(inotify_event) std::array<char, 4096> told{};
    const ssize_t bytes = read(watch.get(), told.data(), told.size());
    std::string said;
    for (ssize_t i = 0; i < bytes;) {
      const auto* event = reinterpret_cast<const inotify_event*>(told.data() + i);
      if (event->name == at.value().path().substr(directory_.string().size() + 1))
        said += (event->mask & IN_MOVED_TO) != 0 ? "taken " : "left ";
      i += static_cast<ssize_t>(sizeof *event + event->len);
    }
    CPPUNIT_ASSERT_EQUAL(std::string("taken left "), said);  // of a swap
  }

  // Its memory is just within the limit, the file is not. `httpd -t` refused that, and the start did not, but
  // could never write the last page.
  void AFileThatIsThereMayNotGrowBeyondTheLimit() {
    CPPUNIT_ASSERT(Start());
    const FileSizeLimit limit(CopyBytes(geometry_) - 1);
    const auto started = Start();
    CPPUNIT_ASSERT(!started && started.error().find("ulimit -f") != std::string::npos);
    CPPUNIT_ASSERT(!StateFile::Check(path_, geometry_));
  }

  // Its lock is seen, its process is not.
  void CheckSeesAServerOfAnotherContainer() {
    if (!kForksAreTested) return;
    const auto started = Start();
    CPPUNIT_ASSERT(ForkEnv::EndedWell(ForkEnv::Start([&] {
      if (unshare(CLONE_NEWPID) != 0) {
        std::fprintf(stderr, "CheckSeesAServerOfAnotherContainer is skipped: no process namespace: %s\n",
                     std::strerror(errno));
        return true;
      }
      return ForkEnv::EndedWell(ForkEnv::Start([&] {
        const Status found = StateFile::Check(path_, geometry_, 0);
        return !found && found.error().find("in use by another server") != std::string::npos;
      }));
    })));
  }

  // errwatch block has the file for a moment, and a start waits for that, too.
  void CheckWaitsForACommandLine() {
    if (!kForksAreTested) return;
    CPPUNIT_ASSERT(Start());
    int ready[2];
    CPPUNIT_ASSERT(pipe(ready) == 0);
    const pid_t passing = ForkEnv::Start([&] {
      const auto found = OpenOwn(CheckedPath::Of(path_).value(), O_RDWR);
      const bool locked = LockForEdit(found.value()->descriptor.get());
      return locked && write(ready[1], "x", 1) == 1 && usleep(200'000) == 0;
    });
    char byte = 0;
    CPPUNIT_ASSERT(read(ready[0], &byte, 1) == 1);
    const Status found = StateFile::Check(path_, geometry_, 0);
    close(ready[0]);
    close(ready[1]);
    CPPUNIT_ASSERT(ForkEnv::EndedWell(passing));
    CPPUNIT_ASSERT_MESSAGE(found ? "" : found.error(), found.ok());
  }

  void CheckKnowsWhoHasIt() {
    const pid_t nobody = 0;
    CPPUNIT_ASSERT(Start());
    CPPUNIT_ASSERT(StateFile::Check(path_, geometry_, nobody));
    const auto started = Start();
    CPPUNIT_ASSERT(ForkEnv::EndedWell(ForkEnv::Start([&] {
      return StateFile::Check(path_, geometry_) && StateFile::Check(path_, geometry_, getppid()) &&
             StateFile::Check(path_, geometry_, nobody).error().find("in use by another server") !=
                 std::string::npos;
    })));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(StateFileRoomTest);

}  // namespace
}  // namespace errwatch::store
