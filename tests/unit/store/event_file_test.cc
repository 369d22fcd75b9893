#include "store/event_file.h"

#include <cppunit/extensions/HelperMacros.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "unit/temporary_directory.h"

namespace errwatch::store {
namespace {

class EventFileTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EventFileTest);
  CPPUNIT_TEST(IsMadeForAGroupToRead);
  CPPUNIT_TEST(HasTheModeThatIsNamed);
  CPPUNIT_TEST(HasTheGroupThatIsNamed);
  CPPUNIT_TEST(WhatIsThereIsGivenTheSame);
  CPPUNIT_TEST(ATornLineIsEnded);
  CPPUNIT_TEST(WhatIsNotItsOwnIsLeftAlone);
  CPPUNIT_TEST_SUITE_END();

  TemporaryDirectory files_;
  const std::string path_ = files_.Path("events.log");

  // Empty when it was opened.
  static std::string Open(const EventPlace& place) {
    std::string warning;
    const Result<Descriptor> opened = OpenEventFile(place, &warning);
    return opened ? "" : opened.error();
  }
  static struct stat Look(const std::string& path) {
    struct stat info {};
    CPPUNIT_ASSERT(::stat(path.c_str(), &info) == 0);
    return info;
  }
  std::string Content() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static unsigned ModeOf(const std::string& path) { return Look(path).st_mode & 07777; }

  void IsMadeForAGroupToRead() {
    const mode_t mask = ::umask(0077);
    CPPUNIT_ASSERT_EQUAL(std::string(), Open({path_, ""}));
    ::umask(mask);
    CPPUNIT_ASSERT_EQUAL(0640U, ModeOf(path_));
  }

  void HasTheModeThatIsNamed() {
    const mode_t mask = ::umask(0077);
    CPPUNIT_ASSERT_EQUAL(std::string(), Open({path_, "", "", std::nullopt, 0664}));
    ::umask(mask);
    CPPUNIT_ASSERT_EQUAL(0664U, ModeOf(path_));
  }

  void HasTheGroupThatIsNamed() {
    const uint32_t own = ::getegid();
    CPPUNIT_ASSERT_EQUAL(std::string(), Open({path_, "", "mine", own, std::nullopt}));
    CPPUNIT_ASSERT(Look(path_).st_gid == own && ModeOf(path_) == 0640U);
    const EventPlace other{files_.Path("other"), "", "adm", 4, std::nullopt};
    if (::geteuid() == 0) {
      CPPUNIT_ASSERT_EQUAL(std::string(), Open(other));
      CPPUNIT_ASSERT(Look(other.file).st_gid == 4 && ModeOf(other.file) == 0640U);
    } else {
      CPPUNIT_ASSERT(Open(other).find("group adm: only root can do that") != std::string::npos);
      CPPUNIT_ASSERT(::access(other.file.c_str(), F_OK) != 0);
    }
  }

  void WhatIsThereIsGivenTheSame() {
    files_.Write("events.log", std::string(kEventBegin) + "2026");
    ::chmod(path_.c_str(), 0666);
    CPPUNIT_ASSERT_EQUAL(std::string(), Open({path_, ""}));
    CPPUNIT_ASSERT_EQUAL(0666U, ModeOf(path_));  // logrotate's, where nothing is said
    CPPUNIT_ASSERT_EQUAL(std::string(), Open({path_, "", "", std::nullopt, 0600}));
    CPPUNIT_ASSERT_EQUAL(0600U, ModeOf(path_));
  }

  // What a full disk left of a line takes no other with it.
  void ATornLineIsEnded() {
    const std::string line = std::string(kEventBegin) + "2026-11-22\"}\n";
    for (const std::string& text : {line, line + line.substr(0, 20), std::string(kEventBegin)}) {
      files_.Write("events.log", text);
      CPPUNIT_ASSERT_EQUAL(std::string(), Open({path_, ""}));
      CPPUNIT_ASSERT_EQUAL(text + (text.ends_with('\n') ? "" : "\n"), Content());
    }
    files_.Write("events.log", "");
    CPPUNIT_ASSERT(Open({path_, ""}).empty() && Content().empty());
  }

  void WhatIsNotItsOwnIsLeftAlone() {
    files_.Write("events.log", "root:x:0\n");
    ::chmod(path_.c_str(), 0666);
    CPPUNIT_ASSERT(!Open({path_, "", "", std::nullopt, 0600}).empty());
    CPPUNIT_ASSERT_EQUAL(0666U, ModeOf(path_));
    const std::string fifo = files_.Path("fifo");
    CPPUNIT_ASSERT(::mkfifo(fifo.c_str(), 0666) == 0);
    CPPUNIT_ASSERT_EQUAL(std::string(), Open({fifo, ""}));
    for (const std::string& path : {fifo, std::string("/dev/null"), std::string("/dev/stdout")})
      CPPUNIT_ASSERT_MESSAGE(
          path, Open({path, "", "", std::nullopt, 0600}).find("no file of its own") != std::string::npos);
    CPPUNIT_ASSERT(CheckEventPlace({"/dev/stdout", "", "", std::nullopt, 0600}).ok() == false);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(EventFileTest);

}  // namespace
}  // namespace errwatch::store
