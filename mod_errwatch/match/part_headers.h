// The headers of one part of a multipart body, byte by byte.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace errwatch {

class PartHeaders {
 public:
  enum class Reading : uint8_t {
    kMore,
    kEnd,  // the empty line was read
    kOdd   // readers would not agree on what is a line, or where they end: all from line() on may be content
  };
  void Begin() noexcept;
  Reading Read(char c) noexcept;
  std::string_view line() const { return line_.view(); }  // what was read of the last one, its end with it

  std::string_view name() const { return name_.view(); }
  std::string_view file_name() const { return file_name_.view(); }
  std::string_view type() const { return type_.view(); }
  bool names_file() const { return names_file_; }
  // All readers see a file, or all see a value, and all see this name. False is no fault: "filename*" alone.
  bool plain() const { return plain_; }
  bool IsFile() const { return plain_ && names_file_; }

 private:
  static constexpr std::size_t kLineBytes = 1024;
  static constexpr std::size_t kValueBytes = 256;  // as much of a name or a type as is kept

  template <std::size_t kBytes>
  struct Short {
    std::array<char, kBytes> bytes;
    std::size_t size = 0;
    void Add(char c) {
      if (size < kBytes) bytes[size++] = c;
    }
    void Set(std::string_view text) {
      size = 0;
      for (const char c : text) Add(c);
    }
    std::string_view view() const { return {bytes.data(), size}; }
  };

  bool TakeLine(std::string_view line) noexcept;
  void TakeDisposition(std::string_view value) noexcept;
  bool TakeParameter(std::string_view& rest) noexcept;
  void TakeType(std::string_view value) noexcept;

  Short<kLineBytes> line_;
  Short<kValueBytes> name_;
  Short<kValueBytes> file_name_;
  Short<kValueBytes> type_;
  bool has_disposition_ = false;
  bool has_name_ = false;
  bool has_file_name_ = false;  // "filename", and no other key that means it
  bool names_file_ = false;
  bool plain_ = true;
};

}  // namespace errwatch
