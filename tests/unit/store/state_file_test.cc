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
  CPPUNIT_TEST(ForeignFilesAreRefusedAndLeftAlone);
  CPPUNIT_TEST(AStateFileWithoutItsSignatureIsTakenForOne);
  CPPUNIT_TEST(WhatDoesNotFitIsSetAside);
  CPPUNIT_TEST(NamesOfScopesThatAreNoneAreSetAside);
  CPPUNIT_TEST(MemoryThatIsNoLongerWhatItWasMadeAsIsTold);
  CPPUNIT_TEST(NamesOfOthersBesideItStopNothing);
  CPPUNIT_TEST(OtherSizesAreSetAside);
  CPPUNIT_TEST(UntrustedFilesAreRefused);
  CPPUNIT_TEST(ErrorsNameThePath);
  CPPUNIT_TEST(LeftoversOfADeadCreatorDoNotHarm);
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

  // ErrWatchStateFile /etc/passwd.
  void ForeignFilesAreRefusedAndLeftAlone() {
    for (const std::string& text :
         {std::string(), std::string("x"), std::string("root:x:0:0:root:/root:/bin/sh\n"),
          std::string(1 << 20, '\0'), std::string("ERRWATCX and more")}) {
      Write(path_, text);
      struct stat before {};
      CPPUNIT_ASSERT(stat(path_.c_str(), &before) == 0);
      const auto refused = Start();
      CheckRefused(refused, path_);
      CheckRefused(refused, "leaves it as it is");
      struct stat after {};
      CPPUNIT_ASSERT(stat(path_.c_str(), &after) == 0);
      CPPUNIT_ASSERT(IsSameFile(before, after) && Read(path_) == text);
      CPPUNIT_ASSERT_EQUAL(std::size_t{1}, FilesInDirectory());
      fs::remove(path_);
    }
  }

  // A byte of the first eight that the disk has lost: it is nobody's for sure, and is not touched, but whoever
  // reads this knows what it is.
  void AStateFileWithoutItsSignatureIsTakenForOne() {
    CPPUNIT_ASSERT(Start());
    const std::string whole = Read(path_);
    for (std::size_t i = 0; i < kMagic.size(); ++i) {
      std::string damaged = whole;
      damaged[i] = static_cast<char>(damaged[i] ^ 1);
      Write(path_, damaged);
      for (const char* said : {"a state file whose first bytes are damaged", "leaves it as it is",
                               "move it away", "counts and blocks begin anew"}) {
        CheckRefused(Start(), said);
        CheckRefused(StateFile::Check(path_, geometry_), said);
      }
      CPPUNIT_ASSERT(Read(path_) == damaged);
    }
    Write(path_, std::string(whole.size(), 'x'));
    CPPUNIT_ASSERT(Start().error().find("damaged") == std::string::npos);
  }

  void WhatDoesNotFitIsSetAside() {
    for (const std::size_t bytes : {kMagic.size(), sizeof(CopyHeader), std::size_t{1} << 20}) {
      const std::string damaged = OfThisModule(bytes);
      Write(path_, damaged);
      const auto started = Start();
      CPPUNIT_ASSERT_MESSAGE(started ? "" : started.error(), started.ok());
      CPPUNIT_ASSERT(started.value()->notice.find("set-aside") != std::string::npos);
      CPPUNIT_ASSERT(Read(path_ + ".set-aside") == damaged);
      fs::remove(path_);
    }
  }

  // Nothing writes such names: neither the parent nor a disk that is in order.
  void NamesOfScopesThatAreNoneAreSetAside() {
    {
      auto made = Start();
      made.value()->segment().RegisterScope("shop\x01");
      made.value()->KeepAll(Tick{2});
    }
    const auto started = Start();
    CPPUNIT_ASSERT_MESSAGE(started ? "" : started.error(), started.ok());
    CPPUNIT_ASSERT_MESSAGE(started.value()->notice,
                           started.value()->notice.find("names of scopes") != std::string::npos);
    CPPUNIT_ASSERT(fs::exists(path_ + ".set-aside"));
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

  // In a directory that others may write to, all names that can be foreseen may be theirs.
  void NamesOfOthersBesideItStopNothing() {
    const std::string aside = path_ + ".set-aside";
    const std::string draft = path_ + ".new." + std::to_string(getpid());
    for (const bool is_link : {false, true}) {
      for (const std::string& theirs : {aside, draft}) {
        if (is_link) {
          fs::create_symlink("/nowhere", theirs);
        } else {
          Write(theirs, "theirs");
        }
      }
      Write(path_, OfThisModule(100));
      CPPUNIT_ASSERT(StateFile::Check(path_, geometry_).ok());
      {
        const auto started = Start();
        CPPUNIT_ASSERT_MESSAGE(started ? "" : started.error(), started.ok());
        const std::string& notice = started.value()->notice;
        const std::size_t named = notice.find(aside + ".");
        CPPUNIT_ASSERT_MESSAGE(notice, named != std::string::npos);
        CPPUNIT_ASSERT(Read(notice.substr(named, notice.find(';') - named)) == OfThisModule(100));
      }
      for (const std::string& theirs : {aside, draft}) {
        CPPUNIT_ASSERT(is_link ? fs::is_symlink(theirs) : Read(theirs) == "theirs");
        fs::remove(theirs);
      }
      CPPUNIT_ASSERT_EQUAL(std::size_t{2}, FilesInDirectory());  // it, and what was set aside
      for (const auto& file : fs::directory_iterator(directory_)) fs::remove(file);
    }
  }

  void OtherSizesAreSetAside() {
    CPPUNIT_ASSERT(Start());
    auto larger = Start(SmallGeometry(8));
    CPPUNIT_ASSERT(larger);
    const std::string notice = larger.value()->notice;
    CPPUNIT_ASSERT_MESSAGE(
        notice, notice.find("room for 32 clients, the configuration asks for 64") != std::string::npos);
    larger.value().reset();
    CPPUNIT_ASSERT(Start(SmallGeometry(8), ClientPrefix{24, 64}).value()->notice.find("prefix") !=
                   std::string::npos);
    CPPUNIT_ASSERT(Start(SmallGeometry(8), ClientPrefix{24, 64}).value()->notice.empty());
    Geometry wrong = SmallGeometry(8);
    wrong.sets = 3;
    CheckRefused(Start(wrong), "powers of two");
  }

  void UntrustedFilesAreRefused() {
    CPPUNIT_ASSERT(Start());
    for (const mode_t mode : {mode_t{0660}, mode_t{0602}, mode_t{0666}}) {
      chmod(path_.c_str(), mode);
      CheckRefused(Start(), "may be written by others");
    }
    chmod(path_.c_str(), 0600);
    fs::create_hard_link(path_, path_ + ".other");
    CheckRefused(Start(), "hard links");
    fs::remove(path_ + ".other");
    if (geteuid() == 0) {
      CPPUNIT_ASSERT(chown(path_.c_str(), 12345, 0) == 0);
      const auto refused = Start();
      CheckRefused(refused, "belongs to user 12345");
      CPPUNIT_ASSERT(refused.failure().kind == ErrorKind::kDenied);
    }
    fs::remove(path_);
    for (const char* target : {"/nowhere", "/etc/passwd"}) {
      fs::create_symlink(target, path_);
      CheckRefused(Start(), "symbolic link");
      fs::remove(path_);
    }
    CPPUNIT_ASSERT(mkfifo(path_.c_str(), 0600) == 0);
    CheckRefused(Start(), "not a regular file");
    fs::remove(path_);
    fs::create_directory(path_);
    CheckRefused(Start(), "not a regular file");
  }

  void ErrorsNameThePath() {
    path_ = (directory_ / "missing" / "errwatch.state").string();
    CheckRefused(Start(), path_);
    CheckRefused(Start(), "No such file");
    path_ = (directory_ / "").string();
    CheckRefused(Start(), "is a directory");
  }

  void LeftoversOfADeadCreatorDoNotHarm() {
    const std::string draft = path_ + ".new." + std::to_string(getpid());
    Write(draft, OfThisModule(10));
    CPPUNIT_ASSERT(Start());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, FilesInDirectory());
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
