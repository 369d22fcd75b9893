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

namespace errwatch::store {
namespace {

namespace fs = std::filesystem;

class StateFileTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(StateFileTest);
  CPPUNIT_TEST(NewFileIsPrivateAndWhole);
  CPPUNIT_TEST(CountsSurviveARestart);
  CPPUNIT_TEST(SecondServerIsRefused);
  CPPUNIT_TEST(ChildrenNeitherUnlockNorKeepTheLock);
  CPPUNIT_TEST(LivingChildrenOfADeadParentKeepTheLock);
  CPPUNIT_TEST(ReleasedHandlesKeepTheLock);
  CPPUNIT_TEST(NobodyInheritsAWritableDescriptor);
  CPPUNIT_TEST(WhatDoesNotFitIsSetAside);
  CPPUNIT_TEST(OtherSizesAreSetAside);
  CPPUNIT_TEST(UntrustedFilesAreRefused);
  CPPUNIT_TEST(ErrorsNameThePath);
  CPPUNIT_TEST(LeftoversOfADeadCreatorDoNotHarm);
  CPPUNIT_TEST(OfManyCreatorsOneWins);
  CPPUNIT_TEST(CommandLineReadsAndWrites);
  CPPUNIT_TEST(CommandLineRefusesOthers);
  CPPUNIT_TEST_SUITE_END();

  fs::path directory_;
  std::string path_;
  std::string notice_;
  const Geometry geometry_ = SmallGeometry(4);

