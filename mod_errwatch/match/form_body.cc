#include "match/form_body.h"

#include <algorithm>

namespace errwatch {

void FormBody::Read(std::string_view piece, BodyText& text) noexcept {
  while (!piece.empty() && !text.full()) {
    if (piece.front() == '&') {
      in_field_ = in_value_ = false;
      piece.remove_prefix(1);
      continue;
    }
    if (!in_field_) text.StartField();
    in_field_ = true;
    if (!in_value_ && piece.front() == '=') {
      text.StartValue();
      in_value_ = true;
      piece.remove_prefix(1);
      continue;
    }
    const std::size_t end = std::min(in_value_ ? piece.find('&') : piece.find_first_of("&="), piece.size());
    text.Put(piece.substr(0, end));
    piece.remove_prefix(end);
  }
}

}  // namespace errwatch
