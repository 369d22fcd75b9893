#include "store/state_access.h"

#include <cppunit/extensions/HelperMacros.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "unit/child_env.h"
#include "unit/memory_region.h"
#include "unit/started_state.h"
#include "unit/temporary_directory.h"

namespace errwatch::store {
namespace {

namespace fs = std::filesystem;

class StateAccessTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(StateAccessTest);
  CPPUNIT_TEST(SeesAndChangesTheLiveMemory);
  CPPUNIT_TEST(OfAnotherProcess);
  CPPUNIT_TEST(SaysThatNoServerRuns);
  CPPUNIT_TEST(ChangesTheFileOfAServerThatIsStopped);
  CPPUNIT_TEST(DoesNotChangeWhatItCannotReach);
  CPPUNIT_TEST(KnowsWhetherItsServerStillRuns);
  CPPUNIT_TEST(RefusesOthers);
  CPPUNIT_TEST_SUITE_END();

  TemporaryDirectory files_;
  const std::string path_ = files_.Path("errwatch.state");
  static constexpr Tick kStopped = TickFromUnixMs(1'795'341'600'000);  // 2026-11-22 10:00:00

  template <typename T>
  static T Good(Result<T> result) {
    CPPUNIT_ASSERT_MESSAGE(result ? "" : result.error(), result.ok());
    return std::move(result).value();
  }
  static ClientKey KeyOf(const SegmentReader& segment) { return segment.clients().KeyOf(ClientNumber(1), 7); }
  void RunAndStop() { Good(StartState(path_, SmallGeometry(16)))->KeepAll(kStopped); }

 public:
  void SeesAndChangesTheLiveMemory() {
    const auto server = Good(StartState(path_, SmallGeometry(16)));
    const auto reader = Good(StateReader::Open(path_));
    const auto editor = Good(StateEditor::Open(path_));
    CPPUNIT_ASSERT(reader->remark().empty() && editor->remark().empty() && reader->path() == path_);
    CPPUNIT_ASSERT(editor->segment().clients().BlockByHand(KeyOf(reader->segment()), 0, {100}, {1}));
    CPPUNIT_ASSERT(server->segment().clients().FindBlock(KeyOf(reader->segment()))->by_hand);
    CPPUNIT_ASSERT(reader->segment().clients().FindBlock(KeyOf(reader->segment()))->by_hand);
    CPPUNIT_ASSERT(editor->Save({2}).ok());
  }

  void OfAnotherProcess() {
    if (!kForksAreTested) return;
    const pid_t server = ForkEnv::Start([&] {
      const auto started = StartState(path_, SmallGeometry(16));
      while (!started.value()->segment().clients().FindBlock(KeyOf(started.value()->segment()))) usleep(1000);
      return true;
    });
    while (!fs::exists(path_)) usleep(1000);
    const auto editor = Good(StateEditor::Open(path_));
    CPPUNIT_ASSERT(editor->remark().empty());
    CPPUNIT_ASSERT(editor->segment().clients().BlockByHand(KeyOf(editor->segment()), 0, {100}, {1}));
    CPPUNIT_ASSERT(ForkEnv::EndedWell(server));
  }

  void SaysThatNoServerRuns() {
    RunAndStop();
    const auto reader = Good(StateReader::Open(path_));
    CPPUNIT_ASSERT_MESSAGE(reader->remark(),
                           reader->remark().find("httpd is not running") == 0 &&
                               reader->remark().find("2026-11-22 10:00:00 UTC") != std::string::npos);
    CPPUNIT_ASSERT(truncate(path_.c_str(), 0) == 0);  // what was read is its own
    CPPUNIT_ASSERT(!reader->segment().clients().FindBlock(KeyOf(reader->segment())));
  }

