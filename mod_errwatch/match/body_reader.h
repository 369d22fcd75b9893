// A request's body on its way: what is sent in it -> BodyText. One for forms, multipart, JSON and plain text.
//
// It reads what passes, in pieces of any size; the same bytes in other pieces give the same text. Nothing in
// a field changes how another one is read. Allocates nothing but by BodyText::Memory.
#pragma once

#include <string_view>

#include "match/body_text.h"
#include "match/form_body.h"
#include "match/json_body.h"
#include "match/markup_body.h"
#include "match/multipart_body.h"
#include "model/body_type.h"

namespace errwatch {

class BodyReader {
 public:
  // REQUIRES: what type.boundary points to outlives this.
  BodyReader(BodyType type, std::size_t limit, std::size_t expected, BodyText::Memory memory) noexcept;

  void Read(std::string_view piece) noexcept;

  // Nothing more will be kept.
  bool full() const { return text_.full(); }
  std::string_view text() const { return text_.view(); }

 private:
  enum class Form : unsigned char {
    kNone,
    kForm,
    kMultipart,
    kJson,
    kPlain  // one text without a name
  };
  void Decide(char first) noexcept;

  BodyKind kind_;
  bool begun_ = false;
  BodyText text_;
  // One of them reads; a variant of them could throw, as far as compilers can tell.
  Form reads_ = Form::kNone;
  FormBody form_;
  MultipartBody multipart_;
  JsonBody json_;
  MarkupBody markup_;
};

}  // namespace errwatch
