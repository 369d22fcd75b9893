// A body read in pieces, for tests.
#pragma once

#include <algorithm>
#include <deque>
#include <string>

#include "match/body_reader.h"

namespace errwatch {

class TestMemory {
 public:
  BodyText::Memory memory() { return {&Allocate, this}; }
  std::size_t bytes() const { return bytes_; }
  void EndAt(std::size_t most) { most_ = most; }

 private:
  static char* Allocate(void* from, std::size_t bytes) {
    auto* self = static_cast<TestMemory*>(from);
    if (self->bytes_ + bytes > self->most_) return nullptr;
    self->bytes_ += bytes;
    return self->blocks_.emplace_back(bytes, '\0').data();
  }
  std::deque<std::string> blocks_;
  std::size_t bytes_ = 0;
  std::size_t most_ = ~std::size_t{0};
};

inline std::string ReadBody(BodyType type, std::string_view body, std::size_t piece = ~std::size_t{0},
                            std::size_t limit = 65536) {
  TestMemory memory;
  BodyReader reader(type, limit, 0, memory.memory());
  while (!body.empty()) {
    const std::size_t bytes = std::min(piece, body.size());
    // A copy of its own, so that a sanitizer sees whoever keeps a view of it.
    reader.Read(std::string(body.substr(0, bytes)));
    body.remove_prefix(bytes);
  }
  return std::string(reader.text());
}

}  // namespace errwatch
