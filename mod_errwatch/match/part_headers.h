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
  std::string_view line() const {
    return {line_.data(), line_bytes_};
  }  // what was read of the last one, its end with it

  std::string_view name() const { return view(name_); }
  std::string_view file_name() const { return view(file_name_); }
  std::string_view type() const { return view(type_); }
  bool names_file() const { return names_file_; }
  // All readers see a file, or all see a value, and all see this name. False is no fault: "filename*" alone.
  bool plain() const { return plain_; }
  bool IsFile() const { return plain_ && names_file_ && !IsTyped(); }
  // A value that scripts send with its type, as a Blob: its name is that of no file. Spring reads such JSON.
  bool IsTyped() const;
  bool IsTypedJson() const;
  bool IsMarkup() const;
  // The part says that it is written in quoted-printable, or in a character set.
  bool quoted() const { return quoted_; }
  bool NamesCharset() const;

 private:
  // The longest names of files in all languages, escaped, and both ways to write them. What is longer is no
  // header: nothing of it is cut off.
  static constexpr std::size_t kLineBytes = 2048;
  static constexpr std::size_t kKeptBytes = 2048;  // of all lines of a part

  struct Kept {
    uint16_t begin = 0;
    uint16_t size = 0;
  };
  std::string_view view(Kept kept) const { return {kept_.data() + kept.begin, kept.size}; }
  void Keep(std::string_view text, Kept* as) noexcept;

  bool TakeLine(std::string_view line) noexcept;
  void TakeDisposition(std::string_view value) noexcept;
  bool TakeParameter(std::string_view& rest) noexcept;
  void TakeType(std::string_view value) noexcept;

  std::array<char, kLineBytes> line_;
  std::size_t line_bytes_ = 0;
  std::array<char, kKeptBytes> kept_;
  std::size_t kept_bytes_ = 0;
  Kept name_;
  Kept file_name_;
  Kept type_;
  bool too_long_ = false;
  bool has_disposition_ = false;
  bool has_name_ = false;
  bool has_file_name_ = false;  // "filename", and no other key that means it
  bool names_file_ = false;
  bool plain_ = true;
  bool quoted_ = false;
};

}  // namespace errwatch
