// application/x-www-form-urlencoded, in pieces of any size: it is a query already.
#pragma once

#include <string_view>

#include "match/body_text.h"

namespace errwatch {

class FormBody {
 public:
  void Read(std::string_view piece, BodyText& text) noexcept;

 private:
  bool in_field_ = false;
  bool in_value_ = false;
};

}  // namespace errwatch
