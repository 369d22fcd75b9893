#include "cli/logs/line_source.h"

#include <cppunit/extensions/HelperMacros.h>
#include <zlib.h>

#include <string>
#include <vector>

#include "unit/temporary_directory.h"

namespace errwatch::cli {
namespace {

std::string Gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

struct Lines {
  std::vector<std::string> lines;
  std::string error;
};

Lines ReadAll(const std::string& path) {
  Lines result;
  auto source = LineSource::Open(path);
  if (!source) {
    result.error = source.error();
    return result;
  }
  std::string block;
  while (source.value()->Next(block))
    ForEachLine(block, [&](std::string_view line) { result.lines.emplace_back(line); });
  result.error = source.value()->error();
  return result;
}

std::string ManyLines(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i)
    text += "line " + std::to_string(i) + std::string(i % 200, 'x') + "\n";
  return text;
}

class LineSourceTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LineSourceTest);
  CPPUNIT_TEST(LineEnds);
  CPPUNIT_TEST(LinesAcrossBlocks);
  CPPUNIT_TEST(GzipInSeveralMembers);
  CPPUNIT_TEST(DamagedGzipKeepsWhatWasRead);
  CPPUNIT_TEST(LongLines);
  CPPUNIT_TEST(WhatCannotBeRead);
  CPPUNIT_TEST_SUITE_END();

 public:
  void LineEnds() {
    const TemporaryDirectory directory;
    const auto read = [&](std::string_view text) { return ReadAll(directory.Write("log", text)).lines; };
    CPPUNIT_ASSERT(read("").empty());
    CPPUNIT_ASSERT((read("a\nb\n") == std::vector<std::string>{"a", "b"}));
    CPPUNIT_ASSERT((read("a\r\nb\r\n") == std::vector<std::string>{"a", "b"}));
    CPPUNIT_ASSERT((read("a\n\nb") == std::vector<std::string>{"a", "", "b"}));
    CPPUNIT_ASSERT((read(std::string_view("a\0b\n", 4)) == std::vector<std::string>{std::string("a\0b", 3)}));
    CPPUNIT_ASSERT((read("x") == std::vector<std::string>{"x"}));  // shorter than what tells gzip
  }

  void LinesAcrossBlocks() {
    const TemporaryDirectory directory;
    const std::string text = ManyLines(20'000);  // several blocks
    const Lines read = ReadAll(directory.Write("log", text));
    CPPUNIT_ASSERT(text.size() > 4 * kBlockBytes);
    std::string joined;
    for (const std::string& line : read.lines) joined += line + "\n";
    CPPUNIT_ASSERT(joined == text && read.error.empty());
  }

  void GzipInSeveralMembers() {
    const TemporaryDirectory directory;
    const std::string text = ManyLines(20'000);
    const std::size_t half = text.size() / 2;
    const Lines read =
        ReadAll(directory.Write("log.gz", Gzip(text.substr(0, half)) + Gzip(text.substr(half))));
    std::string joined;
    for (const std::string& line : read.lines) joined += line + "\n";
    CPPUNIT_ASSERT(joined == text);
    CPPUNIT_ASSERT_EQUAL(std::string(), read.error);
    // by content, not by name
    CPPUNIT_ASSERT_EQUAL(std::size_t{3},
                         ReadAll(directory.Write("plain-name", Gzip("a\nb\nc\n"))).lines.size());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, ReadAll(directory.Write("text.gz", "a\nb\n")).lines.size());
  }

  void DamagedGzipKeepsWhatWasRead() {
    const TemporaryDirectory directory;
    const std::string whole = Gzip(ManyLines(50'000));
    const Lines cut = ReadAll(directory.Write("cut.gz", whole.substr(0, whole.size() / 2)));
    CPPUNIT_ASSERT(cut.lines.size() > 1000);
    CPPUNIT_ASSERT(cut.error.find("end in the middle") != std::string::npos);
    std::string damaged = whole;
    for (std::size_t i = whole.size() / 2; i < whole.size() / 2 + 64; ++i)
      damaged[i] = static_cast<char>(~damaged[i]);
    CPPUNIT_ASSERT(ReadAll(directory.Write("bad.gz", damaged)).error.find("damaged") != std::string::npos);
  }

  void LongLines() {
    const TemporaryDirectory directory;
    const std::string line(3 * kBlockBytes + 17, 'y');
    const Lines read = ReadAll(directory.Write("log", "a\n" + line + "\nb\n"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, read.lines.size());
    CPPUNIT_ASSERT(read.lines[1] == line);
    // without an end anywhere it is cut, so that memory stays bounded
    const Lines endless = ReadAll(directory.Write("log", std::string(kMaxLineBytes * 2, 'z')));
    CPPUNIT_ASSERT(endless.lines.size() >= 2);
    for (const std::string& piece : endless.lines)
      CPPUNIT_ASSERT(piece.size() <= kMaxLineBytes + kBlockBytes);
  }

  void WhatCannotBeRead() {
    const TemporaryDirectory directory;
    const std::string missing = directory.Path("missing");
    CPPUNIT_ASSERT(ReadAll(missing).error.find(missing) == 0);
    CPPUNIT_ASSERT(ReadAll(directory.Path("")).error.find("directory") != std::string::npos);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LineSourceTest);

}  // namespace
}  // namespace errwatch::cli
