#include "match/body_reader.h"

#include <type_traits>

#include "base/ascii.h"

namespace errwatch {

BodyReader::BodyReader(BodyType type, std::size_t limit, std::size_t expected,
                       BodyText::Memory memory) noexcept
    : kind_(type.kind), text_(limit, expected, memory) {
  if (kind_ == BodyKind::kForm) body_.emplace<FormBody>();
  if (kind_ == BodyKind::kMultipart) body_.emplace<MultipartBody>(type.boundary);
  begun_ = kind_ == BodyKind::kForm || kind_ == BodyKind::kMultipart || kind_ == BodyKind::kNone;
}

// Which of the others it is tells the first byte that is no blank: scripts send JSON as plain text, and forms
// as JSON or without a type.
void BodyReader::Decide(char first) noexcept {
  begun_ = true;
  if (first == '{' || first == '[' || (kind_ == BodyKind::kJson && first == '"')) {
    body_.emplace<JsonBody>();
  } else if (kind_ == BodyKind::kText || first == '<') {
    body_.emplace<PlainBody>();
    text_.StartField();
    text_.StartValue();
  } else {
    body_.emplace<FormBody>();
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
  const auto read = [&](auto& body) {
    if constexpr (!std::is_same_v<std::remove_reference_t<decltype(body)>, std::monostate>)
      body.Read(piece, text_);
  };
  std::visit(read, body_);
}

}  // namespace errwatch
