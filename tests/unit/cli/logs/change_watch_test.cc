#include "cli/logs/change_watch.h"

#include <cppunit/extensions/HelperMacros.h>
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "unit/temporary_directory.h"

namespace errwatch::cli {
namespace {

class ChangeWatchTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ChangeWatchTest);
  CPPUNIT_TEST(TellsWhatHappensToAFile);
  CPPUNIT_TEST(TellsWhatHappensToNames);
  CPPUNIT_TEST(OtherFilesAreNotTold);
  CPPUNIT_TEST(LooksAnyway);
  CPPUNIT_TEST(Ends);
  CPPUNIT_TEST_SUITE_END();

 public:
  using Woken = ChangeWatch::Woken;

  void setUp() override {
    std::ofstream(path_) << "a\n";
    fd_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    CPPUNIT_ASSERT(fd_ >= 0);
  }
  void tearDown() override { ::close(fd_); }

  void TellsWhatHappensToAFile() {
    watch_.Watch({}, {fd_});
    std::ofstream(path_, std::ios::app) << "b\n";
    ExpectChange();
    std::filesystem::rename(path_, files_.Path("log.1"));  // it is watched, not its name
    std::ofstream(files_.Path("log.1"), std::ios::app) << "c\n";
    ExpectChange();
    std::filesystem::resize_file(files_.Path("log.1"), 0);
    ExpectChange();
  }

  void TellsWhatHappensToNames() {
    watch_.Watch({files_.path()}, {});
    std::filesystem::rename(path_, files_.Path("log.1"));
    ExpectChange();
    std::ofstream file(path_);
    ExpectChange();
    std::filesystem::remove(path_);
    ExpectChange();
  }

  // access.log beside error.log must not wake anybody.
  void OtherFilesAreNotTold() {
    std::ofstream other(files_.Path("other"));
    impatient_.Watch({files_.path()}, {fd_});
    other << "x\n" << std::flush;
    CPPUNIT_ASSERT(impatient_.Wait(-1, -1) == Woken::kTimeout);
    impatient_.Watch({files_.path()}, {});  // what is not named again is watched no more
    std::ofstream(path_, std::ios::app) << "b\n";
    CPPUNIT_ASSERT(impatient_.Wait(-1, -1) == Woken::kTimeout);
  }

  // Whatever cannot be watched.
  void LooksAnyway() {
    CPPUNIT_ASSERT(impatient_.Wait(-1, -1) == Woken::kTimeout);
    impatient_.Watch({files_.Path("missing")}, {-1});
    CPPUNIT_ASSERT(impatient_.Wait(-1, -1) == Woken::kTimeout);
  }

  void Ends() {
    int ends[2];
    CPPUNIT_ASSERT_EQUAL(0, ::pipe2(ends, O_CLOEXEC));
    CPPUNIT_ASSERT(impatient_.Wait(-1, ends[1]) == Woken::kTimeout);  // somebody reads
    CPPUNIT_ASSERT_EQUAL(ssize_t{1}, ::write(ends[1], "x", 1));
    CPPUNIT_ASSERT(impatient_.Wait(ends[0], -1) == Woken::kEnd);
    ::close(ends[0]);
    CPPUNIT_ASSERT(impatient_.Wait(-1, ends[1]) == Woken::kEnd);  // nobody reads any more
    ::close(ends[1]);
  }

 private:
  void ExpectChange() { CPPUNIT_ASSERT(watch_.Wait(-1, -1) == Woken::kChange); }

  const TemporaryDirectory files_;
  const std::string path_ = files_.Path("log");
  int fd_ = -1;
  ChangeWatch watch_{60'000};
  ChangeWatch impatient_{20};  // where nothing is expected
};
CPPUNIT_TEST_SUITE_REGISTRATION(ChangeWatchTest);

}  // namespace
}  // namespace errwatch::cli