  using Opened = Result<std::unique_ptr<StateFile>>;
  Opened Create(const Geometry& geometry, ClientPrefix prefix = {}) {
    return StateFile::Create(path_, geometry, prefix, Tick{1}, &notice_);
  }
  Opened Create() { return Create(geometry_); }
  template <typename File>
  static void CheckRefused(const Result<std::unique_ptr<File>>& opened, std::string_view said) {
    CPPUNIT_ASSERT(!opened);
    CPPUNIT_ASSERT_MESSAGE(opened.error(), opened.error().find(said) != std::string::npos);
  }
  std::size_t FilesInDirectory() {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(directory_), fs::directory_iterator()));
  }

 public:
  void setUp() override {
    std::string name = (fs::temp_directory_path() / "errwatch-state-XXXXXX").string();
    CPPUNIT_ASSERT(mkdtemp(name.data()) != nullptr);
    directory_ = name;
    path_ = (directory_ / "errwatch.state").string();
  }
  void tearDown() override { fs::remove_all(directory_); }

  void NewFileIsPrivateAndWhole() {
    const mode_t before = umask(0);
    auto made = Create();
    umask(before);
    CPPUNIT_ASSERT(made);
    CPPUNIT_ASSERT(notice_.empty());
    struct stat info {};
    CPPUNIT_ASSERT(stat(path_.c_str(), &info) == 0);
    CPPUNIT_ASSERT_EQUAL(mode_t{0600}, info.st_mode & 07777);
    CPPUNIT_ASSERT_EQUAL(RegionBytes(geometry_), static_cast<std::size_t>(info.st_size));
    CPPUNIT_ASSERT(static_cast<std::size_t>(info.st_blocks) * 512 >=
                   RegionBytes(geometry_));  // reserved, not sparse
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, FilesInDirectory());
    CPPUNIT_ASSERT(made.value()->segment().geometry() == geometry_);
  }

  void CountsSurviveARestart() {
    Fingerprint before = 0;
    {
      auto made = Create();
      ClientTable clients = made.value()->segment().clients();
      before = clients.KeyOf(ClientNumber(1), 7).fingerprint;
      CPPUNIT_ASSERT(clients.BlockByHand(clients.KeyOf(ClientNumber(1), 7), 0, {100}, {1}));
    }
    auto again = Create();
    CPPUNIT_ASSERT(again && notice_.empty());
    ClientTable clients = again.value()->segment().clients();
    CPPUNIT_ASSERT_EQUAL(before, clients.KeyOf(ClientNumber(1), 7).fingerprint);
    CPPUNIT_ASSERT(clients.FindBlock(clients.KeyOf(ClientNumber(1), 7))->Active({50}));
    path_ += ".2";
    auto other = Create();  // another file, another key
    CPPUNIT_ASSERT(other.value()->segment().clients().KeyOf(ClientNumber(1), 7).fingerprint != before);
  }

  void SecondServerIsRefused() {
    auto first = Create();
    CPPUNIT_ASSERT(first);
    CheckRefused(Create(), "in use by another server");
    CheckRefused(Create(SmallGeometry(8)), "in use by another server");
    CPPUNIT_ASSERT(ForkEnv::EndedWell(ForkEnv::Start([&] { return !Create(); })));
    first.value().reset();
    CPPUNIT_ASSERT(Create());
  }

  // A child that ends, or destroys its copy, must not unlock for its parent; and when the parent lets go, its
  // children must not hold on.
  void ChildrenNeitherUnlockNorKeepTheLock() {
    auto made = Create();
    CPPUNIT_ASSERT(ForkEnv::EndedWell(ForkEnv::Start([&] { return made.value().reset(), true; })));
    CheckRefused(Create(), "in use");
    const pid_t child = ForkEnv::Start([] { return pause(), true; });
    made.value().reset();
    const bool free_again = Create().ok();
    kill(child, SIGKILL);
    CPPUNIT_ASSERT(!ForkEnv::EndedWell(child));
    CPPUNIT_ASSERT(free_again);
  }

  void LivingChildrenOfADeadParentKeepTheLock() {
    int ready[2];
    CPPUNIT_ASSERT(pipe(ready) == 0);
    const pid_t parent = ForkEnv::Start([&] {
      auto made = Create();
      const pid_t grandchild = ForkEnv::Start([] { return pause(), true; });
      if (write(ready[1], &grandchild, sizeof grandchild) != sizeof grandchild) return false;
      return pause(), true;
    });
    pid_t grandchild = 0;
    CPPUNIT_ASSERT(read(ready[0], &grandchild, sizeof grandchild) == sizeof grandchild);
    kill(parent, SIGKILL);
    ForkEnv::EndedWell(parent);
    const bool refused = !Create();
    kill(grandchild, SIGKILL);
    bool free_again = false;
    for (int i = 0; i < 500 && !free_again; ++i) usleep(10'000), free_again = Create().ok();
    close(ready[0]);
    close(ready[1]);
    CPPUNIT_ASSERT(refused && free_again);
  }

  void ReleasedHandlesKeepTheLock() {
    auto made = Create();
    const StateFile::Handles handles = made.value()->Release();
    made.value().reset();
    CPPUNIT_ASSERT(handles.descriptor >= 0 && handles.bytes == RegionBytes(geometry_));
    CheckRefused(Create(), "in use");
    auto segment = Segment::Attach({static_cast<std::byte*>(handles.mapping), handles.bytes});
    CPPUNIT_ASSERT(segment);
    segment.value().counters().Add(Counter::kEntries);
    StateFile::Close(handles);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Create().value()->segment().counters().Sum(Counter::kEntries));
  }

  // A child with fewer rights could truncate the file with it, and kill the parent by SIGBUS.
  void NobodyInheritsAWritableDescriptor() {
    for (int round = 0; round < 2; ++round) {  // created, adopted
      auto made = Create();
      for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
        std::error_code gone;
        if (fs::read_symlink(entry.path(), gone) != path_) continue;
        const int fd = std::stoi(entry.path().filename().string());
        CPPUNIT_ASSERT_EQUAL(O_RDONLY, fcntl(fd, F_GETFL) & O_ACCMODE);
        CPPUNIT_ASSERT((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
      }
    }
  }

  void WhatDoesNotFitIsSetAside() {
    for (const std::size_t bytes : {std::size_t{0}, std::size_t{10}, sizeof(Header), std::size_t{1} << 20}) {
      std::ofstream(path_) << std::string(bytes, 'x');
      chmod(path_.c_str(), 0600);
      CPPUNIT_ASSERT(Create());
      CPPUNIT_ASSERT(notice_.find("set-aside") != std::string::npos);
      CPPUNIT_ASSERT_EQUAL(std::uintmax_t{bytes}, fs::file_size(path_ + ".set-aside"));
      fs::remove(path_);
    }
  }

  void OtherSizesAreSetAside() {
    CPPUNIT_ASSERT(Create());
    CPPUNIT_ASSERT(Create(SmallGeometry(8)));
    CPPUNIT_ASSERT_MESSAGE(
        notice_, notice_.find("room for 32 clients, the configuration asks for 64") != std::string::npos);
    CPPUNIT_ASSERT(Create(SmallGeometry(8), ClientPrefix{24, 64}));
    CPPUNIT_ASSERT(notice_.find("prefix") != std::string::npos);
    CPPUNIT_ASSERT(Create(SmallGeometry(8), ClientPrefix{24, 64}) && notice_.empty());
    Geometry wrong = SmallGeometry(8);
    wrong.sets = 3;
    CheckRefused(Create(wrong), "powers of two");
  }

  void UntrustedFilesAreRefused() {
    CPPUNIT_ASSERT(Create());
    chmod(path_.c_str(), 0660);
    CheckRefused(Create(), "may be written by others");
    chmod(path_.c_str(), 0602);
    CheckRefused(Create(), "may be written by others");
    chmod(path_.c_str(), 0600);
    if (geteuid() == 0) {
      CPPUNIT_ASSERT(chown(path_.c_str(), 12345, 0) == 0);
      CheckRefused(Create(), "belongs to user 12345");
      CheckRefused(StateFileReader::Open(path_), "belongs to user 12345");
    }
    fs::remove(path_);
    fs::create_symlink(directory_ / "target", path_);
    CheckRefused(Create(), "symbolic link");
    CheckRefused(StateFile::Open(path_), "symbolic link");
    fs::remove(path_);
    CPPUNIT_ASSERT(mkfifo(path_.c_str(), 0600) == 0);
    CheckRefused(Create(), "not a regular file");
    fs::remove(path_);
    fs::create_directory(path_);
    CheckRefused(Create(), "not a regular file");
  }

  void ErrorsNameThePath() {
    path_ = (directory_ / "missing" / "errwatch.state").string();
    CheckRefused(Create(), path_);
    CheckRefused(StateFileReader::Open(path_), path_);
    CheckRefused(StateFileReader::Open(path_), "No such file");
  }

  void LeftoversOfADeadCreatorDoNotHarm() {
    std::ofstream(path_ + ".new." + std::to_string(getpid())) << "half";
    CPPUNIT_ASSERT(Create());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, FilesInDirectory());
  }

  void OfManyCreatorsOneWins() {
    if (!kForksAreTested) return;
    constexpr uint64_t kCreators = 4;
    for (int round = 0; round < 20; ++round) {
      MemoryRegion board(2 * sizeof(SharedWord));
      SharedWord& winners = board.As<SharedWord>()[0];
      SharedWord& done = board.As<SharedWord>()[1];
      CPPUNIT_ASSERT(ForkEnv::Run(kCreators, [&](int) {
        auto made = Create();
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

  void CommandLineReadsAndWrites() {
    auto server = Create();
    auto reader = StateFileReader::Open(path_);
    auto writer = StateFile::Open(path_);  // the server's lock is no obstacle
    CPPUNIT_ASSERT(server && reader && writer);
    ClientTable clients = writer.value()->segment().clients();
    const ClientKey key = clients.KeyOf(ClientNumber(1), 7);
    CPPUNIT_ASSERT(clients.BlockByHand(key, 0, {100}, {1}));
    CPPUNIT_ASSERT(server.value()->segment().clients().FindBlock(key)->by_hand);
    CPPUNIT_ASSERT(reader.value()->segment().clients().FindBlock(key)->by_hand);
    CPPUNIT_ASSERT_EQUAL(path_, reader.value()->path());
  }

  void CommandLineRefusesOthers() {
    std::ofstream(path_) << "text";
    CheckRefused(StateFileReader::Open(path_), "too short");
    std::ofstream(path_) << std::string(100'000, 'x');
    CheckRefused(StateFile::Open(path_), "signature");
    chmod(path_.c_str(), 0666);
    CheckRefused(StateFileReader::Open(path_), "written by others");
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(StateFileTest);

}  // namespace
}  // namespace errwatch::store
