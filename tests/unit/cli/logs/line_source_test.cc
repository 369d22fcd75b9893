#include "cli/logs/line_source.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

#include "unit/gzip.h"
#include "unit/temporary_directory.h"

namespace errwatch::cli {
namespace {

struct Lines {
  std::vector<std::string> lines;
  std::string error;
  uint64_t cut = 0;
};

Lines ReadAll(const std::string& path, const ReadBounds& bounds = {}) {
  Lines result;
  auto source = LineSource::Open(path, bounds);
  if (!source) {
    result.error = source.error();
    return result;
  }
  std::string block;
  while (source.value()->Next(block))
    ForEachLine(block, [&](std::string_view line) { result.lines.emplace_back(line); });
  result.error = source.value()->error();
  result.cut = source.value()->cut_lines();
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
  CPPUNIT_TEST(LinesThatAreTooLong);
  CPPUNIT_TEST(UnpacksTooFar);
  CPPUNIT_TEST(ExportsHaveALineForEachEntry);
  CPPUNIT_TEST(UnpacksToTooManyLines);
  CPPUNIT_TEST(EmptyLinesAreToldOnce);
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
    // Backups fill up the last block.
    CPPUNIT_ASSERT_EQUAL(std::string(),
                         ReadAll(directory.Write("padded.gz", Gzip(text) + std::string(70'000, '\0'))).error);
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
  }

  // So that neither memory nor time is whoever wrote them.
  void LinesThatAreTooLong() {
    const TemporaryDirectory directory;
    const std::size_t most = ReadBounds().line_bytes;
    const std::string fits(most, 'y'), long_one(most + 1, 'z');
    const Lines read =
        ReadAll(directory.Write("log", fits + "\n" + long_one + "\nb\n" + long_one + long_one));
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, read.lines.size());
    CPPUNIT_ASSERT(read.lines[0] == fits && read.lines[1] == long_one.substr(0, most) &&
                   read.lines[2] == "b" && read.lines[3] == read.lines[1]);
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, read.cut);
    const Lines all = ReadAll(directory.Path("log"), ReadBounds::None());
    CPPUNIT_ASSERT(all.cut == 0 && all.lines[1] == long_one && all.lines[3] == long_one + long_one);
  }

  void UnpacksTooFar() {
    const TemporaryDirectory directory;
    const std::string path = directory.Write("log.gz", Gzip(ManyLines(100) + std::string(3U << 20, '\n')));
    CPPUNIT_ASSERT_EQUAL(std::string(), ReadAll(path).error);  // too little to matter
    ReadBounds bounds;
    bounds.unpacked_bytes = 1U << 20;
    const Lines read = ReadAll(path, bounds);
    CPPUNIT_ASSERT_MESSAGE(read.error,
                           read.error.find("unpacks to more than 500 times") != std::string::npos);
    CPPUNIT_ASSERT(read.lines.size() > 1U << 19 && read.lines.size() < 2U << 20 && read.lines[99] != "");
    CPPUNIT_ASSERT_EQUAL(std::string(), ReadAll(path, ReadBounds::None()).error);
  }

  // However long the only line of the file is.
  void ExportsHaveALineForEachEntry() {
    const TemporaryDirectory directory;
    std::string list, csv = "message,host\n";
    for (int i = 0; i < 20'000; ++i) {
      list += (i == 0 ? "[" : ",") + ("{\"message\":\"" + std::string(100, 'x') + "\"}");
      csv += std::string(100, 'x') + ",web\n";
    }
    ReadBounds bounds;
    bounds.line_bytes = 1000;
    for (const std::string& text : {list + "]", csv}) {
      const Lines read = ReadAll(directory.Write("log", text), bounds);
      CPPUNIT_ASSERT_EQUAL(std::size_t{20'000}, read.lines.size());
      CPPUNIT_ASSERT(read.lines.back().starts_with("{\"message\":\"xxx") && read.cut == 0);
    }
    const Lines cut = ReadAll(
        directory.Write("log", "[{\"message\":\"" + std::string(2000, 'x') + "\"},{\"message\":\"a\"}]"),
        bounds);
    CPPUNIT_ASSERT((cut.lines == std::vector<std::string>{"{\"message\":\"a\"}"}) && cut.cut == 1);
  }

  // A line takes the same work, however short it is.
  void UnpacksToTooManyLines() {
    const TemporaryDirectory directory;
    std::string text;
    for (int i = 0; i < 1'000'000; ++i) text += "a\n";
    ReadBounds bounds;
    bounds.unpacked_bytes = 16U << 20;
    const Lines read = ReadAll(directory.Write("short.gz", Gzip(text)), bounds);
    CPPUNIT_ASSERT_MESSAGE(read.error,
                           read.error.find("unpacks to lines of fewer than 32 bytes") != std::string::npos);
    CPPUNIT_ASSERT(read.lines.size() > 16U << 15 && read.lines.size() < 16U << 16);
    const std::string empty(1'000'000, '\n');
    CPPUNIT_ASSERT_EQUAL(std::string(), ReadAll(directory.Write("empty.gz", Gzip(empty)), bounds).error);
  }

  void EmptyLinesAreToldOnce() {
    std::string told;
    const auto visit = [&](std::string_view line) { told += "<" + std::string(line) + ">"; };
    ForEachLine("\n\n\na\n\r\nb\n\n" + std::string(1'000'000, '\n') + "c", visit,
                [&](std::size_t lines) { told += std::to_string(lines); });
    CPPUNIT_ASSERT_EQUAL(std::string("3<a><><b>1000001<c>"), told);
    told.clear();
    ForEachLine("\n\na\n", visit);
    CPPUNIT_ASSERT_EQUAL(std::string("<><><a>"), told);
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
