#include "structure/shell_typed.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ascii.h"
#include "structure/cursor.h"
#include "structure/shell_commands.h"

namespace errwatch {
namespace {

constexpr std::size_t kMostOfCell = 96;

// What a script, a Dockerfile or a prompt begins with.
constexpr std::array<std::string_view, 12> kBeginnings = {
    "#!", "$ ", "# ", "> ", "run ", "for ", "from ", "export ", "while ", "if [", "c:\\>", "+ "};

// Trees that hold nothing of a visitor's own.
constexpr std::array<std::string_view, 4> kSecretTrees = {"/etc/", "/proc/", "/root/", "/dev/"};
// What every command line has of them.
constexpr std::array<std::string_view, 6> kEverydayDevices = {"/dev/null",   "/dev/stdin",   "/dev/stdout",
                                                              "/dev/stderr", "/dev/urandom", "/proc/cpuinfo"};
constexpr std::array<std::string_view, 6> kDecoders = {"base64", "base32", "xxd", "uudecode", "\\x", "rev"};

// "//192.0.2.1/", "nc 192.0.2.1 99": something comes from there, or goes there.
bool NamesHostByNumber(std::string_view text) {
  for (const std::string_view way : {"//", "nc ", "ncat ", "tftp ", "telnet ", "socat "}) {
    for (std::size_t at = text.find(way); at != std::string_view::npos; at = text.find(way, at + 1)) {
      const bool address = way == "//";
      if (!address && IsIdentifierByte(Before(text, at))) continue;
      const std::string_view rest = From(text, at + way.size()).substr(0, kMostOfCell);
      const std::size_t digit = address ? 0 : std::min(rest.find_first_of("0123456789"), rest.size());
      std::size_t end = PastDigits(rest, digit);
      int parts = end > digit ? 1 : 0;
      for (; parts > 0 && At(rest, end) == '.' && IsDigit(At(rest, end + 1)); ++parts)
        end = PastDigits(rest, end + 1);
      if (parts == 4 && !rest.substr(digit).starts_with("127.")) return true;
    }
  }
  return false;
}

// Something that makes text of another text gives it to a shell.
bool DecodesForShell(std::string_view text) {
  std::size_t pipe = text.rfind('|');
  if (pipe == std::string_view::npos) return false;
  const std::string_view name = NameAt(text, PastBlanks(text, pipe + 1));
  if (FindUnixCommand(name) != CommandKind::kInterpreter) return false;
  return std::ranges::any_of(kDecoders, [front = text.substr(0, pipe)](std::string_view decoder) {
    return front.find(decoder) != std::string_view::npos;
  });
}

// "*/5 * * * * " of a schedule.
bool IsSchedule(std::string_view text) {
  std::size_t at = 0;
  for (int field = 0; field < 5; ++field) {
    const std::size_t begin = at;
    at = SkipWhile(text, at, [](char c) { return IsDigit(c) || IsAnyOf(c, "*/,-"); });
    if (at == begin || At(text, at) != ' ') return false;
    ++at;
  }
  return true;
}

// "name arguments" or "name | ".
bool BeginsWithCommand(std::string_view text) {
  if (text.starts_with("./")) return true;
  const std::size_t end =
      SkipWhile(text, 0, [](char c) { return IsIdentifierByte(c) || c == '-' || c == '.'; });
  if (end < 2 || At(text, end) != ' ') return false;
  const std::string_view name = text.substr(0, end);
  return FindUnixCommand(name).has_value() || FindWindowsCommand(name).has_value() || name == "yarn";
}

// "| a | b |": the value begins and ends as a row does, or a row's end is where this cell's is.
bool IsCell(const ShellPlace& place) {
  if (place.opener != ShellOpener::kPipe || place.glued()) return false;
  const std::string_view text = place.text;
  std::string_view rest = From(text, place.from);
  if (text.starts_with("| ") && BackOverBlanks(text, text.size()).ends_with('|')) return true;
  rest = rest.substr(0, kMostOfCell);
  const std::size_t next = rest.find('|');
  // "Linux | ls -la | list": titles, with a blank around each mark.
  return next != std::string_view::npos && next > 0 && rest[next - 1] == ' ' && At(rest, next + 1) == ' ' &&
         place.blank_before && std::ranges::all_of(place.before, [](char c) {
           return IsAlpha(c) || c == ' ' || c == '|' || c == '-';
         });
}

// A quotation mark at the end that has no other was the string's that the command broke out of.
bool LeavesQuotation(std::string_view text) {
  return !text.empty() && IsAnyOf(text.back(), "'\"") && std::ranges::count(text, text.back()) % 2 != 0;
}

bool IsSeveralWords(std::string_view text) {
  if (LeavesQuotation(text)) return false;
  const std::size_t separator = text.find_last_of(";|&");
  if (separator != std::string_view::npos) text.remove_prefix(separator + 1);
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  for (std::size_t blank = text.find(' '); blank != std::string_view::npos;
       blank = text.find(' ', blank + 1)) {
    if (IsAlpha(Before(text, blank))) return true;
  }
  return false;
}

// The same of a text as it was sent; or it has lines of its own.
bool IsSeveralSentWords(std::string_view text) {
  if (text.starts_with("#!") || text.starts_with("%23!") || text.starts_with("%23%21")) return true;
  for (std::size_t at = text.find_first_of(" +%\n"); at != std::string_view::npos;
       at = text.find_first_of(" +%\n", at + 1)) {
    const bool blank = text[at] != '%' || StandsAt(text, at, "%20");
    if (blank && at > 0 && IsAlpha(text[at - 1]) && at + 1 < text.size()) return true;
  }
  return false;
}

// "`$(date)` is": in back-ticks of its own, or words follow it.
bool IsShownSubstitution(const ShellPlace& place) {
  const std::size_t close = From(place.text, place.from).substr(0, kMostOfCell).find(')');
  if (close == std::string_view::npos) return false;
  const std::string_view behind = From(place.text, place.from + close + 1);
  if (place.before.ends_with('`')) return behind.starts_with('`');
  if (!place.before.empty() || !behind.starts_with(' ')) return false;
  std::size_t end = 1;
  for (int words = 0; words < 3; ++words) {
    const std::size_t begin = end;
    end = SkipWhile(behind, begin, IsAlpha);
    if (end == begin || At(behind, end) != ' ') return false;
    ++end;
  }
  return true;
}

}  // namespace

bool NamesSecretPath(std::string_view text) noexcept {
  for (const std::string_view tree : kSecretTrees) {
    for (std::size_t at = text.find(tree); at != std::string_view::npos; at = text.find(tree, at + 1)) {
      const bool begins = !IsIdentifierByte(Before(text, at)) && Before(text, at) != '.';
      const bool everyday = std::ranges::any_of(
          kEverydayDevices, [&](std::string_view device) { return StandsAt(text, at, device); });
      if (begins && !everyday) return true;
    }
  }
  return false;
}

bool IsTypedCommandLine(std::string_view text) noexcept {
  const bool begins =
      std::ranges::any_of(kBeginnings, [text](std::string_view b) { return text.starts_with(b); });
  return begins || IsSchedule(text) || BeginsWithCommand(text);
}

bool IsOfIntruder(std::string_view text) noexcept {
  return NamesHostByNumber(text) || text.find("/dev/tcp/") != std::string_view::npos ||
         text.find("/dev/udp/") != std::string_view::npos || NamesSecretPath(text) || DecodesForShell(text);
}

bool IsTypedPlace(const ShellPlace& place) noexcept {
  if (IsCell(place)) return true;
  if (place.opener == ShellOpener::kSubstitution) return IsShownSubstitution(place);
  if (place.opener == ShellOpener::kBackTick) return false;
  if (place.opener == ShellOpener::kLine) return IsSeveralSentWords(place.before);
  return !place.glued() && IsSeveralWords(place.before);
}

}  // namespace errwatch
