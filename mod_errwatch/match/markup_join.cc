#include "match/markup_join.h"

#include <algorithm>

namespace errwatch {
namespace {

constexpr std::string_view kComment = "!--";
constexpr std::string_view kSection = "![CDATA[";
constexpr std::string_view kInstruction = "?";
constexpr std::string_view kSectionEnd = "]]>";

}  // namespace

void MarkupJoin::Pass(std::string_view segment) noexcept {
  if (segment.empty()) return;
  tail_[0] = segment.size() > 1 ? segment[segment.size() - 2] : tail_[1];
  tail_[1] = segment.back();
}

void MarkupJoin::See(char c, BodyText& text) noexcept {
  const bool may_open = in_ == In::kText || in_ == In::kOpening;
  if (may_open && c == '<') {
    in_ = In::kOpening;
    opening_bytes_ = 0;
  } else if (in_ == In::kOpening) {
    return Open(c, text);
  } else if (c == '>') {
    Close(text);
  }
  Pass({&c, 1});
}

void MarkupJoin::Open(char c, BodyText& text) noexcept {
  opening_[opening_bytes_++] = c;
  const std::string_view opening(opening_.data(), opening_bytes_);
  // None of these signs is encoded.
  run_end_ = text.size() - std::min(text.size(), opening.size() + 1);
  if (opening == kInstruction) {
    in_ = In::kInstruction;
  } else if (opening == kComment) {
    in_ = In::kComment;
  } else if (opening == kSection) {
    run_ = text.MoveToEnd(run_, run_end_);
    in_ = In::kSection;
  } else if (!kComment.starts_with(opening) && !kSection.starts_with(opening)) {
    in_ = In::kText;
    in_tag_ = c != '>';
    run_ = text.size();
  } else {
    return;
  }
  if (in_ != In::kText) in_tag_ = false;
  if (in_ != In::kText) tail_ = {};
}

void MarkupJoin::Close(BodyText& text) noexcept {
  if (in_ == In::kText) {
    if (in_tag_) run_ = text.size();
    in_tag_ = false;
    return;
  }
  const std::string_view tail(tail_.data(), tail_.size());
  const bool ends = in_ == In::kComment ? tail == "--" : in_ == In::kSection ? tail == "]]" : tail_[1] == '?';
  if (!ends) return;
  if (in_ == In::kSection) run_end_ = text.size() - std::min(text.size(), kSectionEnd.size());
  run_ = text.MoveToEnd(run_, run_end_);
  in_ = In::kText;
}

}  // namespace errwatch
