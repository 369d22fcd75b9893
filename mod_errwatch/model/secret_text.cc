#include "model/secret_text.h"

#include <array>

#include "base/ascii.h"
#include "base/both_ends.h"
#include "base/byte_table.h"
#include "base/utf8.h"
#include "model/field_name.h"
#include "model/secret_field.h"

namespace errwatch {
namespace {

// A character as it is meant, and how it was written: "=", "%3D", "%253D".
struct Token {
  char c;
  std::size_t size;
  int depth;
};
Token TokenAt(std::string_view text, std::size_t at) {
  Token token{text[at], 1, 0};
  while (token.c == '%' && token.depth < 2) {
    const std::size_t digits = at + token.size;
    if (digits + 1 >= text.size() || HexValue(text[digits]) < 0 || HexValue(text[digits + 1]) < 0) break;
    token.c = static_cast<char>(HexValue(text[digits]) << 4 | HexValue(text[digits + 1]));
    token.size += 2;
    ++token.depth;
  }
  return token;
}

constexpr bool IsQuotation(char c) { return c == '"' || c == '\'' || c == '`'; }
constexpr bool IsBlank(char c) { return IsSpace(c) || c == '\0'; }
// What ends one name and may begin another.
constexpr bool IsSeparator(char c) {
  constexpr std::string_view kSigns = "&;?,:=(){}<>|#/";
  return IsQuotation(c) || IsBlank(c) || kSigns.find(c) != std::string_view::npos;
}

// Says nothing but that no quotation mark stands right in front of what follows.
constexpr ByteTable kSaysNothing([](char c) { return c != '%' && c != '\\' && !IsSeparator(c); });

std::size_t BackslashesBefore(std::string_view text, std::size_t at) {
  std::size_t count = 0;
  while (count < at && text[at - count - 1] == '\\') ++count;
  return count;
}

// Ends the value that begins at `begin`: where `ends(token, at)` first says so.
template <typename Ends>
std::size_t FindEnd(std::string_view text, std::size_t begin, Ends ends) {
  std::size_t at = begin;
  while (at < text.size()) {
    const Token token = TokenAt(text, at);
    if (ends(token, at)) break;
    at += token.size;
  }
  return std::min(at, text.size());
}

// Behind the quotation mark at `begin`: up to the next one that is not escaped more than that is.
std::size_t EndOfQuoted(std::string_view text, std::size_t begin, const Token& quote) {
  const std::size_t escapes = BackslashesBefore(text, begin);
  return FindEnd(text, begin + quote.size, [&](const Token& token, std::size_t at) {
    return token.c == quote.c && BackslashesBefore(text, at) <= escapes;
  });
}

// Of "name=value", the value.
SecretPlace OfField(std::string_view text, std::size_t begin, int depth, TextForm form) {
  if (form == TextForm::kMessage && begin < text.size()) {
    const std::size_t first = begin + (text[begin] == '\\' ? 1 : 0);
    if (first < text.size() && IsQuotation(text[first]))
      return {begin, EndOfQuoted(text, first, TokenAt(text, first))};
  }
  return {begin, FindEnd(text, begin, [&](const Token& token, std::size_t at) {
            if (token.depth > depth) return false;
            if (token.c == (form == TextForm::kCookie ? ';' : '&')) return true;
            if (token.depth != 0) return false;
            if (form == TextForm::kPath) return token.c == '/' || token.c == ';';
            // An escaped quotation mark may be one of the secret's.
            const bool plain_quote = token.c == '"' && BackslashesBefore(text, at) == 0;
            return form == TextForm::kMessage && (IsSpace(token.c) || plain_quote);
          })};
}

// Of "name": value, the value.
SecretPlace OfMember(std::string_view text, std::size_t begin) {
  const auto skip = [&](auto passed) {
    return FindEnd(text, begin, [&](const Token& token, std::size_t) { return !passed(token.c); });
  };
  begin = skip(IsBlank);
  const std::size_t first = skip([](char c) { return c == '\\'; });
  if (first == text.size()) return {begin, first};
  const Token token = TokenAt(text, first);
  if (IsQuotation(token.c)) return {begin, EndOfQuoted(text, first, token)};
  // What is nested in it is not taken apart.
  const bool nested = token.c == '[' || token.c == '{';
  return {begin, FindEnd(text, begin, [nested](const Token& one, std::size_t) {
            constexpr std::string_view kEnds = ",}]";
            return one.c == '&' || (!nested && kEnds.find(one.c) != std::string_view::npos);
          })};
}

SecretPlace UpTo(std::string_view text, std::size_t begin, char end) {
  return {begin, FindEnd(text, begin, [end](const Token& token, std::size_t) { return token.c == end; })};
}

// Finds the password of "//user:password@host", one token after the other.
class AuthorityReader {
 public:
  AuthorityReader(std::string_view text, TextForm form) : text_(text), form_(form) {}

