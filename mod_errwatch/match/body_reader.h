// A request's body on its way: what is sent in it -> BodyText. One for forms, multipart, JSON and plain text.
// UTF-16 and XML in EBCDIC are read as the ASCII that they stand for, as parsers tell by the first bytes.
//
// It reads what passes, in pieces of any size; the same bytes in other pieces give the same text. Nothing in
// a field changes how another one is read. Allocates nothing but by BodyText::Memory.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "match/body_text.h"
#include "match/file_start.h"
#include "match/form_body.h"
#include "match/json_body.h"
#include "match/markup_body.h"
#include "match/multipart_body.h"
#include "model/body_type.h"
#include "model/guess.h"

namespace errwatch {

class BodyReader {
 public:
  // REQUIRES: what type.boundary points to outlives this.
  BodyReader(BodyType type, std::size_t limit, std::size_t expected, BodyText::Memory memory) noexcept;

  void Read(std::string_view piece) noexcept;

  // Nothing more will be kept.
  bool full() const { return text_.full(); }
  // It is none that is read.
  bool passes_by() const { return begun_ && reads_ == Form::kNone && !guesses_form_; }
  std::string_view text() const { return text_.view(); }
  // What is tried in it, as far as it was read.
  Guess guess() const noexcept;

 private:
  enum class Form : unsigned char {
    kNone,
    kForm,
    kMultipart,
    kJson,
    kPlain,  // one text without a name
    kFile    // how it begins
  };
  enum class Charset : unsigned char { kUnknown, kBytes, kLittleEndian, kBigEndian, kEbcdic };
  void TellCharset(char second) noexcept;
  void ReadDecoded(std::string_view piece) noexcept;
  void ReadText(std::string_view piece) noexcept;
  void ReadAs(std::string_view piece) noexcept;
  void ReadObject(std::string_view& piece) noexcept;
  void Begin(char c) noexcept;
  void Decide(char first, char second) noexcept;
  void GuessForm(char c) noexcept;
  void ReadForm(std::string_view piece) noexcept;

  BodyKind kind_;
  bool begun_ = false;
  bool guesses_form_ = false;
  bool may_be_object_ = false;  // beside what it is read as
  char first_ = '\0';           // what may begin JSON, as its next byte tells
  Charset charset_ = Charset::kUnknown;
  bool has_byte_ = false;
  char byte_ = '\0';           // the first of all, or of two
  std::array<char, 64> name_;  // of what may be a form
  std::size_t name_bytes_ = 0;
  BodyText text_;
  // One of them reads; a variant of them could throw, as far as compilers can tell.
  Form reads_ = Form::kNone;
  FormBody form_;
  MultipartBody multipart_;
  JsonBody json_;
  MarkupBody markup_;
  FileStart file_;
};

}  // namespace errwatch
