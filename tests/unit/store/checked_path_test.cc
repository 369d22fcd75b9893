#include "store/checked_path.h"

#include <cppunit/extensions/HelperMacros.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "unit/temporary_directory.h"

namespace errwatch::store {
namespace {

namespace fs = std::filesystem;

class CheckedPathTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CheckedPathTest);
  CPPUNIT_TEST(NeverFollowsALink);
  CPPUNIT_TEST(MakesNothingWhereSomethingIs);
  CPPUNIT_TEST(MovesNothingOverAnything);
  CPPUNIT_TEST(SwapsOnlyWhatIsThere);
  CPPUNIT_TEST(StaysInItsDirectory);
  CPPUNIT_TEST(SaysWhoElseMayRename);
  CPPUNIT_TEST(NamesMustBeFiles);
  CPPUNIT_TEST(ErrorsTellOfWhichKindTheyAre);
  CPPUNIT_TEST_SUITE_END();

  TemporaryDirectory files_;
  CheckedPath At(const std::string& name) { return CheckedPath::Of(files_.Path(name)).value(); }

 public:
  void NeverFollowsALink() {
    fs::create_symlink(files_.Write("target", "x"), files_.Path("link"));
    CPPUNIT_ASSERT(!At("link").Open(O_RDONLY).ok());
    CPPUNIT_ASSERT_EQUAL(ELOOP, errno);
    CPPUNIT_ASSERT(S_ISLNK(At("link").Look()->st_mode));
    CPPUNIT_ASSERT(!At("link").Create().ok());
    CPPUNIT_ASSERT_EQUAL(EEXIST, errno);
    // A link on the way to the directory is the operator's.
    fs::create_directory_symlink(files_.path(), files_.Path("here"));
    CPPUNIT_ASSERT(At("here/target").Open(O_RDONLY).ok());
  }

  void MakesNothingWhereSomethingIs() {
    files_.Write("taken", "x");
    fs::create_symlink("nowhere", files_.Path("dangling"));
    for (const char* name : {"taken", "dangling"}) {
      CPPUNIT_ASSERT(!At(name).Create().ok());
      CPPUNIT_ASSERT_EQUAL(EEXIST, errno);
    }
    CPPUNIT_ASSERT(!fs::exists(files_.Path("nowhere")));
    CPPUNIT_ASSERT(At("free").Create().ok() && At("free").Look()->st_size == 0);
  }

  void MovesNothingOverAnything() {
    files_.Write("a", "a");
    files_.Write("b", "b");
    CPPUNIT_ASSERT(!At("a").MoveTo(At("b")));
    CPPUNIT_ASSERT_EQUAL(EEXIST, errno);
    CPPUNIT_ASSERT(At("a").Look() && At("b").Look());
    CPPUNIT_ASSERT(At("a").MoveTo(At("a").With(".old")));
    CPPUNIT_ASSERT(!At("a").Look() && At("a.old").Look()->st_size == 1);
    CPPUNIT_ASSERT(At("a.old").MoveOver(At("b")) && !At("a.old").Look());
    CPPUNIT_ASSERT(At("b").Remove() && !At("b").Look());
  }

  // What was looked at is what is used, wherever its name leads by then.
  void SwapsOnlyWhatIsThere() {
    files_.Write("a", "a");
    CPPUNIT_ASSERT(!At("a").SwapWith(At("b")));
    CPPUNIT_ASSERT(errno == ENOENT || errno == EINVAL);
    files_.Write("b", "bb");
    const bool can = At("a").SwapWith(At("b"));
    CPPUNIT_ASSERT_EQUAL(off_t{can ? 2 : 1}, At("a").Look()->st_size);
    CPPUNIT_ASSERT_EQUAL(off_t{can ? 1 : 2}, At("b").Look()->st_size);
  }

  void StaysInItsDirectory() {
    fs::create_directory(files_.Path("run"));
    const CheckedPath at = At("run/state");
    fs::rename(files_.Path("run"), files_.Path("moved"));
    fs::create_directory_symlink("/etc", files_.Path("run"));
    CPPUNIT_ASSERT(at.Create().ok());
    CPPUNIT_ASSERT(fs::exists(files_.Path("moved/state")) && !fs::exists("/etc/state"));
  }

  void SaysWhoElseMayRename() {
    CPPUNIT_ASSERT_EQUAL(std::string(), At("x").shared());
    chmod(files_.path().c_str(), 0777);
    CPPUNIT_ASSERT_EQUAL(std::string("may be written by everybody"), At("x").shared());
    chmod(files_.path().c_str(), 01777);  // nobody takes it away, but its name can be had first
    CPPUNIT_ASSERT_EQUAL(std::string("may be written by everybody"), At("x").shared());
    chmod(files_.path().c_str(), 0770);  // this process's own group
    CPPUNIT_ASSERT_EQUAL(std::string(), At("x").shared());
    if (geteuid() != 0) return;
    CPPUNIT_ASSERT(chown(files_.path().c_str(), 0, 33) == 0);
    CPPUNIT_ASSERT_EQUAL(std::string("may be written by group 33"), At("x").shared());
    CPPUNIT_ASSERT(chown(files_.path().c_str(), 33, 33) == 0);
    CPPUNIT_ASSERT_EQUAL(std::string("belongs to user 33"), At("x").shared());
  }

  void NamesMustBeFiles() {
    for (const char* name : {"", ".", ".."}) CPPUNIT_ASSERT(!CheckedPath::Of(files_.Path(name)).ok());
    struct stat info {};
    CPPUNIT_ASSERT(stat(files_.path().c_str(), &info) == 0);
    CPPUNIT_ASSERT(WhyNotOurs(info).find("directory") != std::string::npos);
    CPPUNIT_ASSERT(stat("/dev/null", &info) == 0);
    CPPUNIT_ASSERT(WhyNotOurs(info).find("not a regular file") != std::string::npos);
  }

  void ErrorsTellOfWhichKindTheyAre() {
    CPPUNIT_ASSERT(CheckedPath::Of(files_.Path("no/file")).failure().kind == ErrorKind::kMissing);
    CPPUNIT_ASSERT(SystemError("x", "y", EACCES).kind == ErrorKind::kDenied);
    CPPUNIT_ASSERT(SystemError("x", "y", EIO).kind == ErrorKind::kInvalid);
    CPPUNIT_ASSERT(SystemError("x", "y", EIO).text.find("x: cannot y: ") == 0);
    CPPUNIT_ASSERT(!At("x").With(".y").Look() && At("x").With(".y").path() == files_.Path("x.y"));
    CPPUNIT_ASSERT(At("x").IsDirectoryWritable() && At("x").FreeBytes() > 0);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CheckedPathTest);

}  // namespace
}  // namespace errwatch::store
