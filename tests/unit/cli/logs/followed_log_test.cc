#include "cli/logs/followed_log.h"

#include <cppunit/extensions/HelperMacros.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "cli/logs/line_source.h"
#include "unit/temporary_directory.h"

namespace errwatch::cli {
namespace {

// Nothing waits here: each step is done, then the log is asked.
class FollowedLogTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FollowedLogTest);
  CPPUNIT_TEST(LinesAreGivenWhenTheyEnd);
  CPPUNIT_TEST(RenamedFileIsReadToItsEnd);
  CPPUNIT_TEST(RenamedFileIsStillWrittenTo);
  CPPUNIT_TEST(OfTwoRenamedFilesTheLastIsKept);
  CPPUNIT_TEST(DeletedFileIsLetGo);
  CPPUNIT_TEST(CutShort);
  CPPUNIT_TEST(CutShortAndLongerAgain);
  CPPUNIT_TEST(CutShortInsideALine);
  CPPUNIT_TEST(NotThereYet);
  CPPUNIT_TEST(MissingForAMoment);
  CPPUNIT_TEST(SymbolicLink);
  CPPUNIT_TEST(SkipsWhatIsThere);
  CPPUNIT_TEST(LongLines);
  CPPUNIT_TEST(WhatHoldsNoLines);
  CPPUNIT_TEST(Directory);
  CPPUNIT_TEST_SUITE_END();

 public:
  void LinesAreGivenWhenTheyEnd() {
    Append("log", "a\nb\nbeg");
    CPPUNIT_ASSERT_EQUAL(std::string("1:a\nb\n"), More());
    CPPUNIT_ASSERT_EQUAL(std::string(), More());
    Append("log", "un");
    CPPUNIT_ASSERT_EQUAL(std::string(), More());
    Append("log", " and ended\r\nnext");
    CPPUNIT_ASSERT_EQUAL(std::string("3:begun and ended\r\n"), More());
    Append("log", "\n\n");
    CPPUNIT_ASSERT_EQUAL(std::string("4:next\n\n"), More());
    Append("log", "f\n");
    CPPUNIT_ASSERT_EQUAL(std::string("6:f\n"), More());
  }

  void RenamedFileIsReadToItsEnd() {
    Append("log", "a\n");
    More();
    Rename("log", "log.1");
    Append("log.1", "b\nc\n");
    Append("log", "A\nB\n");
    CPPUNIT_ASSERT_EQUAL(std::string("2:b\nc\n"), Once());
    CPPUNIT_ASSERT_EQUAL(std::string("1:A\nB\n"), Once());
    CPPUNIT_ASSERT_EQUAL(std::string(), Once());
  }

