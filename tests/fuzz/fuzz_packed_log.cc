// A log file, packed or not, that somebody else made. Of the input's text a packed copy, in one piece or in
// several with padding behind them, holds the same lines as the text; cut off it holds the first of them; and
// bytes that pretend to be packed end within bounds. Lines are the text's own, but for what is too long: each
// of the text's first bytes 1 stands for so many that three of them are.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "../unit/gzip.h"
#include "../unit/temporary_directory.h"
#include "cli/logs/export_of_file.h"
#include "cli/logs/foreign_file.h"
#include "cli/logs/line_source.h"

namespace {

using namespace errwatch;       // NOLINT: a program of its own
using namespace errwatch::cli;  // NOLINT

void Require(bool condition) {
  if (!condition) std::abort();
}

struct ReadFile {
  std::string blocks, error;
  uint64_t cut = 0;
  bool refused = false;
};

ReadFile Read(const std::string& path, const ReadBounds& bounds) {
  ReadFile read;
  const auto source = LineSource::Open(path, bounds);
  if (!source) return {"", source.error(), 0, true};
  for (std::string block; source.value()->Next(block);) {
    Require(!block.empty());
    if (!read.blocks.empty()) Require(read.blocks.back() == '\n');
    read.blocks += block;
  }
  read.error = source.value()->error();
  read.cut = source.value()->cut_lines();
  return read;
}

// Each line up to the bound, whatever it holds.
std::string CutLines(std::string_view text, std::size_t most, uint64_t* cut) {
  std::string lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.append(text.substr(0, std::min(end, most)));
    *cut += end > most;
    if (end < text.size()) lines += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

constexpr std::size_t kMostLine = std::size_t{400} << 10;  // more than is read at once

std::string WithLongLines(std::string_view input) {
  constexpr std::size_t kLong = kMostLine / 3 + 1;
  std::string text;
  int longer = 0;
  for (const char c : input) text.append(c == '\1' && ++longer <= 4 ? kLong : 1, c);
  return text;
}

// Members of as many bytes as the text says, and zeros behind them. Not thousands: a long line would take
// seconds.
std::string InMembers(const std::string& text) {
  constexpr std::size_t kMostMembers = 64;
  std::string packed;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes =
        1 + std::max(static_cast<unsigned char>(text[at]) * std::size_t{4}, text.size() / kMostMembers);
    packed += Gzip(text.substr(at, bytes));
    at += bytes;
  }
  return packed + std::string(text.size() % 3, '\0');
}

void CheckSame(const ReadFile& plain, const ReadFile& packed) {
  Require(packed.blocks == plain.blocks && packed.cut == plain.cut);
  Require(packed.error.empty() == plain.error.empty());
}

// By its beginning; how much of that is looked at depends on where the first line ends.
bool MayBeExport(std::string_view text) {
  constexpr std::size_t kReadAtOnce = std::size_t{64} << 10;
  for (const std::size_t bytes : {kForeignMagicBytes, kForeignMagicBytes + kReadAtOnce, text.size()})
    if (MakeExportReader(text.substr(0, bytes), kMostLine) != nullptr) return true;
  return false;
}

// Whatever the bytes are: what comes out of them is bounded, and a refusal names the file.
void CheckAny(const std::string& path) {
  ReadBounds bounds;
  bounds.unpacked_bytes = 4096;
  bounds.most_times = 4;
  const ReadFile read = Read(path, bounds);
  Require(read.blocks.size() <= std::size_t{1} << 20);
  Require(read.error.empty() || read.error.starts_with(path + ": "));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const TemporaryDirectory directory;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  CheckAny(directory.Write("packed", std::string(kGzipMagic) + std::string(input)));
  CheckAny(directory.Write("any", input));
  const std::string text = WithLongLines(input);
  if (text.empty() || text.starts_with(kGzipMagic)) return 0;

  ReadBounds bounds;
  bounds.line_bytes = kMostLine;
  const ReadFile plain = Read(directory.Write("plain", text), bounds);
  if (plain.refused) {
    Require(!WhyForeign(text, "x").empty());
    return 0;
  }
  const std::string packed = Gzip(text);
  CheckSame(plain, Read(directory.Write("packed", packed), bounds));
  CheckSame(plain, Read(directory.Write("packed", InMembers(text)), bounds));
  const std::size_t cut_at = 3 + packed.size() * data[0] / 256;
  const ReadFile torn = Read(directory.Write("packed", packed.substr(0, cut_at)), bounds);
  if (cut_at < packed.size()) Require(!torn.error.empty());
  if (!plain.error.empty() || MayBeExport(text)) return 0;
  uint64_t cut = 0;
  Require(plain.blocks == CutLines(text, bounds.line_bytes, &cut) && plain.cut == cut);
  Require(torn.refused || !torn.error.empty() || plain.blocks.starts_with(torn.blocks));
  return 0;
}
