// A serialised object in its binary form, in pieces of any size: which classes it is made of. What such an
// object does where it is read is said by these; its data is nobody's business.
//
//   Java            AC ED 00 05                   =object:sun.reflect.annotation.AnnotationInvocationHandler+
//   .NET            00 01 00 00 00 FF FF FF FF    =object:System.Windows.Data.ObjectDataProvider+
//   Python, pickle  80 02 .. 80 05                =cposix%0Asystem%0A(tR.    as the form in text has it
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "match/body_text.h"

namespace errwatch {

class ObjectNames {
 public:
  // A body that begins with this byte may be one.
  static constexpr bool MayBegin(char c) { return c == '\xAC' || c == '\x80' || c == '\0'; }
  // False: it is none, or all was read that is looked at. The first byte is one that may begin it.
  bool Read(char c, BodyText& text) noexcept;

 private:
  static constexpr std::size_t kMostBytes = 8192;  // of the object that are looked at
  static constexpr int kMostNames = 24;

  enum class Form : uint8_t { kUnknown, kClasses, kPickle };
  bool Begin(char c) noexcept;
  void InClasses(char c, BodyText& text) noexcept;
  void InPickle(char c, BodyText& text) noexcept;
  void GiveClass(BodyText& text) noexcept;
  void GiveCallable(std::string_view module, std::string_view name, BodyText& text) noexcept;

  Form form_ = Form::kUnknown;
  std::array<char, 9> first_;
  std::array<char, 128> name_;  // what is being read
  std::array<char, 32> module_;
  std::size_t bytes_ = 0;
  std::size_t name_bytes_ = 0;
  std::size_t module_bytes_ = 0;
  std::size_t left_ = 0;  // of a text whose length was given
  char before_ = '\0';
  bool is_name_ = false;  // nothing but what a name may have was read of it
  enum class Pickle : uint8_t { kCodes, kLength, kText, kModuleLine, kNameLine };
  Pickle in_pickle_ = Pickle::kCodes;
  int names_ = 0;
};

}  // namespace errwatch
