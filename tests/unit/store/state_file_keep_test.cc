#include <cppunit/extensions/HelperMacros.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "store/state_file.h"
#include "unit/child_env.h"
#include "unit/file_size_limit.h"
#include "unit/memory_region.h"
#include "unit/started_state.h"
#include "unit/temporary_directory.h"

namespace errwatch::store {
namespace {

namespace fs = std::filesystem;
using Extent = StateFile::Extent;

class StateFileKeepTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(StateFileKeepTest);
  CPPUNIT_TEST(WritesWhatChangedAndNothingElse);
  CPPUNIT_TEST(MendsWhatIsNobodys);
  CPPUNIT_TEST(WhatIsMadeAnewIsNotNamedByTheMemory);
  CPPUNIT_TEST(LeavesAloneWhatMayBeSomebodys);
  CPPUNIT_TEST(GoesOnInASharedDirectory);
  CPPUNIT_TEST(AnotherServerTakesOver);
  CPPUNIT_TEST(NobodyIsHarmedByShorteningTheFile);
  CPPUNIT_TEST(TruncatedWhereThereIsNoRoom);
  CPPUNIT_TEST(KilledWhileItWrites);
  CPPUNIT_TEST_SUITE_END();

  TemporaryDirectory files_;
  std::string path_;
  std::unique_ptr<StartedState> server_;

  uint64_t EntriesInFile() {
    const auto found = OpenOwn(CheckedPath::Of(path_).value(), O_RDONLY);
    CPPUNIT_ASSERT(found && found.value());
    const MemoryMapping copy = MemoryMapping::Private(server_->memory.bytes().size());
    CPPUNIT_ASSERT(ReadRegion(found.value()->descriptor.get(), copy.bytes()));
    return SegmentReader::Attach(copy.bytes()).value().counters().Sum(Counter::kEntries);
  }
  FileCondition Keep(Extent extent = Extent::kSome) {
    return server_->file.Keep(server_->memory, {9}, extent).condition;
  }
  void CountOne() { server_->segment().counters().Add(Counter::kEntries); }

 public:
  void setUp() override {
    path_ = files_.Path("errwatch.state");
    auto started = StartState(path_, SmallGeometry(256));
    CPPUNIT_ASSERT_MESSAGE(started ? "" : started.error(), started.ok());
    server_ = std::move(started).value();
  }

