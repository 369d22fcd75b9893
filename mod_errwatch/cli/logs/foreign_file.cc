#include "cli/logs/foreign_file.h"

#include <algorithm>

#include "base/ascii.h"
#include "cli/logs/collector_time.h"

namespace errwatch::cli {
namespace {

using namespace std::string_view_literals;

struct Packer {
  std::string_view magic;
  std::string_view name;
  std::string_view unpacks;
};
constexpr Packer kPackers[] = {
    {"\xFD\x37zXZ\0"sv, "xz", "xz -dc"},
    {"BZh"sv, "bzip2", "bzip2 -dc"},
    {"\x28\xB5\x2F\xFD"sv, "zstd", "zstd -dc"},
    {"\x04\x22\x4D\x18"sv, "lz4", "lz4 -dc"},
    {"PK\x03\x04"sv, "zip", "unzip -p"},
    {"\x1F\x9D"sv, "compress", "gzip -dc"},
    {"LPKSHHRH"sv, "systemd-journald", "journalctl -o cat --file"},
};

// Characters of ASCII with a NUL beside each, or the mark that says which comes first.
bool IsUtf16(std::string_view beginning) {
  if (beginning.starts_with("\xFF\xFE"sv) || beginning.starts_with("\xFE\xFF"sv)) return true;
  if (beginning.size() < 4) return false;
  const auto text = [&](std::size_t i) { return beginning[i] >= ' ' && beginning[i + 2] >= ' '; };
  const auto nul = [&](std::size_t i) { return beginning[i] == '\0' && beginning[i + 2] == '\0'; };
  return (text(0) && nul(1)) || (nul(0) && text(1));
}

}  // namespace

std::string WhyForeign(std::string_view beginning, const std::string& path) {
  const std::string input = path == "-" ? "" : " " + path;
  for (const Packer& packer : kPackers) {
    // Text may begin with letters that one of them begins with.
    const bool packed =
        beginning.starts_with(packer.magic) &&
        (packer.name != "bzip2" || (beginning.size() > 4 && IsDigit(beginning[3]) && beginning[4] == '1'));
    if (packed)
      return "is packed by " + std::string(packer.name) + ", which is not read here; give what \"" +
             std::string(packer.unpacks) + input + "\" writes as standard input";
  }
  if (IsUtf16(beginning))
    return "is UTF-16, as PowerShell writes it, and httpd writes bytes; give what \"iconv -f UTF-16 -t "
           "UTF-8" +
           input + "\" writes as standard input";
  return "";
}

std::string WhyNoLines(std::string_view beginning) {
  const std::string_view first = beginning.substr(0, beginning.find('\n'));
  const std::string_view second = beginning.substr(std::min(first.size() + 1, beginning.size()));
  if (CollectorTimeBytes(first) != 0 && first.find(" [s=") != std::string_view::npos &&
      second.starts_with("    "))
    return "is what journalctl -o verbose writes, one entry on many lines; journalctl -o short-iso writes "
           "one on each";
  return "";
}

}  // namespace errwatch::cli
