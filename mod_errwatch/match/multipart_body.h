// multipart/form-data, in pieces of any size. Of each part the name; of a file its name and type as well,
// never what is in it; of any other the value, whatever type it is said to have: applications do not ask.
//
//   name=value&upload&filename=a.png&content-type=image/png
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "match/body_text.h"

namespace errwatch {

class MultipartBody {
 public:
  // `boundary`: not empty; the caller's memory, which must outlive this.
  explicit MultipartBody(std::string_view boundary) : boundary_(boundary) {}
  void Read(std::string_view piece, BodyText& text) noexcept;

 private:
  static constexpr std::size_t kLineBytes = 1024;  // as much of a header as is looked at
  static constexpr std::size_t kValueBytes = 256;  // ... of a name or a type
  enum class State : uint8_t { kSkip, kValue, kBehindBoundary, kHeaders, kEnd };

  template <std::size_t kBytes>
  struct Short {
    std::array<char, kBytes> bytes;
    std::size_t size = 0;
    void Add(char c) {
      if (size < kBytes) bytes[size++] = c;
    }
    void Set(std::string_view text) {
      size = 0;
      for (const char c : text) Add(c);
    }
    std::string_view view() const { return {bytes.data(), size}; }
  };

  char DelimiterAt(std::size_t i) const { return i == 0 ? '\n' : i < 3 ? '-' : boundary_[i - 3]; }
  std::size_t DelimiterBytes() const { return boundary_.size() + 3; }
  std::size_t InContent(std::string_view piece, BodyText& text) noexcept;
  void NoDelimiter(BodyText& text) noexcept;
  void BehindBoundary(char c) noexcept;
  void InHeaders(char c, BodyText& text) noexcept;
  void EndHeader() noexcept;
  void TakeDisposition(std::string_view parameters) noexcept;
  void StartContent(BodyText& text) noexcept;

  std::string_view boundary_;
  State state_ = State::kSkip;
  std::size_t matched_ = 1;  // bytes of "\n--boundary" that were just read; the body begins as a line does
  bool borrowed_ = true;     // the first of them is no part of the content
  bool carriage_return_ = false;  // read before them
  bool line_ended_ = false;
  bool last_ = false;  // "--" behind the boundary
  Short<kLineBytes> line_;
  // Of the part.
  Short<kValueBytes> name_;
  Short<kValueBytes> file_name_;
  Short<kValueBytes> type_;
  bool is_file_ = false;
};

}  // namespace errwatch