  // True when what stands behind the token is such a password, which is at `place` then.
  bool Read(const Token& token, std::size_t at, SecretPlace* place) {
    if (token.c == '/') {
      // Of "//" a path that a message names has one left.
      inside_ = slash_end_ == at || form_ == TextForm::kMessage;
      slash_end_ = at + token.size;
      depth_ = token.depth;
    } else if (token.c == '\\' && slash_end_ == at) {
      slash_end_ += token.size;  // "http:\/\/" of JSON
    } else if (inside_ && token.c == ':') {
      inside_ = false;
      return FindPassword(at + token.size, std::max(depth_, token.depth), place);
    } else if (inside_) {
      inside_ = !Ends(token, depth_);
    }
    return false;
  }

 private:
  // What is encoded deeper than the address itself is part of its names.
  bool Ends(const Token& token, int depth) const {
    constexpr std::string_view kEnds = "/?#\\<>";
    if (token.depth > depth) return false;
    return kEnds.find(token.c) != std::string_view::npos || IsBlank(token.c) || IsQuotation(token.c) ||
           (form_ == TextForm::kQuery && token.c == '&' && token.depth == 0);
  }

  // Up to the last '@': passwords hold some that are not encoded.
  bool FindPassword(std::size_t begin, int depth, SecretPlace* place) const {
    std::size_t last = text_.size();
    FindEnd(text_, begin, [&](const Token& token, std::size_t at) {
      if (token.c == '@') last = at;
      return Ends(token, depth);
    });
    if (last == text_.size()) return false;
    *place = {begin, last};
    return true;
  }

  std::string_view text_;
  TextForm form_;
  bool inside_ = false;                      // behind "//", no colon yet
  int depth_ = 0;                            // of the slashes
  std::size_t slash_end_ = ~std::size_t{0};  // behind the last slash
};

// Reads names, one separator after the other.
class NameReader {
 public:
  NameReader(std::string_view text, std::size_t from, TextForm form)
      : text_(text), form_(form), name_(from), field_(from) {}

  // True when what stands behind the token is a secret's value, which is at `place` then.
  bool Read(const Token& token, std::size_t at, SecretPlace* place) {
    if (!IsSeparator(token.c)) {
      PassPlain();
      return false;
    }
    const std::size_t behind = at + token.size;
    const std::string_view name = text_.substr(name_, at - name_);
    bool found = false;
    if (token.c == '=' && (MayNameSecret(name) || MayNameSecret(FieldName(at)))) {
      *place = OfField(text_, behind, token.depth, form_);
      found = true;
    } else if (token.c == ':') {
      found = ReadMember(name, behind, place);
    } else if (token.c == '>' && before_ == '<' && MayNameSecret(name)) {
      *place = UpTo(text_, behind, '<');
      found = true;
    }
    Remember(token, at, behind);
    return found;
  }
  // Instead, of one or more that are no separators.
  void PassPlain() { quoted_end_ = quoted_begin_; }

 private:
  // With what some readers cut off: PHP takes "password%00x=" for a password.
  std::string_view FieldName(std::size_t end) const {
    return field_ < name_ ? text_.substr(field_, end - field_) : std::string_view();
  }

  bool ReadMember(std::string_view name, std::size_t behind, SecretPlace* place) {
    const std::string_view quoted = text_.substr(quoted_begin_, quoted_end_ - quoted_begin_);
    if (!quoted.empty() && name.empty() && MayNameSecret(quoted)) {
      *place = OfMember(text_, behind);
      return true;
    }
    if (name.empty() || !MayNameSecret(name)) return false;
    // "ARGS:password: x", whose end only the quotation mark around it tells.
    if (before_ == ':' && form_ == TextForm::kMessage) {
      const bool blank = behind < text_.size() && text_[behind] == ' ';
      *place = UpTo(text_, behind + (blank ? 1 : 0), '"');
      return true;
    }
    if (before_ != '{' && before_ != ',') return false;
    *place = OfMember(text_, behind);
    return true;
  }

  void Remember(const Token& token, std::size_t at, std::size_t behind) {
    if (IsQuotation(token.c)) {
      quoted_begin_ = name_;
      quoted_end_ = at;
    } else if (!IsBlank(token.c)) {
      quoted_end_ = quoted_begin_;
    }
    before_ = token.c;
    name_ = behind;
    constexpr std::string_view kBegins = "&;?/#";
    const bool between_words = form_ == TextForm::kMessage && token.depth == 0 && token.c != '\0';
    if (kBegins.find(token.c) != std::string_view::npos || (IsBlank(token.c) && between_words)) {
      field_ = behind;
    } else if (!IsBlank(token.c)) {
      field_ = text_.size();
    }
  }

