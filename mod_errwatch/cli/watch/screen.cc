#include "cli/watch/screen.h"

#define NCURSES_NOMACROS 1  // they would take names such as `timeout` from everybody
#include <curses.h>
#include <langinfo.h>
#include <unistd.h>

#include <climits>
#include <clocale>
#include <cstdlib>
#include <cwchar>
#include <string_view>

#include "base/utf8.h"
#include "base/visible_text.h"

namespace errwatch::cli {
namespace {

constexpr short kNoPair = 0, kRedPair = 1, kAmberPair = 2, kGreenPair = 3;

attr_t AttributesOf(Style style) {
  switch (style) {
    case Style::kBold:
    case Style::kRed:
      return A_BOLD;
    case Style::kDim:
      return A_DIM;
    case Style::kTitle:
      return A_REVERSE;
    case Style::kSelected:
      return A_REVERSE | A_BOLD;
    case Style::kPlain:
    case Style::kAmber:
    case Style::kGreen:
      break;
  }
  return A_NORMAL;
}

short PairOf(Style style) {
  return style == Style::kRed     ? kRedPair
         : style == Style::kAmber ? kAmberPair
         : style == Style::kGreen ? kGreenPair
                                  : kNoPair;
}

void Append(std::wstring& wide, char32_t character, int columns, int* used) {
  const int width = ::wcwidth(static_cast<wchar_t>(character));
  // What this terminal's locale cannot show, it does not show.
  const int taken = width < 0 ? 1 : width;
  if (*used + taken > columns) {
    *used = columns;
    return;
  }
  wide += width < 0 ? L'?' : static_cast<wchar_t>(character);
  *used += taken;
}

char32_t Decoded(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  char32_t character = lead < 0x80   ? lead
                       : lead < 0xE0 ? lead & 0x1FU
                       : lead < 0xF0 ? lead & 0x0FU
                                     : lead & 0x07U;
  text.remove_prefix(1);
  while (!text.empty() && IsUtf8Continuation(text.front())) {
    character = character << 6U | (static_cast<unsigned char>(text.front()) & 0x3FU);
    text.remove_prefix(1);
  }
  return character;
}

// At most so many columns of a text that can be shown.
std::wstring Fitting(const std::string& text, int columns, bool utf8) {
  std::wstring wide;
  int used = 0;
  for (std::string_view rest = text; !rest.empty() && used < columns;) {
    const char32_t character = Decoded(rest);
    Append(wide, character >= 0x80 && !utf8 ? U'?' : character, columns, &used);
  }
  return wide;
}

KeyKind KindOfKey(wint_t code) {
  switch (code) {
    case KEY_UP:
      return KeyKind::kUp;
    case KEY_DOWN:
      return KeyKind::kDown;
    case KEY_PPAGE:
      return KeyKind::kPageUp;
    case KEY_NPAGE:
      return KeyKind::kPageDown;
    case KEY_HOME:
      return KeyKind::kHome;
    case KEY_END:
      return KeyKind::kEnd;
    case KEY_ENTER:
      return KeyKind::kEnter;
    case KEY_BACKSPACE:
    case KEY_DC:
      return KeyKind::kErase;
    default:
      return KeyKind::kOther;
  }
}

Key KeyOf(wint_t code) {
  switch (code) {
    case L'\r':
    case L'\n':
      return {KeyKind::kEnter, ""};
    case 0x1B:
      return {KeyKind::kEscape, ""};
    case 0x08:
    case 0x7F:
      return {KeyKind::kErase, ""};
    default:
      break;
  }
  char bytes[MB_LEN_MAX + 1] = {};
  std::mbstate_t state{};
  const std::size_t length = std::wcrtomb(bytes, static_cast<wchar_t>(code), &state);
  if (length == static_cast<std::size_t>(-1)) return {};
  std::string text(bytes, length);
  if (VisibleText(text) != text) return {};
  return {KeyKind::kText, std::move(text)};
}

}  // namespace

Result<std::unique_ptr<TerminalScreen>> TerminalScreen::Open(bool colour) {
  std::setlocale(LC_CTYPE, "");
  const char* name = std::getenv("TERM");
  const std::string shown = name == nullptr ? "" : name;
  SCREEN* screen = ::newterm(nullptr, stdout, stdin);
  if (screen == nullptr)
    return Error{"no terminal of the kind that TERM names is known here: \"" + shown + "\""};
  if (::tigetstr(const_cast<char*>("cup")) == nullptr) {  // ncurses wants it so, and changes nothing
    ::endwin();
    ::delscreen(screen);
    return Error{"a terminal of the kind \"" + shown + "\" (TERM) cannot show a page"};
  }
  return std::unique_ptr<TerminalScreen>(new TerminalScreen(colour));
}

TerminalScreen::TerminalScreen(bool colour) : utf8_(std::string_view(::nl_langinfo(CODESET)) == "UTF-8") {
  ::cbreak();
  ::noecho();
  ::nonl();
  ::keypad(stdscr, TRUE);
  ::nodelay(stdscr, TRUE);
  ::set_escdelay(50);
  ::curs_set(0);
  colour_ = colour && ::has_colors() && ::start_color() != ERR;
  if (!colour_) return;
  ::use_default_colors();
  ::init_pair(kRedPair, COLOR_RED, -1);
  ::init_pair(kAmberPair, COLOR_YELLOW, -1);
  ::init_pair(kGreenPair, COLOR_GREEN, -1);
}

TerminalScreen::~TerminalScreen() { ::endwin(); }

ScreenSize TerminalScreen::size() const { return {::getmaxy(stdscr), ::getmaxx(stdscr)}; }

void TerminalScreen::Draw(const std::vector<ScreenText>& spans) {
  ::werase(stdscr);
  for (const ScreenText& span : spans) {
    ::wattr_set(stdscr, AttributesOf(span.style), colour_ ? PairOf(span.style) : kNoPair, nullptr);
    std::wstring wide = Fitting(span.text, span.columns, utf8_);
    const bool fills = span.style == Style::kTitle || span.style == Style::kSelected;
    if (fills && wide.empty()) wide.assign(static_cast<std::size_t>(span.columns), L' ');
    ::mvwaddnwstr(stdscr, span.row, span.column, wide.c_str(), -1);
    if (fills) ::mvwchgat(stdscr, span.row, 0, -1, AttributesOf(span.style), kNoPair, nullptr);
  }
  ::wattr_set(stdscr, A_NORMAL, kNoPair, nullptr);
  ::wrefresh(stdscr);
}

std::optional<Key> TerminalScreen::Read() {
  wint_t code = 0;
  const int kind = ::wget_wch(stdscr, &code);
  if (kind == ERR) return std::nullopt;
  return kind == KEY_CODE_YES ? Key{KindOfKey(code), ""} : KeyOf(code);
}

}  // namespace errwatch::cli
