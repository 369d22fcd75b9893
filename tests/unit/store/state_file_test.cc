#include "store/state_file.h"

#include <cppunit/extensions/HelperMacros.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "unit/child_env.h"
#include "unit/memory_region.h"
#include "unit/store/state_file_fixture.h"

namespace errwatch::store {
namespace {

namespace fs = std::filesystem;

class StateFileTest : public StateFileFixture {
  CPPUNIT_TEST_SUITE(StateFileTest);
  CPPUNIT_TEST(NewFileIsPrivateAndWhole);
  CPPUNIT_TEST(CountsSurviveAStop);
  CPPUNIT_TEST(SecondServerIsRefused);
  CPPUNIT_TEST(ChildrenNeitherUnlockNorKeepTheLock);
  CPPUNIT_TEST(ADeadParentLeavesNoLock);
  CPPUNIT_TEST(ReleasedFileKeepsTheLock);
  CPPUNIT_TEST(MemoryThatIsNoLongerWhatItWasMadeAsIsTold);
  CPPUNIT_TEST(OfManyCreatorsOneWins);
  CPPUNIT_TEST(CheckFindsWhatStartWouldAndChangesNothing);
  CPPUNIT_TEST_SUITE_END();

 public:
  void NewFileIsPrivateAndWhole() {
    const mode_t before = umask(0);
    auto made = Start();
    umask(before);
    CPPUNIT_ASSERT_MESSAGE(made ? "" : made.error(), made.ok());
    CPPUNIT_ASSERT(made.value()->notice.empty());
    struct stat info {};
    CPPUNIT_ASSERT(stat(path_.c_str(), &info) == 0);
    CPPUNIT_ASSERT_EQUAL(mode_t{0600}, info.st_mode & 07777);
    CPPUNIT_ASSERT_EQUAL(CopyBytes(geometry_), static_cast<std::size_t>(info.st_size));
    CPPUNIT_ASSERT(static_cast<std::size_t>(info.st_blocks) * 512 >= CopyBytes(geometry_));  // reserved
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, FilesInDirectory());
    CPPUNIT_ASSERT(made.value()->segment().geometry() == geometry_);
  }

  void CountsSurviveAStop() {
    Fingerprint before = 0;
    {
      auto made = Start();
      ClientTable clients = made.value()->segment().clients();
      before = clients.KeyOf(ClientNumber(1), 7).fingerprint;
      CPPUNIT_ASSERT(clients.BlockByHand(clients.KeyOf(ClientNumber(1), 7), 0, {100}, {1}));
      CPPUNIT_ASSERT(made.value()->KeepAll({2}) == FileState());
    }
    auto again = Start();
    CPPUNIT_ASSERT(again && again.value()->notice.empty());
    ClientTable clients = again.value()->segment().clients();
    CPPUNIT_ASSERT_EQUAL(before, clients.KeyOf(ClientNumber(1), 7).fingerprint);
    CPPUNIT_ASSERT(clients.FindBlock(clients.KeyOf(ClientNumber(1), 7))->Active({50}));
    path_ += ".2";
    auto other = Start();  // another file, another key
    CPPUNIT_ASSERT(other.value()->segment().clients().KeyOf(ClientNumber(1), 7).fingerprint != before);
  }

  void SecondServerIsRefused() {
    if (!kForksAreTested) return;
    auto first = Start();
    CPPUNIT_ASSERT(first);
    CPPUNIT_ASSERT(StartsElsewhere("in use by another server (process " + std::to_string(getpid()) + ")"));
    first.value().reset();
    CPPUNIT_ASSERT(StartsElsewhere());
  }

  // Whatever a child does with what it inherited: unlock it, close it, or go on with it.
  void ChildrenNeitherUnlockNorKeepTheLock() {
    if (!kForksAreTested) return;
    auto made = Start();
    CPPUNIT_ASSERT(ForkEnv::EndedWell(ForkEnv::Start([&] {
      struct flock whole {};
      whole.l_type = F_UNLCK;
      for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
        const int fd = std::stoi(entry.path().filename().string());
        fcntl(fd, F_SETLK, &whole);
        fcntl(fd, F_OFD_SETLK, &whole);
      }
      made.value().reset();
      return true;
    })));
    CPPUNIT_ASSERT(StartsElsewhere("in use"));
    const pid_t child = ForkEnv::Start([] { return pause(), true; });
    made.value().reset();
    const bool free_again = StartsElsewhere();
    kill(child, SIGKILL);
    CPPUNIT_ASSERT(!ForkEnv::EndedWell(child));
    CPPUNIT_ASSERT(free_again);
  }

