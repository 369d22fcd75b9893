#include "cli/logs/foreign_file.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/text_encoding.h"
#include "cli/logs/collector_time.h"

namespace errwatch::cli {
namespace {

using namespace std::string_view_literals;

struct Packer {
  std::string_view magic;
  std::string_view name;
  std::string_view unpacks;
  std::string_view suffix;
};
constexpr Packer kPackers[] = {
    {"\xFD\x37zXZ\0"sv, "xz", "xz -dc", ".xz"},
    {"BZh"sv, "bzip2", "bzip2 -dc", ".bz2"},
    {"\x28\xB5\x2F\xFD"sv, "zstd", "zstd -dc", ".zst"},
    {"\x04\x22\x4D\x18"sv, "lz4", "lz4 -dc", ".lz4"},
    {"PK\x03\x04"sv, "zip", "unzip -p", ".zip"},
    {"\x1F\x9D"sv, "compress", "gzip -dc", ".Z"},
    {"LPKSHHRH"sv, "systemd-journald", "journalctl -o cat --file", ".journal"},
};

}  // namespace

std::string WhyForeign(std::string_view beginning, const std::string& path) {
  const std::string input = path == "-" ? "" : " " + path;
  for (const Packer& packer : kPackers) {
    // Text may begin with letters that one of them begins with.
    const bool packed =
        beginning.starts_with(packer.magic) &&
        (packer.name != "bzip2" || (beginning.size() > 4 && IsDigit(beginning[3]) && beginning[4] == '1'));
    if (packed && path.empty()) return "is packed by " + std::string(packer.name);
    if (packed)
      return "is packed by " + std::string(packer.name) + ", which is not read here; give what \"" +
             std::string(packer.unpacks) + input + "\" writes as standard input";
  }
  if (IsUtf16(beginning) && path.empty())
    return "is UTF-16, as PowerShell writes it, and httpd writes bytes: let it be written as UTF-8";
  if (IsUtf16(beginning))
    return "is UTF-16, as PowerShell writes it, and httpd writes bytes; give what \"iconv -f UTF-16 -t "
           "UTF-8" +
           input + "\" writes as standard input";
  return "";
}

bool IsPackedByName(std::string_view path) {
  return path.ends_with(".gz") ||
         std::ranges::any_of(kPackers, [&](const Packer& packer) { return path.ends_with(packer.suffix); });
}

std::string WhyNoLines(std::string_view beginning) {
  const std::string_view first = beginning.substr(0, beginning.find('\n'));
  const std::string_view second = beginning.substr(std::min(first.size() + 1, beginning.size()));
  if (CollectorTimeBytes(first) != 0 && first.find(" [s=") != std::string_view::npos &&
      second.starts_with("    "))
    return "is what journalctl -o verbose writes, one entry on many lines; journalctl -o short-iso writes "
           "one on each";
  const std::string_view bracket = Trim(first);
  if (first.size() < beginning.size() && (bracket == "{" || bracket == "["))
    return "is one document of JSON, without a list of entries by a name that is known here; give what "
           "\"jq -c '.[]'\" makes of it, one entry on each line, as standard input";
  return "";
}

}  // namespace errwatch::cli
