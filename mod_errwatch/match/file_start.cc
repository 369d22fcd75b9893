#include "match/file_start.h"

#include <algorithm>

#include "base/ascii.h"

namespace errwatch {
namespace {

constexpr std::string_view kTypeWord = "!DOCTYPE";
constexpr std::string_view kCommentWord = "!--";

// Marks of UTF-8 and UTF-16.
bool IsMark(char c) { return c == '\xEF' || c == '\xBB' || c == '\xBF' || c == '\xFE' || c == '\xFF'; }

// What stands in quotation marks first; `rest` is left behind it.
std::string_view TakeQuoted(std::string_view& rest) {
  const std::size_t begin = rest.find_first_of("\"'");
  if (begin == std::string_view::npos) return {};
  const std::string_view text = rest.substr(begin + 1);
  const std::size_t end = std::min(text.find(rest[begin]), text.size());
  rest = text.substr(std::min(end + 1, text.size()));
  return text.substr(0, end);
}

// Not "chapter1.xml", "../common/legal.ent".
bool LeadsOut(std::string_view address) {
  const std::size_t sign = address.find_first_of(":/\\");
  if (sign == std::string_view::npos) return false;
  return address[sign] == ':' || sign == 0 || address.starts_with("../../..");
}

bool IsWeb(std::string_view address) {
  return BeginsLike(address, "http://") || BeginsLike(address, "https://");
}

// `!ENTITY x SYSTEM "file:///etc/passwd"`: of a declaration without its brackets.
bool IsOutwardEntity(std::string_view declaration) {
  constexpr std::string_view kEntity = "!ENTITY";
  if (!BeginsLike(declaration, kEntity)) return false;
  std::string_view rest = declaration;
  const std::size_t quote = std::min(rest.find_first_of("\"'"), rest.size());
  const std::string_view head = Trim(rest.substr(0, quote));
  if (quote == rest.size()) return declaration.size() >= 256;  // a name to hide behind
  const bool is_public = head.ends_with(" PUBLIC");
  const bool is_system = head.ends_with(" SYSTEM");
  const std::string_view first = TakeQuoted(rest);
  // A declaration in the text of another.
  if (!is_public && !is_system) return first.find(kEntity) != std::string_view::npos;
  const std::string_view address = is_public ? TakeQuoted(rest) : first;
  if (Trim(rest).starts_with("NDATA")) return false;  // a picture, which no parser opens
  return LeadsOut(address) && !(is_public && IsWeb(address));
}

}  // namespace

void FileStart::Read(std::string_view piece, BodyText& text) noexcept {
  for (const char c : piece) {
    if (state_ == State::kDone || text.full()) return;
    if (state_ == State::kBegin) {
      Begin(c, text);
    } else if (state_ == State::kObject) {
      if (!object_.Read(c, text)) state_ = State::kDone;
    } else if (c != '\0') {  // half of a character
      if (state_ == State::kOpen) {
        Open(c, text);
      } else if (state_ == State::kInstruction) {
        if (c == '>' && last_ == '?') state_ = State::kBegin;
      } else if (state_ == State::kComment) {
        if (EndsComment(c)) state_ = State::kBegin;
      } else {
        InType(c, text);
      }
      last_ = c;
    }
  }
}

void FileStart::Begin(char c, BodyText& text) noexcept {
  if (c == '<') {
    kept_bytes_ = 0;
    state_ = State::kOpen;
  } else if (last_ == '\0' && !zero_ && ObjectNames::MayBegin(c) && c != '\0') {
    state_ = State::kObject;
    if (!object_.Read(c, text)) state_ = State::kDone;
  } else if (last_ == '\0' && zero_ && c == '\1') {
    state_ = State::kObject;
    if (!object_.Read('\0', text) || !object_.Read(c, text)) state_ = State::kDone;
  } else if (c == '\0' && !behind_zero_) {
    zero_ = true;
    behind_zero_ = true;
    return;
  } else if (IsSpace(c) || (IsMark(c) && last_ == '\0')) {
    zero_ = true;
  } else {
    state_ = State::kDone;
  }
  behind_zero_ = false;
}

void FileStart::Open(char c, BodyText& text) noexcept {
  last_ = '\0';
  dashes_ = 0;
  kept_[kept_bytes_++] = c;
  if (kept() == "?") {
    state_ = State::kInstruction;
  } else if (kept() == kCommentWord) {
    state_ = State::kComment;
  } else if (EqualsIgnoreCase(kept(), kTypeWord)) {
    state_ = State::kType;
    quote_ = '\0';
    if (gives_ == Gives::kDocumentType) {
      text.StartField();
      text.StartValue(BodyText::Secrets::kNone);
      text.Encode("<!DOCTYPE");
    }
  } else if (!BeginsLike(kTypeWord, kept()) && !kCommentWord.starts_with(kept())) {
    state_ = State::kDone;
  }
}

bool FileStart::EndsComment(char c) noexcept {
  const bool ends = c == '>' && dashes_ >= 2;
  dashes_ = c == '-' ? dashes_ + 1 : 0;
  return ends;
}

// In a text in quotation marks, these with it.
bool FileStart::IsQuoted(char c) noexcept {
  const bool was = quote_ != '\0';
  if (was && c == quote_) quote_ = '\0';
  if (!was && (c == '"' || c == '\'')) quote_ = c;
  return was || quote_ != '\0';
}

void FileStart::InType(char c, BodyText& text) noexcept {
  if (gives_ == Gives::kDocumentType) {
    text.Encode(c);
    if (++given_ == kMostTypeBytes) state_ = State::kDone;
  }
  switch (state_) {
    case State::kType:
      if (IsQuoted(c)) return;
      if (c == '[') state_ = State::kSubset;
      if (c == '>') state_ = State::kDone;
      return;
    case State::kSubset:
      kept_bytes_ = 0;
      quote_ = '\0';
      if (c == '<') state_ = State::kDeclaration;
      if (c == ']') state_ = State::kDone;
      return;
    case State::kDeclaration:
      InDeclaration(c, text);
      return;
    case State::kSubsetComment:
      if (EndsComment(c)) state_ = State::kSubset;
      return;
    default:
      return;
  }
}

void FileStart::InDeclaration(char c, BodyText& text) noexcept {
  const bool quoted = !kept().starts_with('?') && IsQuoted(c);
  if (c == '>' && !quoted) {
    state_ = State::kSubset;
    if (gives_ == Gives::kDocumentType || !IsOutwardEntity(kept())) return;
    text.StartField();
    text.StartValue(BodyText::Secrets::kNone);
    text.Encode('<');
    text.Encode(kept());
    text.Encode('>');
    if (++entities_ == kMostEntities) state_ = State::kDone;
    return;
  }
  if (IsSpace(c)) c = ' ';
  if (c == ' ' && !quoted && kept().ends_with(' ')) return;
  if (kept_bytes_ < kept_.size()) kept_[kept_bytes_++] = c;
  if (kept() != kCommentWord) return;
  dashes_ = 0;
  state_ = State::kSubsetComment;
}

}  // namespace errwatch