  void RenamedFileIsStillWrittenTo() {
    Append("log", "a\n");
    More();
    Rename("log", "log.1");
    Append("log", "A\n");
    CPPUNIT_ASSERT_EQUAL(std::string("1:A\n"), More());
    Append("log.1", "b\n");  // by a child that has not been replaced yet
    Append("log", "B\n");
    CPPUNIT_ASSERT_EQUAL(std::string("2:b\n2:B\n"), More());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, log_.descriptors().size());
  }

  void OfTwoRenamedFilesTheLastIsKept() {
    for (int round = 1; round <= 3; ++round) {
      Append("log", "a\nbegun");
      CPPUNIT_ASSERT_EQUAL(std::string(round < 3 ? "1:a\n" : "2:begun1:a\n"), More());
      Rename("log", "log." + std::to_string(round));
    }
    Append("log", "A\n");
    CPPUNIT_ASSERT_EQUAL(std::string("2:begun1:A\n"), More());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, log_.descriptors().size());
    CPPUNIT_ASSERT_EQUAL(uint64_t{4}, log_.files_opened());
  }

  void DeletedFileIsLetGo() {
    Append("log", "a\nbegun");
    More();
    std::filesystem::remove(path_);
    CPPUNIT_ASSERT_EQUAL(std::string(), More());  // nothing else has the name
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.descriptors().size());
    Append("log", "A\n");
    CPPUNIT_ASSERT_EQUAL(std::string("1:A\n2:begun"), More());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log_.descriptors().size());
  }

  void CutShort() {
    Append("log", "a\nb\nc\n");
    More();
    std::filesystem::resize_file(path_, 0);
    CPPUNIT_ASSERT_EQUAL(std::string(), More());
    Append("log", "A\n");
    CPPUNIT_ASSERT_EQUAL(std::string("1:A\n"), More());
    std::filesystem::resize_file(path_, 0);
    CPPUNIT_ASSERT_EQUAL(std::string(), More());
    Append("log", "one that is longer than all before\n");
    CPPUNIT_ASSERT_EQUAL(std::string("1:one that is longer than all before\n"), More());
  }

  // Between two looks: as long as before, and longer, with the same words at its end.
  void CutShortAndLongerAgain() {
    const std::string words(300, 'w');
    Append("log", "10:00:01 " + words + "\n");
    More();
    std::filesystem::resize_file(path_, 0);
    Append("log", "10:00:02 " + words + "\n");
    CPPUNIT_ASSERT_EQUAL("1:10:00:02 " + words + "\n", More());
    std::filesystem::resize_file(path_, 0);
    Append("log", "10:00:03 " + words + "\n10:00:04 " + words + "\n");
    CPPUNIT_ASSERT_EQUAL("1:10:00:03 " + words + "\n10:00:04 " + words + "\n", More());
  }

  void CutShortInsideALine() {
    Append("log", "a\nbegun");
    More();
    std::filesystem::resize_file(path_, 0);
    Append("log", "A\n");
    CPPUNIT_ASSERT_EQUAL(std::string("2:begun1:A\n"), More());
  }

  void NotThereYet() {
    CPPUNIT_ASSERT_EQUAL(std::string(), More());
    CPPUNIT_ASSERT_EQUAL(path_ + ": No such file or directory", log_.error());
    Append("log", "a\n");
    CPPUNIT_ASSERT_EQUAL(std::string("1:a\n"), More());
    CPPUNIT_ASSERT_EQUAL(std::string(), log_.error());
  }

  void MissingForAMoment() {
    Append("log", "a\n");
    More();
    Rename("log", "log.1");
    Append("log.1", "b\n");
    CPPUNIT_ASSERT_EQUAL(std::string("2:b\n"), More());
    CPPUNIT_ASSERT_EQUAL(std::string(), log_.error());
    Rename("log.1", "log");  // the same file, so nothing is read twice
    Append("log", "c\n");
    CPPUNIT_ASSERT_EQUAL(std::string("3:c\n"), More());
  }

  void SymbolicLink() {
    Append("monday", "a\n");
    Append("tuesday", "A\n");
    std::filesystem::create_symlink("monday", path_);
    CPPUNIT_ASSERT_EQUAL(std::string("1:a\n"), More());
    std::filesystem::remove(path_);
    std::filesystem::create_symlink("tuesday", path_);
    CPPUNIT_ASSERT_EQUAL(std::string("1:A\n"), More());
  }

  void SkipsWhatIsThere() {
    Append("log", "a\nb\nbeg");
    log_.SkipToEnd();
    CPPUNIT_ASSERT_EQUAL(std::string(), More());
    Append("log", "un\n");
    CPPUNIT_ASSERT_EQUAL(std::string("3:begun\n"), More());
  }

  void LongLines() {
    const std::string line(3 * FollowedLog::kFollowBytes + 17, 'y');
    Append("log", "a\n" + line);
    CPPUNIT_ASSERT_EQUAL(std::string("1:a\n"), More());
    Append("log", "\nb\n");
    CPPUNIT_ASSERT_EQUAL("2:" + line + "\nb\n", More());
    // Of one that is too long the beginning is read, and its number stays right.
    const std::size_t most = ReadBounds().line_bytes;
    Append("log", std::string(most * 2, 'z'));
    CPPUNIT_ASSERT_EQUAL(std::string(), More());
    Append("log", "z\nc\n");
    CPPUNIT_ASSERT(More() == "4:" + std::string(most, 'z') + "\nc\n");
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, log_.cut_lines());
    Append("log", "d\n");
    CPPUNIT_ASSERT_EQUAL(std::string("6:d\n"), More());
  }

  void WhatHoldsNoLines() {
    Append("log", std::string("[\0T\0h\0\n\0", 8));
    CPPUNIT_ASSERT_EQUAL(std::string(), More());
    CPPUNIT_ASSERT_MESSAGE(log_.error(), log_.error().starts_with(path_ + ": is UTF-16"));
    std::filesystem::resize_file(path_, 0);
    Append("log", "a\n");
    CPPUNIT_ASSERT_EQUAL(std::string("1:a\n"), More());
    CPPUNIT_ASSERT_EQUAL(std::string(), More());
    CPPUNIT_ASSERT_EQUAL(std::string(), log_.error());
    Rename("log", "log.1");
    Append("log", "\x1f\x8b\x08 and so on");
    CPPUNIT_ASSERT_EQUAL(std::string(), More());
    CPPUNIT_ASSERT_EQUAL(path_ + ": is packed by gzip", log_.error());
  }

  void Directory() {
    std::filesystem::create_directory(path_);
    CPPUNIT_ASSERT_EQUAL(std::string(), More());
    CPPUNIT_ASSERT_EQUAL(path_ + ": is no regular file", log_.error());
    CPPUNIT_ASSERT_EQUAL(files_.path(), log_.directory());
    CPPUNIT_ASSERT_EQUAL(std::string("."), FollowedLog("log").directory());
    CPPUNIT_ASSERT_EQUAL(std::string("/"), FollowedLog("/log").directory());
  }

 private:
  void Append(const std::string& name, const std::string& text) const {
    std::ofstream(files_.Path(name), std::ios::binary | std::ios::app) << text;
  }
  void Rename(const std::string& from, const std::string& to) const {
    std::filesystem::rename(files_.Path(from), files_.Path(to));
  }
  // The next block, as "<number of its first line>:<text>".
  std::string Once() {
    std::string block;
    return log_.Next(block) ? std::to_string(log_.first_line()) + ":" + block : std::string();
  }
  std::string More() {
    std::string all;
    for (std::string block = Once(); !block.empty(); block = Once()) all += block;
    return all;
  }

  const TemporaryDirectory files_;
  const std::string path_ = files_.Path("log");
  FollowedLog log_{path_};
};
CPPUNIT_TEST_SUITE_REGISTRATION(FollowedLogTest);

}  // namespace
}  // namespace errwatch::cli