  std::string_view text_;
  TextForm form_;
  std::size_t name_;   // where the present one begins
  std::size_t field_;  // ... whatever blanks are in it; the text's end: it is no field's
  char before_ = '\0';
  std::size_t quoted_begin_ = 0, quoted_end_ = 0;  // the last name in quotation marks, nothing behind it yet
};

// A value can end within the next name: {"pin":1;user[password]=x}.
std::size_t BeginOfName(std::string_view text, std::size_t at) {
  for (std::size_t i = 0; i < 3 * kMostFieldNameBytes && at > 0 && !IsSeparator(text[at - 1]); ++i) --at;
  return at;
}

// What is shown of a text, told apart once where it is of few pieces.
class ShownPieces {
 public:
  ShownPieces(std::string_view text, TextForm form) noexcept : text_(text), form_(form) {
    ForEachShown(text, form, 0, text.size(), [this](std::string_view piece) {
      if (count_ < kept_.size()) kept_[count_] = piece;
      ++count_;
      bytes_ += piece.size();
    });
  }

  std::size_t bytes() const { return bytes_; }

  template <typename Put>
  void ForEach(Put put) const {
    if (count_ > kept_.size()) return ForEachShown(text_, form_, 0, text_.size(), put);
    for (std::size_t i = 0; i < count_; ++i) put(kept_[i]);
  }

 private:
  std::string_view text_;
  TextForm form_;
  std::array<std::string_view, 8> kept_;
  std::size_t count_ = 0;
  std::size_t bytes_ = 0;
};

// Up to three bytes at a cut, of a character that was cut: what is left of `size` bytes at `text`.
std::size_t WithoutCutCharacter(const char* text, std::size_t size) {
  std::size_t at = size;
  for (int i = 0; i < 4 && at > 0; ++i) {
    const auto byte = static_cast<unsigned char>(text[--at]);
    if (byte < 0x80) return size;
    if (byte >= 0xC0) {
      const std::size_t whole = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
      return at + whole <= size ? size : at;
    }
  }
  return size;
}

}  // namespace

SecretPlace NextSecret(std::string_view text, std::size_t from, TextForm form) noexcept {
  NameReader names(text, BeginOfName(text, from), form);
  AuthorityReader authorities(text, form);
  SecretPlace place{text.size() + 1, text.size() + 1};
  for (std::size_t at = from; at < text.size();) {
    if (kSaysNothing.Has(text[at])) {  // most are; to the authorities they say nothing
      while (at < text.size() && kSaysNothing.Has(text[at])) ++at;
      names.PassPlain();
      continue;
    }
    const Token token = TokenAt(text, at);
    if (authorities.Read(token, at, &place) || names.Read(token, at, &place)) break;
    at += token.size;
  }
  return place;
}

std::size_t CopyShown(std::string_view text, TextForm form, char* to, std::size_t room) noexcept {
  const ShownPieces pieces(text, form);
  const auto for_each = [&](auto put) { pieces.ForEach(put); };
  const std::size_t all = pieces.bytes();
  const KeptBytes kept = KeptOf(all, room);
  std::size_t size = 0;
  std::size_t passed = 0;
  // What of text[begin, end) of all that is shown is in a piece.
  const auto copy = [&](std::string_view piece, std::size_t begin, std::size_t end) {
    const std::size_t from = std::max(begin, passed) - passed;
    const std::size_t to_end = std::min(end, passed + piece.size());
    if (from < piece.size() && passed + from < to_end)
      size = static_cast<std::size_t>(std::copy(piece.begin() + static_cast<std::ptrdiff_t>(from),
                                                piece.begin() + static_cast<std::ptrdiff_t>(to_end - passed),
                                                to + size) -
                                      to);
  };
  for_each([&](std::string_view piece) {
    copy(piece, 0, kept.first);
    passed += piece.size();
  });
  if (kept.first == all) return size;
  size = WithoutCutCharacter(to, size);
  if (kept.last == 0) return size;
  size = static_cast<std::size_t>(std::ranges::copy(kLeftOut, to + size).out - to);
  const std::size_t tail = size;
  passed = 0;
  for_each([&](std::string_view piece) {
    copy(piece, all - kept.last, all);
    passed += piece.size();
  });
  std::size_t skipped = 0;
  while (skipped < 3 && tail + skipped < size && IsUtf8Continuation(to[tail + skipped])) ++skipped;
  std::copy(to + tail + skipped, to + size, to + tail);
  return size - skipped;
}

std::string Shown(std::string_view text, TextForm form) {
  std::string shown;
  ForEachShown(text, form, 0, text.size(), [&](std::string_view piece) { shown.append(piece); });
  return shown;
}

}  // namespace errwatch
