// Where in a value a command could begin: behind a separator or the opening of a substitution.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace errwatch {

enum class ShellOpener : uint8_t {
  kSemicolon,
  kPipe,
  kAmpersand,
  kTwo,           // && ||
  kSubstitution,  // $( <( >(
  kBackTick,
  kLine,
};

struct ShellPlace {
  std::string_view text;
  ShellOpener opener;
  std::size_t from;         // in the text, behind the opener
  std::string_view before;  // what stands in front of the opener, without blanks at its end
  bool blank_before;        // there were some
  bool ends_value = true;   // of a line: no other follows
  bool is_last = true;      // ... but empty ones

  bool glued() const { return from < text.size() && text[from] != ' '; }
};

// The next one at or behind `at`.
std::optional<ShellPlace> NextShellPlace(std::string_view text, std::size_t at) noexcept;

// Whether a command without arguments is one there, and not an item of a list ("name;id;title", "a|b",
// "Home | ID"). `end` is behind its name.
bool EndSuffices(const ShellPlace& place, std::size_t name_size, std::size_t end) noexcept;

// "use `ls -l` to": words of a sentence stand in front of the back-tick; "`id` = 5": it is a column of SQL.
bool IsQuotedInProse(const ShellPlace& place) noexcept;

// The value begins there, or the string that it is put into has just been ended.
bool BreaksOut(const ShellPlace& place) noexcept;

// The beginnings of lines but the first, of a value as it was sent: decoded text has blanks there.
class SentLines {
 public:
  explicit SentLines(std::string_view sent) : sent_(sent) {}
  // Valid until the next call; not more than kMost lines, and of each the first bytes.
  std::optional<ShellPlace> Next() noexcept;

 private:
  static constexpr int kMost = 16;
  std::string_view sent_;
  std::size_t at_ = 0;
  int lines_ = 0;
  std::array<char, 96> line_;
};

}  // namespace errwatch
