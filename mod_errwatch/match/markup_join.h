// Text of XML that comments, CDATA sections and instructions split, as parsers put it together: what stands
// in front of one is moved behind it.
//
//   <a>un<!-- x -->ion</a>  ->  <a><!-- x -->union</a>
//
// Nothing is added or left out, and what was moved over stays: whether a parser read it tells nobody.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "match/body_text.h"

namespace errwatch {

class MarkupJoin {
 public:
  // What was just put into `text`. REQUIRES: it was Pass()ed where that may be called.
  void See(char c, BodyText& text) noexcept;
  // Of text outside of a tag, the bytes up to the next '<', or '>' where closes().
  void Pass(std::string_view segment) noexcept;
  // A tag, or the beginning of something: each byte is asked for.
  bool is_open() const { return in_ == In::kOpening || in_tag_; }
  // In something that ends with '>'.
  bool closes() const { return in_ != In::kText; }

 private:
  enum class In : uint8_t { kText, kOpening, kComment, kSection, kInstruction };
  void Open(char c, BodyText& text) noexcept;
  void Close(BodyText& text) noexcept;

  In in_ = In::kText;
  bool in_tag_ = false;
  std::array<char, 8> opening_;  // behind '<'
  std::size_t opening_bytes_ = 0;
  std::array<char, 2> tail_{};  // what came last
  std::size_t run_ = 0;         // where text begins in what is kept
  std::size_t run_end_ = 0;     // ... and where something splits it
};

}  // namespace errwatch