  void ChangesTheFileOfAServerThatIsStopped() {
    RunAndStop();
    {
      const auto editor = Good(StateEditor::Open(path_));
      CPPUNIT_ASSERT(editor->remark().find("httpd is not running") == 0);
      CPPUNIT_ASSERT(editor->segment().clients().BlockByHand(KeyOf(editor->segment()), 0, {100}, {1}));
      if (kForksAreTested) {  // nobody else meanwhile
        CPPUNIT_ASSERT(ForkEnv::EndedWell(ForkEnv::Start([&] { return !StateEditor::Open(path_); })));
      }
      CPPUNIT_ASSERT(editor->Save({2}).ok());
    }
    const auto server = Good(StartState(path_, SmallGeometry(16)));
    CPPUNIT_ASSERT(server->notice.empty());
    CPPUNIT_ASSERT(server->segment().clients().FindBlock(KeyOf(server->segment()))->by_hand);
  }

  // As of a server in another container: its lock is seen, its memory is not.
  void DoesNotChangeWhatItCannotReach() {
    if (!kForksAreTested) return;
    int ready[2];
    CPPUNIT_ASSERT(pipe(ready) == 0);
    const pid_t server = ForkEnv::Start([&] {
      auto started = StartState(path_, SmallGeometry(16));
      started.value()->memory.CloseDescriptor();
      return write(ready[1], "x", 1) == 1 && pause() != 0;
    });
    char byte = 0;
    CPPUNIT_ASSERT(read(ready[0], &byte, 1) == 1);
    const auto reader = StateReader::Open(path_);
    const auto editor = StateEditor::Open(path_);
    kill(server, SIGKILL);
    ForkEnv::EndedWell(server);
    close(ready[0]);
    close(ready[1]);
    CPPUNIT_ASSERT(reader && reader.value()->remark().find("in use by a server") != std::string::npos);
    CPPUNIT_ASSERT(!editor && editor.error().find("in use by a server") != std::string::npos);
  }

  void KnowsWhetherItsServerStillRuns() {
    const auto server = Good(StartState(path_, SmallGeometry(16)));
    const auto editor = Good(StateEditor::Open(path_));
    CPPUNIT_ASSERT(editor->IsCurrent() && editor->IsCurrent());
    fs::copy(path_, path_ + ".new");  // the server writes it anew where somebody removed it
    fs::permissions(path_ + ".new", fs::perms::owner_read | fs::perms::owner_write);
    fs::rename(path_ + ".new", path_);
    CPPUNIT_ASSERT(editor->IsCurrent());
    fs::remove(path_);
    CPPUNIT_ASSERT(!editor->IsCurrent());
    const auto next = Good(StartState(path_, SmallGeometry(16)));
    CPPUNIT_ASSERT(!editor->IsCurrent());  // the path is another server's now
    const auto of_next = Good(StateEditor::Open(path_));
    CPPUNIT_ASSERT(of_next->IsCurrent());
    next->memory.CloseDescriptor();  // as at a restart with another memory
    CPPUNIT_ASSERT(!of_next->IsCurrent());
  }

  template <typename File>
  void CheckRefused(std::string_view said) {
    const auto opened = File::Open(path_);
    CPPUNIT_ASSERT(!opened);
    CPPUNIT_ASSERT_MESSAGE(opened.error(), opened.error().find(said) != std::string::npos);
  }
  void CheckRefused(std::string_view said) {
    CheckRefused<StateReader>(said);
    CheckRefused<StateEditor>(said);
  }

  void RefusesOthers() {
    CheckRefused("No such file");
    files_.Write("errwatch.state", "text");
    chmod(path_.c_str(), 0600);
    CheckRefused("signature");
    files_.Write("errwatch.state", std::string(kMagic.data(), kMagic.size()));
    CheckRefused("has only 8 bytes");
    chmod(path_.c_str(), 0666);
    CheckRefused("written by others");
    fs::remove(path_);
    fs::create_symlink("/etc/passwd", path_);
    CheckRefused("symbolic link");
    fs::remove(path_);
    RunAndStop();
    fs::resize_file(path_, fs::file_size(path_) / 2);
    CheckRefused("should have");
    if (geteuid() != 0) return;
    CPPUNIT_ASSERT(chown(path_.c_str(), 12345, 0) == 0);
    CheckRefused("belongs to user 12345");
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(StateAccessTest);

}  // namespace
}  // namespace errwatch::store
