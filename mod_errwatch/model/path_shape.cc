#include "model/path_shape.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/byte_table.h"
#include "base/percent.h"

namespace errwatch {
namespace {

constexpr std::size_t kMinHashLetters = 8;  // shorter hexadecimal words are as likely names: "added", "cafe1"
constexpr std::size_t kMinIdLetters = 16;   // longer words with digits in them are no names
constexpr std::size_t kMaxSuffixLetters = 3;  // "de", "uk", "net", "min"

// A percent sign belongs to the character that it encodes.
constexpr ByteTable kOfToken([](char c) {
  return IsAlnum(c) || c == '%' || static_cast<unsigned char>(c) >= 0x80;
});

constexpr bool Joins(char c) { return c == '-' || c == '_' || c == '.'; }

// `behind_number`: "50e7" in "e8587ab8-50e7-4ae2" goes on with what was begun.
// REQUIRES: there is a digit in it.
bool IsGenerated(std::string_view token, bool behind_number) {
  if (token.size() >= kMinIdLetters) return true;
  if (token.size() < kMinHashLetters && !behind_number) return false;
  return std::all_of(token.begin(), token.end(), [](char c) { return HexValue(c) >= 0; });
}

}  // namespace

void PathShape::Token(std::string_view token, bool suffix, bool has_digits) noexcept {
  if (suffix && token.size() <= kMaxSuffixLetters && std::all_of(token.begin(), token.end(), IsAlpha))
    return Put('*');
  if (!has_digits) {
    token = token.substr(0, text_.size() - size_);
    for (const char c : token) text_[size_++] = ToLower(c);
    return;
  }
  const bool behind_number = size_ >= 2 && Joins(text_[size_ - 1]) && text_[size_ - 2] == '#';
  if (IsGenerated(token, behind_number)) token = "0";
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (!IsDigit(token[i])) {
      Put(ToLower(token[i]));
    } else if (i == 0 || !IsDigit(token[i - 1])) {
      Put('#');
    }
  }
  // "1.2.3" and "2024-11-22" are one number to whoever made the name.
  if (size_ >= 3 && text_[size_ - 1] == '#' && Joins(text_[size_ - 2]) && text_[size_ - 3] == '#') size_ -= 2;
}

namespace {

// Whoever encodes letters that need it not gets no other shape by it; slashes side by side are one.
class Plain {
 public:
  explicit Plain(std::string_view path) noexcept : view_(path.substr(0, kMostBytes)) {
    if (IsPlain(path)) return;
    for (std::size_t i = 0; i < path.size() && size_ < text_.size(); ++i) {
      char c = path[i];
      if (const int byte = PercentByte(path, i); byte >= 0) {
        const auto decoded = static_cast<char>(byte);
        if (IsAlnum(decoded) || Joins(decoded)) {
          c = decoded;
          i += kPercentBytes - 1;
        }
      }
      if (c == '/' && size_ > 0 && text_[size_ - 1] == '/') continue;
      text_[size_++] = c;
    }
    view_ = {text_.data(), size_};
  }
  Plain(const Plain&) = delete;
  Plain& operator=(const Plain&) = delete;
  std::string_view view() const { return view_; }

 private:
  static bool IsPlain(std::string_view path) {
    char before = '\0';
    for (const char c : path) {
      if (c == '%' || (c == '/' && before == '/')) return false;
      before = c;
    }
    return true;
  }

  static constexpr std::size_t kMostBytes = 2 * PathShape::kMaxBytes;
  std::string_view view_;
  std::array<char, kMostBytes> text_;
  std::size_t size_ = 0;
};

}  // namespace

PathShape::PathShape(std::string_view sent) noexcept {
  const Plain plain(sent);
  const std::string_view path = plain.view();
  bool dashed = false;  // a word of this segment stands before the dash that came last
  char before = '/';
  for (std::size_t i = 0; i < path.size() && size_ < text_.size();) {
    if (!kOfToken.Has(path[i])) {
      before = path[i];
      if (before == '/') dashed = false;
      Put(before);
      ++i;
      continue;
    }
    std::size_t end = i;
    bool has_digits = false;
    for (; end < path.size() && kOfToken.Has(path[end]); ++end) has_digits |= IsDigit(path[end]);
    const bool suffix = dashed && (before == '-' || before == '_');
    Token(path.substr(i, end - i), suffix, has_digits);
    dashed = true;
    i = end;
  }
}

}  // namespace errwatch
