#include "match/normalize.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/ascii.h"
#include "match/blanks.h"
#include "match/byte_block.h"
#include "match/decoding.h"

namespace errwatch {
namespace {

constexpr int kMaxRounds = 3;

struct Traits {
  bool upper = false;
  bool double_blanks = false;
  bool controls = false;   // white space that is no blank, among others
  bool special = false;    // what may be an encoding
  bool reference = false;  // '&', and what a character reference has besides

  // Nothing but letter case may change.
  bool stays() const { return !special && !double_blanks && !controls; }
};

// Bytes that something below may change.
struct SpecialBytes {
  unsigned char own;      // '\\' in messages, '+' in queries, else a '%' again
  unsigned char allowed;  // the control character that is none of them
  explicit SpecialBytes(TextKind kind)
      : own(kind == TextKind::kMessage ? '\\'
            : kind == TextKind::kQuery ? '+'
                                       : '%'),
        allowed(kind == TextKind::kLines ? '\n' : ' ') {}
};

// Looks for the traits of a text, 16 bytes at a time.
class TraitSearch {
 public:
  static constexpr std::size_t kBlockBytes = sizeof(ByteBlock);

  explicit TraitSearch(TextKind kind) : kind_(kind) {}

  // The block at `in`, in lower case. `neighbours`: the same one byte further, or before.
  ByteBlock Take(const char* in, const char* neighbours) {
    const ByteBlock v = LoadBlock(in);
    const ByteBlock is_upper = BlockOf(v - 'A' < 26);
    upper_ |= is_upper;
    ampersand_ |= BlockOf(v == '&');
    reference_ |= BlockOf((v == '#') | (v == ';'));
    double_blanks_ |= BlockOf((v == ' ') & (LoadBlock(neighbours) == ' '));
    controls_ |= BlockOf((v < ' ') & (v != kind_.allowed));
    // Above ASCII the highest bit is set.
    special_ |= BlockOf((v == kind_.own) | (v == '%') | (v == '*')) | (v & 0x80);
    return v | (is_upper & 0x20);
  }

  Traits traits() const {
    Traits traits;
    traits.upper = AnySet(upper_);
    traits.reference = AnySet(ampersand_) && AnySet(reference_);
    if (!AnySet(double_blanks_ | controls_ | special_)) {  // as most texts
      traits.special = traits.reference;
      return traits;
    }
    traits.double_blanks = AnySet(double_blanks_);
    traits.controls = AnySet(controls_);
    // NUL is a control character, too: which of them it is matters to nobody but Decode.
    traits.special = traits.reference || traits.controls || AnySet(special_);
    return traits;
  }

