#include "cli/exchange/pipe_lines.h"

#include <cppunit/extensions/HelperMacros.h>
#include <unistd.h>

#include <array>

namespace errwatch::cli {
namespace {

class PipeLinesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PipeLinesTest);
  CPPUNIT_TEST(WholeLinesAsTheyCome);
  CPPUNIT_TEST(OverlongLinesArePassedOver);
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
};
CPPUNIT_TEST_SUITE_REGISTRATION(PipeLinesTest);

}  // namespace
}  // namespace errwatch::cli
