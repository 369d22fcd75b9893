// What is kept of a body while it passes: its fields as a query, "name=value&name=value", whatever it was
// sent as. Never longer than a limit.
#pragma once

#include <cstddef>
#include <string_view>

namespace errwatch {

class BodyText {
 public:
  // Memory that lives at least as long as this; null = there is none.
  struct Memory {
    char* (*allocate)(void* from, std::size_t bytes) = nullptr;
    void* from = nullptr;
  };
  // `expected`: so many bytes are asked for at first. What is asked for in all is less than 1.7 times
  // `limit`.
  BodyText(std::size_t limit, std::size_t expected, Memory memory) noexcept
      : limit_(limit), expected_(expected), memory_(memory) {}

  // A field is StartField, its name, and with a value StartValue and that. The value of a field that holds a
  // secret (model/secret_field.h) is left out.
  void StartField() noexcept;
  void StartValue() noexcept;
  void Put(std::string_view text) noexcept;     // as it is: encoded already
  void Encode(std::string_view text) noexcept;  // text that an application would read as it is
  void Encode(char c) noexcept { Encode(std::string_view(&c, 1)); }

  // Something did not fit: the rest is not kept.
  bool full() const { return full_; }
  std::string_view view() const { return {bytes_, size_}; }

 private:
  void Append(std::string_view text) noexcept;
  bool Grow() noexcept;

  std::size_t limit_;
  std::size_t expected_;
  Memory memory_;
  char* bytes_ = nullptr;
  std::size_t size_ = 0;
  std::size_t room_ = 0;
  std::size_t name_ = 0;  // where the last field begins
  bool secret_ = false;   // its value is left out
  bool full_ = false;
};

}  // namespace errwatch