 private:
  SpecialBytes kind_;
  ByteBlock upper_{};
  ByteBlock double_blanks_{};
  ByteBlock controls_{};
  ByteBlock special_{};
  ByteBlock ampersand_{};
  ByteBlock reference_{};  // what a character reference has besides: '#' or a ';'
};

// Copies in lower case; `out` may be where the text stands. Most texts need nothing else, so this is the path
// that must be fast.
Traits CopyLower(std::string_view text, TextKind kind, char* out) {
  constexpr std::size_t kBlockBytes = TraitSearch::kBlockBytes;
  TraitSearch search(kind);
  const auto take = [&](std::size_t at, std::size_t neighbours) {
    const ByteBlock lower = search.Take(text.data() + at, text.data() + neighbours);
    std::memcpy(out + at, &lower, sizeof lower);
  };
  if (text.size() > kBlockBytes) {
    const std::size_t last = text.size() - kBlockBytes;
    for (std::size_t at = 0; at < last; at += kBlockBytes) take(at, at + 1);
    take(last, last - 1);  // some of its bytes once more
    return search.traits();
  }
  // A block that is filled up with letters.
  std::array<char, kBlockBytes + 1> block;
  block.fill('a');
  std::ranges::copy(text, block.begin());
  const ByteBlock lower = search.Take(block.data(), block.data() + 1);
  std::memcpy(block.data(), &lower, sizeof lower);
  std::copy_n(block.begin(), text.size(), out);
  return search.traits();
}

// True when something changed.
bool Decode(DecodeBuffer& buffer, TextKind kind, bool keep_comments = false) {
  bool decoded = false;
  if (kind == TextKind::kMessage) UndoHttpdEscapes(buffer);
  for (int round = 0; round < kMaxRounds; ++round) {
    if (kind == TextKind::kQuery) PlusToBlank(buffer);
    decoded = decoded || buffer.changed;
    buffer.changed = false;
    DecodePercent(buffer);
    FoldUtf8(buffer);
    DecodeReferences(buffer);
    RemoveNul(buffer);
    if (!keep_comments) ReplaceComments(buffer);
    if (!buffer.changed) break;  // blanks alone bring no new encoding to light
  }
  return decoded || buffer.changed;
}

// Of the part that begins at `from`; `lower` is in lower case. `may_refer`: it may have character references.
std::size_t EndOfPart(std::string_view lower, std::size_t from, TextKind kind, bool may_refer) {
  std::size_t end = std::string_view::npos;
  switch (kind) {
    case TextKind::kQuery:
      end = lower.find('&', from);
      // One that was not encoded, but is meant to be a character of HTML.
      while (may_refer && end != std::string_view::npos && BeginsReference(lower.substr(end + 1)))
        end = lower.find('&', end + 1);
      break;
    case TextKind::kAddress:
      end = lower.find_first_of("&?", from);
      break;
    case TextKind::kCookies:
      end = lower.find(';', from);
      break;
    case TextKind::kLines:
      end = lower.find('\n', from);
      break;
    case TextKind::kMessage:
    case TextKind::kPath:
    case TextKind::kHeader:
      break;
  }
  return std::min(end, lower.size());
}

// Decodes a text that stands in `out` in lower case, part by part.
class PartDecoder {
 public:
  PartDecoder(std::size_t size, TextKind kind, char* out) : size_(size), kind_(kind), out_(out) {}

  // The part from `from` to `end`, and the separator behind it.
  TextPart Take(std::size_t from, std::size_t end) {
    DecodeBuffer buffer{out_ + from, end - from};
    TextPart part{from, end - from, to_};
    // What one part holds is no reason to look at the others.
    const Traits traits = CopyLower({buffer.data, buffer.size}, kind_, buffer.data);
    part.plain = traits.stays();
    if (!part.plain) Change(buffer, traits, part);
    if (to_ != from) std::memmove(out_ + to_, buffer.data, buffer.size);
    part.bytes = buffer.size;
    to_ += buffer.size;
    if (end < size_) out_[to_++] = out_[end];
    return part;
  }

  std::string_view text() const { return {out_, to_}; }
  bool decoded() const { return decoded_; }
  bool folded() const { return folded_; }

 private:
  void Change(DecodeBuffer& buffer, const Traits& traits, TextPart& part) {
    const bool decoded = traits.special && Decode(buffer, kind_);
    const bool controls = traits.controls || decoded;  // an encoding may have hidden them
    part.has_lines = controls && buffer.Find('\n') != nullptr;
    part.has_comment = buffer.took_text;
    buffer.changed = false;
    if (controls) {
      CollapseBlanks(buffer);
    } else if (traits.double_blanks) {
      CollapseDoubleBlanks(buffer);
    }
    decoded_ = decoded_ || decoded;
    folded_ = folded_ || buffer.changed;
  }

