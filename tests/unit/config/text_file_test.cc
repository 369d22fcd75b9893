#include "config/text_file.h"

#include <cppunit/extensions/HelperMacros.h>
#include <sys/stat.h>

#include "unit/temporary_directory.h"

namespace errwatch {
namespace {

class TextFileTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TextFileTest);
  CPPUNIT_TEST(ReadsEveryByte);
  CPPUNIT_TEST(RefusesWhatIsTooLong);
  CPPUNIT_TEST(SaysWhyItCannotRead);
  CPPUNIT_TEST(ListsOfOtherEditors);
  CPPUNIT_TEST(RelativePathsAreBelowTheBase);
  CPPUNIT_TEST(DirectoriesOfFiles);
  CPPUNIT_TEST(LinesAreNumbered);
  CPPUNIT_TEST_SUITE_END();

 public:
  void ReadsEveryByte() {
    const TemporaryDirectory directory;
    for (const size_t size : {size_t{0}, size_t{1}, size_t{16384}, size_t{16385}, size_t{100'000}}) {
      std::string content(size, '\0');
      for (size_t i = 0; i < size; ++i) content[i] = static_cast<char>(i * 7);
      const auto read = ReadTextFile(directory.Write("file", content));
      CPPUNIT_ASSERT(read.ok());
      CPPUNIT_ASSERT(read.value() == content);
    }
  }

  void RefusesWhatIsTooLong() {
    const TemporaryDirectory directory;
    const std::string path = directory.Write("file", std::string(101, 'x'));
    CPPUNIT_ASSERT(ReadTextFile(path, 101).ok());
    const auto read = ReadTextFile(path, 100);
    CPPUNIT_ASSERT(!read.ok());
    CPPUNIT_ASSERT(read.error().find("larger than 100 bytes") != std::string::npos);
    CPPUNIT_ASSERT(!ReadTextFile("/dev/zero").ok());  // has no end
  }

  void SaysWhyItCannotRead() {
    const TemporaryDirectory directory;
    CPPUNIT_ASSERT_EQUAL("cannot read " + directory.path() + "/none: No such file or directory",
                         ReadTextFile(directory.path() + "/none").error());
    CPPUNIT_ASSERT_EQUAL("cannot read " + directory.path() + ": Is a directory",
                         ReadTextFile(directory.path()).error());
    const std::string fifo = directory.path() + "/fifo";  // would wait for a writer
    CPPUNIT_ASSERT_EQUAL(0, ::mkfifo(fifo.c_str(), 0600));
    CPPUNIT_ASSERT_EQUAL("cannot read " + fifo + ": it is not a regular file", ReadTextFile(fifo).error());
    CPPUNIT_ASSERT(ReadTextFile("/dev/null").ok());
  }

  void ListsOfOtherEditors() {
    using namespace std::string_view_literals;
    const TemporaryDirectory directory;
    const auto read = [&](std::string_view text) { return ReadListFile(directory.Write("list", text)); };
    CPPUNIT_ASSERT_EQUAL(std::string("a\n"), read("\xEF\xBB\xBF"
                                                  "a\n")
                                                 .value());
    CPPUNIT_ASSERT_EQUAL(std::string(), read("\xEF\xBB\xBF").value());
    CPPUNIT_ASSERT_EQUAL(std::string("a\xEF\xBB\xBF"), read("a\xEF\xBB\xBF").value());
    for (const std::string_view text : {"\xFF\xFE"
                                        "a\0\n\0"sv,
                                        "\xFE\xFF\0a"sv,
                                        "1\0"
                                        "9\0"
                                        "2\0"sv})
      CPPUNIT_ASSERT_EQUAL(directory.Path("list") + " is UTF-16: save it as UTF-8", read(text).error());
    CPPUNIT_ASSERT(!ReadListFile(directory.Path("none")));
  }

  void RelativePathsAreBelowTheBase() {
    CPPUNIT_ASSERT_EQUAL(std::string("/b/p"), BelowBase("p", "/b"));
    CPPUNIT_ASSERT_EQUAL(std::string("/b/p"), BelowBase("p", "/b/"));
    CPPUNIT_ASSERT_EQUAL(std::string("/p"), BelowBase("/p", "/b"));
    CPPUNIT_ASSERT_EQUAL(std::string("p"), BelowBase("p", ""));
    CPPUNIT_ASSERT_EQUAL(std::string("/b/"), BelowBase("", "/b"));
  }

  void DirectoriesOfFiles() {
    for (const auto& [path, directory] : {std::pair("a/b/c", "a/b"), {"/c", "/"}, {"c", ""}, {"a/", "a"}})
      CPPUNIT_ASSERT_EQUAL(std::string(directory), std::string(DirectoryOf(path)));
  }

  void LinesAreNumbered() {
    std::string seen;
    const auto read = [&](std::string_view line, int number) -> Status {
      if (line == "bad") return Error{"no good"};
      seen += std::to_string(number) + "=" + std::string(line) + ";";
      return Ok{};
    };
    CPPUNIT_ASSERT(ForEachTextLine("a\n\n \t b c \r\nd", "x.txt", read).ok());
    CPPUNIT_ASSERT_EQUAL(std::string("1=a;3=b c;4=d;"), seen);
    CPPUNIT_ASSERT(ForEachTextLine("", "x.txt", read).ok());
    const Status refused = ForEachTextLine("e\nbad\nf", "x.txt", read);
    CPPUNIT_ASSERT_EQUAL(std::string("x.txt:2: no good"), refused.error());
    CPPUNIT_ASSERT_EQUAL(std::string("1=a;3=b c;4=d;1=e;"), seen);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TextFileTest);

}  // namespace
}  // namespace errwatch
