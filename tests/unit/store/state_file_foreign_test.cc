// What others put where the state file is, or beside it: refused, set aside or passed by.
#include <cppunit/extensions/HelperMacros.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <filesystem>
#include <string>

#include "store/state_file.h"
#include "unit/memory_region.h"
#include "unit/store/state_file_fixture.h"

namespace errwatch::store {
namespace {

namespace fs = std::filesystem;

class StateFileForeignTest : public StateFileFixture {
  CPPUNIT_TEST_SUITE(StateFileForeignTest);
  CPPUNIT_TEST(ForeignFilesAreRefusedAndLeftAlone);
  CPPUNIT_TEST(AStateFileWithoutItsSignatureIsTakenForOne);
  CPPUNIT_TEST(WhatDoesNotFitIsSetAside);
  CPPUNIT_TEST(NamesOfScopesThatAreNoneAreSetAside);
  CPPUNIT_TEST(NamesOfOthersBesideItStopNothing);
  CPPUNIT_TEST(OtherSizesAreSetAside);
  CPPUNIT_TEST(UntrustedFilesAreRefused);
  CPPUNIT_TEST(ErrorsNameThePath);
  CPPUNIT_TEST(LeftoversOfADeadCreatorDoNotHarm);
  CPPUNIT_TEST_SUITE_END();

 public:
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
};
CPPUNIT_TEST_SUITE_REGISTRATION(StateFileForeignTest);

}  // namespace
}  // namespace errwatch::store
