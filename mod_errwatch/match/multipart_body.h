// multipart/form-data, in pieces of any size. Of each part the name; of a file its name and type as well,
// never what is in it; of any other the value, whatever type it is said to have: applications do not ask. Of
// JSON that a script sends as a Blob its members. XML is read as such, and quoted-printable undone, since Go
// does so; what a value says of its character set stands beside it.
//
//   name=value&upload&filename=a.png&content-type=image/png
//
// Readers differ: PHP knows no filename*, Django finds the boundary within a line, Tomcat wants a carriage
// return before it, PHP goes on behind the end, and whoever says two things is believed once this, once that.
// So nothing is skipped or left out but what all of them take for a file or a password. All else is looked
// at, as one text where they do not even agree on the parts.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "match/body_text.h"
#include "match/file_start.h"
#include "match/json_body.h"
#include "match/markup_body.h"
#include "match/part_headers.h"
#include "match/quoted_printable.h"
#include "model/body_type.h"

namespace errwatch {

class MultipartBody {
 public:
  // `boundary`: at most kMostBoundaryBytes; the caller's memory, which must outlive this.
  explicit MultipartBody(std::string_view boundary) noexcept;
  // REQUIRES: the boundary is not empty.
  void Read(std::string_view piece, BodyText& text) noexcept;

 private:
  enum class State : uint8_t {
    kPreamble,
    kValue,
    kFile,
    kBehindBoundary,  // which may be a delimiter, as what follows tells
    kHeaders,
    kRest  // from where readers differ on, or behind the end: one text
  };

  char DelimiterAt(std::size_t i) const { return i < 2 ? '-' : boundary_[i - 2]; }
  std::size_t DelimiterBytes() const { return boundary_.size() + 2; }
  bool Matches(char c) noexcept;
  std::size_t InFile(std::string_view piece, BodyText& text) noexcept;
  std::size_t FileBytes(std::string_view piece, BodyText& text) noexcept;
  void BoundaryRead(BodyText& text) noexcept;
  std::size_t InContent(std::string_view piece, BodyText& text) noexcept;
  void Release(std::size_t delimiter_bytes, BodyText& text) noexcept;
  void Content(std::string_view content, BodyText& text) noexcept;
  void Doubt(BodyText& text) noexcept;
  void BehindBoundary(char c, BodyText& text) noexcept;
  void InHeaders(char c, BodyText& text) noexcept;
  void StartContent(BodyText& text) noexcept;
  void GiveFile(BodyText& text) const noexcept;
  void GiveType(BodyText& text) const noexcept;

  std::string_view boundary_;
  // Of what was matched of "--boundary": how much of it is its beginning, too. So the search never goes back,
  // not even over bytes of a piece that is gone.
  std::array<uint8_t, kMostBoundaryBytes + 2> fallback_;
  std::size_t matched_ = 0;
  State state_ = State::kPreamble;
  uint8_t line_end_ = 2;  // bytes of a line end just read, which belong to a delimiter if one follows
  // kValue: what the part says it is.
  enum class Reads : uint8_t { kText, kJson, kMarkup, kQuoted };
  Reads reads_ = Reads::kText;
  JsonBody json_;
  MarkupBody markup_;
  QuotedPrintable quoted_;
  FileStart file_;
  bool borrowed_ = true;  // it is no part of the content: the headers' end, or the beginning of the body
  bool begun_ = false;    // a field was begun for what stands in no part: at its first byte that is no blank
  State before_ = State::kPreamble;  // kBehindBoundary
  std::array<char, 4> behind_;
  std::size_t behind_bytes_ = 0;
  PartHeaders headers_;
};

}  // namespace errwatch