  void WritesWhatChangedAndNothingElse() {
    CountOne();
    CPPUNIT_ASSERT(Keep() == FileCondition::kGood);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, EntriesInFile());
    struct stat before {};
    struct stat after {};
    stat(path_.c_str(), &before);
    usleep(20'000);  // file times are coarse
    CPPUNIT_ASSERT(Keep() == FileCondition::kGood);
    stat(path_.c_str(), &after);
    CPPUNIT_ASSERT(before.st_mtim.tv_sec == after.st_mtim.tv_sec &&
                   before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
  }

  // A child can write whatever it likes into that: the file says what the parent knows.
  void WhatIsMadeAnewIsNotNamedByTheMemory() {
    const HashKey key = server_->segment().hash_key();
    fs::remove(path_);
    server_->memory.bytes()[offsetof(Header, hash_key)] ^= std::byte{1};
    CPPUNIT_ASSERT(Keep() == FileCondition::kRemoved);
    const auto found = OpenOwn(CheckedPath::Of(path_).value(), O_RDONLY);
    std::string misfit;
    const auto header = ReadHeader(*found.value(), &misfit);
    CPPUNIT_ASSERT_MESSAGE(misfit, header && header->hash_key == key);
    server_.reset();
    const auto started = StartState(path_, SmallGeometry(256));
    CPPUNIT_ASSERT(started && started.value()->notice.find("do not belong together") != std::string::npos);
  }

  void MendsWhatIsNobodys() {
    struct Case {
      FileCondition found;
      std::function<void()> happens;
    };
    const fs::path backup = path_ + ".backup";
    fs::copy_file(path_, backup);
    const Case kCases[] = {
        {FileCondition::kRemoved, [&] { fs::remove(path_); }},
        {FileCondition::kRemoved, [&] { fs::rename(path_, files_.Path("elsewhere")); }},
        {FileCondition::kTruncated, [&] { fs::resize_file(path_, 0); }},
        {FileCondition::kTruncated, [&] { fs::resize_file(path_, 5000); }},
        {FileCondition::kWrittenTo,
         [&] { fs::copy_file(backup, path_, fs::copy_options::overwrite_existing); }},
        {FileCondition::kWrittenTo, [&] { std::ofstream(path_, std::ios::app) << "more"; }},
    };
    uint64_t entries = 0;
    for (const Case& c : kCases) {
      CountOne();
      ++entries;
      usleep(20'000);  // file times are coarse
      c.happens();
      CPPUNIT_ASSERT_EQUAL(static_cast<int>(c.found), static_cast<int>(Keep()));
      CPPUNIT_ASSERT_EQUAL(entries, EntriesInFile());
      CPPUNIT_ASSERT_EQUAL(static_cast<int>(FileCondition::kGood), static_cast<int>(Keep()));
      CPPUNIT_ASSERT_EQUAL(entries, server_->segment().counters().Sum(Counter::kEntries));
    }
  }

  void LeavesAloneWhatMayBeSomebodys() {
    struct Case {
      FileCondition found;
      std::function<void()> happens, ends;
    };
    const std::string kept = files_.Path("kept");
    const std::string theirs = files_.Write("theirs", "theirs");
    const auto away = [&] { fs::rename(path_, kept); };
    const auto back = [&] { fs::rename(kept, path_); };
    const Case kCases[] = {
        {FileCondition::kLink, [&] { away(), fs::create_symlink(theirs, path_); }, back},
        {FileCondition::kReplaced, [&] { away(), fs::copy_file(theirs, path_); }, back},
        {FileCondition::kReplaced, [&] { away(), fs::copy_file(kept, path_); }, back},
        {FileCondition::kReplaced, [&] { away(), fs::create_directory(path_); },
         [&] { fs::remove(path_), back(); }},
        {FileCondition::kHardLinks, [&] { fs::create_hard_link(path_, kept); }, [&] { fs::remove(kept); }},
        {FileCondition::kWritableByOthers, [&] { chmod(path_.c_str(), 0666); },
         [&] { chmod(path_.c_str(), 0600); }},
        {FileCondition::kOverwritten, [&] { std::ofstream(path_) << "theirs"; }, [&] { fs::remove(path_); }},
    };
    for (const Case& c : kCases) {
      c.happens();
      CountOne();
      const auto before = fs::is_directory(path_) ? std::string() : Bytes(path_);
      for (const Extent extent : {Extent::kSome, Extent::kAll})
        CPPUNIT_ASSERT_EQUAL(static_cast<int>(c.found), static_cast<int>(Keep(extent)));
      CPPUNIT_ASSERT((fs::is_directory(path_) ? std::string() : Bytes(path_)) == before);
      CPPUNIT_ASSERT_EQUAL(std::string("theirs"), Bytes(theirs));
      c.ends();
      CPPUNIT_ASSERT(HandlingOf(Keep()) != Handling::kLeftAlone);
      CPPUNIT_ASSERT_EQUAL(server_->segment().counters().Sum(Counter::kEntries), EntriesInFile());
    }
  }

  // Somebody's own directory, or one that all may write to: there is no more to lose there than this file.
  void GoesOnInASharedDirectory() {
    chmod(files_.path().c_str(), 0777);
    CountOne();
    CPPUNIT_ASSERT(Keep() == FileCondition::kSharedDirectory);
    CPPUNIT_ASSERT_EQUAL(server_->segment().counters().Sum(Counter::kEntries), EntriesInFile());
    fs::remove(path_);
    CPPUNIT_ASSERT(Keep() == FileCondition::kRemoved);
    chmod(files_.path().c_str(), 01777);
    CPPUNIT_ASSERT(Keep() == FileCondition::kSharedDirectory);
    chmod(files_.path().c_str(), 0700);
    CPPUNIT_ASSERT(Keep() == FileCondition::kGood);
  }

  void AnotherServerTakesOver() {
    if (!kForksAreTested) return;
    fs::remove(path_);
    const pid_t other = ForkEnv::Start([&] {
      auto started = StartState(path_, SmallGeometry(256));
      return started && (pause(), true);
    });
    while (!fs::exists(path_)) usleep(1000);
    const FileCondition found = Keep();
    kill(other, SIGKILL);
    ForkEnv::EndedWell(other);
    CPPUNIT_ASSERT(found == FileCondition::kReplaced);
  }

  // An empty file would be refused at the next start; one with its signature is known, and none is made anew.
  void TruncatedWhereThereIsNoRoom() {
    CountOne();
    CPPUNIT_ASSERT(truncate(path_.c_str(), 0) == 0);
    {
      const FileSizeLimit limit(0);
      const FileState found = server_->file.Keep(server_->memory, {9}, Extent::kSome);
      CPPUNIT_ASSERT(found.condition == FileCondition::kCannotWrite && found.error == EFBIG);
    }
    CPPUNIT_ASSERT(!fs::exists(path_));
    CPPUNIT_ASSERT(Keep() == FileCondition::kRemoved);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, EntriesInFile());
  }

  // Was SIGBUS: of the whole server, when root's `cp backup state` truncated the file first.
  void NobodyIsHarmedByShorteningTheFile() {
    CPPUNIT_ASSERT(truncate(path_.c_str(), 0) == 0);
    const auto use = [&](int) {
      ClientTable clients = server_->segment().clients();
      for (uint32_t i = 0; i < 1000; ++i)
        clients.BlockByHand(clients.KeyOf(ClientNumber(i), 7), 0, {100}, {1});
      return true;
    };
    CPPUNIT_ASSERT(ForkEnv::Run(2, use));
    CPPUNIT_ASSERT(ThreadEnv::Run(2, use));
    CPPUNIT_ASSERT(Keep() == FileCondition::kTruncated && Keep() == FileCondition::kGood);
  }

  // While others change the memory: what is left is a file that is used or set aside.
  void KilledWhileItWrites() {
    if (!kForksAreTested) return;
    server_->file.Close();  // the processes below have their own
    const bool good = ForkEnv::KillAtRandom(60, [&](int seed) {
      auto started = StartState(path_, SmallGeometry(256));
      for (auto i = static_cast<uint32_t>(seed) * 1000; started; ++i) {
        ClientTable clients = started.value()->segment().clients();
        for (uint32_t k = 0; k < 50; ++k)
          clients.BlockByHand(clients.KeyOf(ClientNumber(i * 50 + k), 7), 0, {100}, {1});
        started.value()->file.Keep(started.value()->memory, {i + 2}, Extent::kSome);
      }
      while (true) pause();  // the other one has the file
    });
    CPPUNIT_ASSERT(good);
    auto after = StartState(path_, SmallGeometry(256));
    CPPUNIT_ASSERT_MESSAGE(after ? after.value()->notice : after.error(),
                           after && after.value()->notice.empty());
    after.value()->segment().clients().ForEach(
        [&](const ClientView& view) { CPPUNIT_ASSERT(view.block.until.value <= 100); });
  }

 private:
  static std::string Bytes(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(StateFileKeepTest);

}  // namespace
}  // namespace errwatch::store
