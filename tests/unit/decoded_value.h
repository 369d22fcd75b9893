// A value as detectors of structure get it: as it was sent, and decoded.
#pragma once

#include <string>
#include <string_view>

#include "match/normalize.h"
#include "structure/value.h"

namespace errwatch {

class DecodedValue {
 public:
  explicit DecodedValue(std::string_view sent, TextKind kind = TextKind::kQuery)
      : sent_(sent), text_(sent.size(), '\0') {
    text_.resize(Normalize(sent_, kind, text_).text.size());
  }
  Value value() const { return {text_, sent_}; }

 private:
  std::string sent_;
  std::string text_;
};

}  // namespace errwatch
