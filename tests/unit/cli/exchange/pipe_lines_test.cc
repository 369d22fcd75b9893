#include "cli/exchange/pipe_lines.h"

#include <cppunit/extensions/HelperMacros.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>
#include <utility>

namespace errwatch::cli {
namespace {

class PipeLinesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PipeLinesTest);
  CPPUNIT_TEST(WholeLinesAsTheyCome);
  CPPUNIT_TEST(OverlongLinesArePassedOver);
  CPPUNIT_TEST(LongLinesAreWrittenWhole);
  CPPUNIT_TEST(NobodyIsWaitedForAtTheEnd);
  CPPUNIT_TEST_SUITE_END();

  std::array<int, 2> pipe_{};
  using Lines = std::vector<std::string>;

  void Write(const std::string& text) {
    CPPUNIT_ASSERT_EQUAL(static_cast<ssize_t>(text.size()), ::write(pipe_[1], text.data(), text.size()));
  }

 public:
  void setUp() override { CPPUNIT_ASSERT_EQUAL(0, ::pipe(pipe_.data())); }
  void tearDown() override {
    ::close(pipe_[0]);
    ::close(pipe_[1]);
  }

 private:
  void WholeLinesAsTheyCome() {
    PipeLines reader(pipe_[0]);
    Write("one\ntw");
    CPPUNIT_ASSERT((reader.Read() == Lines{"one"}));
    Write("o\n\nthree");
    CPPUNIT_ASSERT((reader.Read() == Lines{"two", ""}));
    CPPUNIT_ASSERT(!reader.ended());
    ::close(pipe_[1]);
    CPPUNIT_ASSERT(reader.Read().empty() && reader.ended());
    pipe_[1] = ::dup(pipe_[0]);
  }

  void OverlongLinesArePassedOver() {
    PipeLines reader(pipe_[0]);
    const std::string part(32'768, 'x');
    for (std::size_t size = 0; size <= PipeLines::kMostLineBytes; size += part.size()) {
      Write(part);
      CPPUNIT_ASSERT(reader.Read().empty());
    }
    Write("end\nshort\n");
    CPPUNIT_ASSERT((reader.Read() == Lines{"short"}));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, reader.overlong());
  }

  void LongLinesAreWrittenWhole() {
    std::array<int, 2> input{}, end{};
    CPPUNIT_ASSERT(::pipe(input.data()) == 0 && ::pipe(end.data()) == 0);
    const std::string line = std::string(300'000, 'x') + "\n";
    std::string read;
    std::thread reader([&] {
      std::array<char, 8192> part{};
      for (ssize_t got = 1; got > 0 && (read.empty() || read.back() != '\n');) {
        got = ::read(pipe_[0], part.data(), part.size());
        if (got > 0) read.append(part.data(), static_cast<std::size_t>(got));
      }
    });
    CPPUNIT_ASSERT(WriteToPipe(pipe_[1], line, input[0], end[0]));
    reader.join();
    CPPUNIT_ASSERT(read == line);
    for (const int one : {input[0], input[1], end[0], end[1]}) ::close(one);
  }

  // Whoever reads has been stopped, and the pipe is full.
  void NobodyIsWaitedForAtTheEnd() {
    const std::string line(300'000, 'x');
    for (const bool by_signal : {true, false}) {
      std::array<int, 2> input{}, end{}, full{};
      CPPUNIT_ASSERT(::pipe(input.data()) == 0 && ::pipe(end.data()) == 0 && ::pipe(full.data()) == 0);
      if (by_signal) CPPUNIT_ASSERT_EQUAL(ssize_t{1}, ::write(end[1], "x", 1));
      if (!by_signal) ::close(std::exchange(input[1], -1));
      CPPUNIT_ASSERT(!WriteToPipe(full[1], line, input[0], end[0]));
      for (const int one : {input[0], input[1], end[0], end[1], full[0], full[1]})
        if (one >= 0) ::close(one);
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PipeLinesTest);

}  // namespace
}  // namespace errwatch::cli