  std::size_t size_;
  TextKind kind_;
  char* out_;
  std::size_t to_ = 0;
  bool decoded_ = false;
  bool folded_ = false;
};

void CollapseFolded(DecodeBuffer& buffer, TextKind kind, const Traits& traits) {
  if (!traits.controls) {
    CollapseDoubleBlanks(buffer);
  } else if (kind == TextKind::kLines) {
    CollapseBlanksInLines(buffer);
  } else {
    CollapseBlanks(buffer);
  }
}

}  // namespace

std::string_view LowerCase(std::string_view text, std::span<char> out) noexcept {
  std::size_t at = 0;
  for (; at + sizeof(ByteBlock) <= text.size(); at += sizeof(ByteBlock)) {
    const ByteBlock v = LoadBlock(text.data() + at);
    const ByteBlock lower = v | (BlockOf(v - 'A' < 26) & 0x20);
    std::memcpy(out.data() + at, &lower, sizeof lower);
  }
  for (; at < text.size(); ++at) out[at] = ToLower(text[at]);
  return {out.data(), text.size()};
}

std::string_view FoldText(std::string_view text, TextKind kind, std::span<char> out) noexcept {
  text = text.substr(0, out.size());
  const Traits traits = CopyLower(text, kind, out.data());
  DecodeBuffer buffer{out.data(), text.size()};
  if (traits.double_blanks || traits.controls) CollapseFolded(buffer, kind, traits);
  return {buffer.data, buffer.size};
}

Normalized Normalize(std::string_view text, TextKind kind, std::span<char> out, std::span<TextPart> parts,
                     std::size_t* part_count) noexcept {
  text = text.substr(0, out.size());
  if (text.empty()) {
    parts.front() = {.plain = true};
    *part_count = 1;
    return {};
  }
  const Traits traits = CopyLower(text, kind, out.data());
  const bool stays = traits.stays();
  PartDecoder decoder(text.size(), kind, out.data());
  std::size_t count = 0;
  for (std::size_t from = 0; from <= text.size();) {
    // What a part decodes to is no separator; nothing is written behind `from`.
    const bool takes_rest = stays && count + 1 == parts.size();
    const std::size_t end =
        takes_rest ? text.size() : EndOfPart({out.data(), text.size()}, from, kind, traits.reference);
    const TextPart part = stays ? TextPart{.sent_begin = from,
                                           .sent_bytes = end - from,
                                           .begin = from,
                                           .bytes = end - from,
                                           .plain = !takes_rest}
                                : decoder.Take(from, end);
    if (count < parts.size()) {
      parts[count++] = part;
    } else {
      TextPart& rest = parts.back();
      rest.sent_bytes = end - rest.sent_begin;
      rest.bytes = part.begin + part.bytes - rest.begin;
      rest.has_lines = rest.has_comment = rest.plain = false;
    }
    from = end + 1;
  }
  *part_count = count;
  if (stays) return {{out.data(), text.size()}, traits.upper};
  return {decoder.text(), traits.upper, decoder.folded(), decoder.decoded()};
}

Normalized Normalize(std::string_view text, TextKind kind, std::span<char> out) noexcept {
  std::array<TextPart, 1> all;
  std::size_t count = 0;
  return Normalize(text, kind, out, all, &count);
}

std::size_t EndOfPart(std::string_view text, std::size_t from, TextKind kind) noexcept {
  return EndOfPart(text, from, kind, true);
}

std::string_view NormalizeWithComments(std::string_view part, TextKind kind, std::span<char> out) noexcept {
  part = part.substr(0, out.size());
  if (part.empty()) return {};
  CopyLower(part, kind, out.data());
  DecodeBuffer buffer{out.data(), part.size()};
  Decode(buffer, kind, true);
  CollapseBlanks(buffer);
  return {buffer.data, buffer.size};
}

std::string_view NormalizeWithoutLineComments(std::string_view part, TextKind kind,
                                              std::span<char> out) noexcept {
  part = part.substr(0, out.size());
  if (part.empty()) return {};
  CopyLower(part, kind, out.data());
  DecodeBuffer buffer{out.data(), part.size()};
  Decode(buffer, kind);
  ReplaceLineComments(buffer);
  CollapseBlanks(buffer);
  return {buffer.data, buffer.size};
}

}  // namespace errwatch
