#include "match/body_reader.h"

#include "base/ascii.h"

namespace errwatch {

BodyReader::BodyReader(BodyType type, std::size_t limit, std::size_t expected,
                       BodyText::Memory memory) noexcept
    : kind_(type.kind), text_(limit, expected, memory), multipart_(type.boundary) {
  if (kind_ == BodyKind::kForm) reads_ = Form::kForm;
  if (kind_ == BodyKind::kMultipart) reads_ = Form::kMultipart;
  begun_ = reads_ != Form::kNone || kind_ == BodyKind::kNone;
}

// Which of the others it is tells the first byte that is no blank: scripts send JSON as plain text, and forms
// as JSON or without a type.
void BodyReader::Decide(char first) noexcept {
  begun_ = true;
  const bool bytes = kind_ == BodyKind::kBytes;
  if (!bytes && (first == '{' || first == '[' || (kind_ == BodyKind::kJson && first == '"'))) {
    reads_ = Form::kJson;
  } else if (bytes || kind_ == BodyKind::kText || first == '<') {
    reads_ = Form::kPlain;
    if (bytes) {
      text_.StartOdd(false);
    } else {
      text_.StartField();
      text_.StartValue(BodyText::Secrets::kNone);
    }
  } else {
    reads_ = Form::kForm;
  }
}

void BodyReader::Read(std::string_view piece) noexcept {
  while (!begun_ && !piece.empty()) {
    if (!IsSpace(piece.front()) && piece.front() != '\xEF' && piece.front() != '\xBB' &&
        piece.front() != '\xBF') {
      Decide(piece.front());
    } else {
      piece.remove_prefix(1);  // blanks, and the mark of UTF-8
    }
  }
  if (piece.empty()) return;
  switch (reads_) {
    case Form::kForm:
      return form_.Read(piece, text_);
    case Form::kMultipart:
      return multipart_.Read(piece, text_);
    case Form::kJson:
      return json_.Read(piece, text_);
    case Form::kPlain:
      return markup_.Read(piece, text_);
    case Form::kNone:
      return;
  }
}

}  // namespace errwatch
