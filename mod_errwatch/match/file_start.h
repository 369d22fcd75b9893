// How a file begins, in pieces of any size, as far as it says what would happen where somebody opens it: the
// entities that a document of XML has from elsewhere, and the classes of a serialised object. Nothing else of
// a file is looked at or kept.
//
//   <!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>      =<!ENTITY+x+SYSTEM+"file:///etc/passwd">
//   AC ED 00 05 ...                                               match/object_names.h
//
// Not given: document types with an address of their own, names of signs, texts and namespaces (what drawing
// programs write), and entities that lie beside the file or are published ones: books are made of such.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "match/body_text.h"
#include "match/object_names.h"

namespace errwatch {

class FileStart {
 public:
  // Of XML that describes a request, no file: nobody's has a document type, so the whole of it is given.
  enum class Gives : bool { kOutwardEntities, kDocumentType };
  explicit FileStart(Gives gives = Gives::kOutwardEntities) noexcept : gives_(gives) {}

  void Read(std::string_view piece, BodyText& text) noexcept;
  bool is_markup() const { return state_ >= State::kOpen && state_ != State::kDone; }
  // The rest of the file says nothing.
  bool done() const { return state_ == State::kDone; }

 private:
  static constexpr std::size_t kMostTypeBytes = 2048;
  static constexpr int kMostEntities = 4;

  enum class State : uint8_t {
    kBegin,
    kObject,
    kOpen,  // behind '<'
    kInstruction,
    kComment,
    kType,
    kSubset,
    kDeclaration,
    kSubsetComment,
    kDone
  };
  void Begin(char c, BodyText& text) noexcept;
  void Open(char c, BodyText& text) noexcept;
  void InType(char c, BodyText& text) noexcept;
  void InDeclaration(char c, BodyText& text) noexcept;
  bool EndsComment(char c) noexcept;
  bool IsQuoted(char c) noexcept;
  std::string_view kept() const { return {kept_.data(), kept_bytes_}; }

  Gives gives_;
  State state_ = State::kBegin;
  bool zero_ = false;  // something stood in front that may stand before markup, and before no object
  bool behind_zero_ = false;
  char quote_ = '\0';
  std::size_t dashes_ = 0;
  std::size_t given_ = 0;  // bytes of the document type
  int entities_ = 0;
  char last_ = '\0';
  std::array<char, 512> kept_;
  std::size_t kept_bytes_ = 0;
  ObjectNames object_;
};

}  // namespace errwatch