  // Its children may live on: they have the memory, and nothing of theirs goes to the file.
  void ADeadParentLeavesNoLock() {
    if (!kForksAreTested) return;
    int ready[2];
    CPPUNIT_ASSERT(pipe(ready) == 0);
    const pid_t parent = ForkEnv::Start([&] {
      auto made = Start();
      const pid_t grandchild = ForkEnv::Start([] { return pause(), true; });
      if (write(ready[1], &grandchild, sizeof grandchild) != sizeof grandchild) return false;
      return pause(), true;
    });
    pid_t grandchild = 0;
    CPPUNIT_ASSERT(read(ready[0], &grandchild, sizeof grandchild) == sizeof grandchild);
    const bool refused = StartsElsewhere("in use");
    kill(parent, SIGKILL);
    ForkEnv::EndedWell(parent);
    const bool free_again = StartsElsewhere();
    kill(grandchild, SIGKILL);
    close(ready[0]);
    close(ready[1]);
    CPPUNIT_ASSERT(refused && free_again);
  }

  void ReleasedFileKeepsTheLock() {
    if (!kForksAreTested) return;
    auto made = Start();
    const CopyHeader header = made.value()->file.header();
    const StateFile::Handles file = made.value()->file.Release();
    const LiveMemory::Handles handles = made.value()->memory.Release();
    made.value().reset();
    CPPUNIT_ASSERT(file.descriptor >= 0 && file.last_write.tv_sec != 0 &&
                   handles.bytes == MemoryBytes(geometry_));
    CPPUNIT_ASSERT(StartsElsewhere("in use"));
    {
      LiveMemory memory(handles);
      StateFile next(path_, file, header, memory);
      Segment::Attach(memory.bytes()).value().counters().Add(Counter::kEntries);
      CPPUNIT_ASSERT(next.Keep(memory, {3}, StateFile::Extent::kAll) == FileState());
    }
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Start().value()->segment().counters().Sum(Counter::kEntries));
  }

  // By what the parent keeps beside it: a child can write whatever it likes into the memory itself.
  void MemoryThatIsNoLongerWhatItWasMadeAsIsTold() {
    const auto is_sound = [this](std::size_t offset) {
      fs::remove(path_);
      auto made = Start();
      StartedState& state = *made.value();
      state.memory.bytes()[offset] ^= std::byte{8};
      const CopyHeader header = state.file.header();
      const StateFile kept(path_, state.file.Release(), header, state.memory);
      const auto segment = SegmentReader::Attach(state.memory.bytes());
      return segment && WhySpoilt(kept.header(), segment.value()).empty();
    };
    for (const std::size_t offset :
         {offsetof(Header, magic), offsetof(Header, layout_version), offsetof(Header, geometry),
          offsetof(Header, hash_key), offsetof(Header, prefix)})
      CPPUNIT_ASSERT_MESSAGE(std::to_string(offset), !is_sound(offset));
    CPPUNIT_ASSERT(is_sound(offsetof(Header, created)));
  }

  void OfManyCreatorsOneWins() {
    if (!kForksAreTested) return;
    constexpr uint64_t kCreators = 4;
    for (int round = 0; round < 5; ++round) {
      MemoryRegion board(2 * sizeof(SharedWord));
      SharedWord& winners = board.As<SharedWord>()[0];
      SharedWord& done = board.As<SharedWord>()[1];
      CPPUNIT_ASSERT(ForkEnv::Run(kCreators, [&](int) {
        auto made = Start();
        winners.fetch_add(made ? 1 : 0, std::memory_order_relaxed);
        done.fetch_add(1, std::memory_order_relaxed);
        while (done.load(std::memory_order_relaxed) < kCreators)
          usleep(100);  // the winner holds on until all have tried
        return made || made.error().find("in use") != std::string::npos;
      }));
      CPPUNIT_ASSERT_EQUAL(uint64_t{1}, winners.load(std::memory_order_relaxed));
      CPPUNIT_ASSERT_EQUAL(std::size_t{1}, FilesInDirectory());
      fs::remove(path_);
    }
  }

  void CheckFindsWhatStartWouldAndChangesNothing() {
    CPPUNIT_ASSERT(StateFile::Check(path_, geometry_).ok());
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, FilesInDirectory());
    CheckRefused(StateFile::Check((directory_ / "no" / "file").string(), geometry_), "No such file");
    Write(path_, "theirs");
    CheckRefused(StateFile::Check(path_, geometry_), "leaves it as it is");
    Write(path_, OfThisModule(10));  // would be set aside
    CPPUNIT_ASSERT(StateFile::Check(path_, geometry_).ok());
    fs::remove(path_);
    auto server = Start();  // a configuration is checked beside the server that uses it
    CPPUNIT_ASSERT(StateFile::Check(path_, geometry_).ok());
    CPPUNIT_ASSERT(!StateFile::Check("/proc/errwatch.state", geometry_).ok());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(StateFileTest);

}  // namespace
}  // namespace errwatch::store
