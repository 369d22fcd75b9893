// Runs one of the steps that match/normalize.h is made of.
#pragma once

#include <string>

#include "match/decoding.h"

namespace errwatch {

// What the step makes of a text, with a mark in front where it reports a change.
inline std::string After(void (*step)(DecodeBuffer&), std::string text) {
  DecodeBuffer buffer{text.data(), text.size()};
  step(buffer);
  return (buffer.changed ? "*" : "") + text.substr(0, buffer.size);
}

}  // namespace errwatch
