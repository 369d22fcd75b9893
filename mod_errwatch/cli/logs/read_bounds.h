// How much is read of one log, whatever it holds: a line without an end and a few bytes that unpack to
// gigabytes must take neither the memory nor the afternoon of whoever reads a log that others have filled.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace errwatch::cli {

struct ReadBounds {
  // Of a longer line the beginning is read. httpd writes 8 KiB at most, a JSON line with a body 400 KiB. No
  // less than what is read at once (kBlockBytes and 64 KiB): lines within that are not looked at.
  std::size_t line_bytes = std::size_t{1} << 20;
  // Beyond so many bytes a packed file may not unpack to more than `most_times` its size. Logs of one and the
  // same line, again and again within a second, come near 300; gzip itself ends at 1030.
  uint64_t unpacked_bytes = uint64_t{64} << 20;
  uint64_t most_times = 500;
  // A line takes work, however short it is: it counts as so many bytes at least. (Empty ones are passed
  // over.)
  uint64_t packed_line_bytes = 32;

  // A log whose newest line comes first is held in memory.
  uint64_t turned_bytes = uint64_t{256} << 20;

  static constexpr ReadBounds None() { return {SIZE_MAX / 2, UINT64_MAX, 0, 0, UINT64_MAX}; }
};

inline constexpr const char* kUnboundedOption = "--unbounded";

// What to say of lines that were cut; empty = none were.
inline std::string CutLinesNote(const std::string& path, uint64_t lines) {
  if (lines == 0) return {};
  return path + ": " + std::to_string(lines) + (lines == 1 ? " line is" : " lines are") + " longer than " +
         std::to_string(ReadBounds().line_bytes) + " bytes, of which the beginning was read (" +
         kUnboundedOption + " reads all)";
}

}  // namespace errwatch::cli
