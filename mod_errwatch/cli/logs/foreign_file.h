// Files that hold a log, but not as lines of text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace errwatch::cli {

inline constexpr std::string_view kGzipMagic = "\x1f\x8b";

// So many bytes of a file tell what it is packed or encoded with.
inline constexpr std::size_t kForeignMagicBytes = 8;

// What a file is that begins so, and what makes lines of it: "is packed by xz: ..."; empty = text, or gzip.
// `path` "" is a log that is followed: what is written into it is at fault.
std::string WhyForeign(std::string_view beginning, const std::string& path);

// Whether a file of this name will be packed, gzip among it.
bool IsPackedByName(std::string_view path);

// The same for what is text, but with one entry on many lines. REQUIRES: whole lines.
std::string WhyNoLines(std::string_view beginning);

}  // namespace errwatch::cli
