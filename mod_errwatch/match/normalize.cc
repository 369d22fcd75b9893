#include "match/normalize.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "match/blanks.h"
#include "match/byte_block.h"
#include "match/decoding.h"

namespace errwatch {
namespace {

constexpr int kMaxRounds = 3;

struct Traits {
  bool upper = false;
  bool double_blanks = false;
  bool controls = false;  // white space that is no blank, among others
  bool special = false;   // what may be an encoding
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

// Copies in lower case. Most texts need nothing else, so this is the path that must be fast: 16 bytes at a
// time, the last ones by way of a buffer that is filled up with letters.
class LowerCopy {
 public:
  LowerCopy(std::string_view text, TextKind kind, char* out) : kind_(kind) {
    std::size_t i = 0;
    // One more byte is there: the look at the following one may read it.
    for (; i + kBlockBytes < text.size(); i += kBlockBytes) Take(text.data() + i, out + i);
    std::array<char, kBlockBytes + 1> in;
    std::array<char, kBlockBytes> lower;
    in.fill('a');
    const std::size_t rest = text.size() - i;
    std::copy_n(text.data() + i, rest, in.begin());
    Take(in.data(), lower.data());
    std::copy_n(lower.begin(), rest, out + i);
  }

  Traits traits() const {
    const bool reference = AnySet(ampersand_) && AnySet(reference_);
    const bool high = AnySet(all_ & 0x80);
    // NUL is a control character, too: which of them it is matters to nobody but Decode.
    const bool special = AnySet(special_) || high || reference || AnySet(controls_);
    return {AnySet(upper_), AnySet(double_blanks_), AnySet(controls_), special};
  }

 private:
  static constexpr std::size_t kBlockBytes = sizeof(ByteBlock);

  void Take(const char* in, char* out) {
    const ByteBlock v = LoadBlock(in);
    const ByteBlock next = LoadBlock(in + 1);
    const ByteBlock is_upper = (ByteBlock)(v - 'A' < 26);
    const ByteBlock lower = v | (is_upper & 0x20);
    std::memcpy(out, &lower, sizeof lower);
    upper_ |= is_upper;
    ampersand_ |= (ByteBlock)(v == '&');
    reference_ |= (ByteBlock)((v == '#') | (v == ';'));
    double_blanks_ |= (ByteBlock)((v == ' ') & (next == ' '));
    controls_ |= (ByteBlock)((v < ' ') & (v != kind_.allowed));
    special_ |= (ByteBlock)((v == kind_.own) | (v == '%') | (v == '*'));
    all_ |= v;
  }

  SpecialBytes kind_;
  ByteBlock upper_{};
  ByteBlock double_blanks_{};
  ByteBlock controls_{};
  ByteBlock special_{};
  ByteBlock all_{};
  ByteBlock ampersand_{};
  ByteBlock reference_{};  // what a character reference has besides: '#' or a ';'
};

// True when something changed.
bool Decode(DecodeBuffer& buffer, TextKind kind) {
  bool decoded = false;
  const auto replace_comments = kind == TextKind::kLines ? ReplaceCommentsInLines : ReplaceComments;
  if (kind == TextKind::kMessage) UndoHttpdEscapes(buffer);
  for (int round = 0; round < kMaxRounds; ++round) {
    if (kind == TextKind::kQuery) PlusToBlank(buffer);
    decoded = decoded || buffer.changed;
    buffer.changed = false;
    DecodePercent(buffer);
    FoldUtf8(buffer);
    DecodeReferences(buffer);
    RemoveNul(buffer);
    replace_comments(buffer);
    if (!buffer.changed) break;  // blanks alone bring no new encoding to light
  }
  return decoded || buffer.changed;
}

void Collapse(DecodeBuffer& buffer, TextKind kind, const Traits& traits) {
  if (!traits.controls) {
    CollapseDoubleBlanks(buffer);
  } else if (kind == TextKind::kLines) {
    CollapseBlanksInLines(buffer);
  } else {
    CollapseBlanks(buffer);
  }
}

}  // namespace

std::string_view FoldText(std::string_view text, TextKind kind, std::span<char> out) noexcept {
  text = text.substr(0, out.size());
  const Traits traits = LowerCopy(text, kind, out.data()).traits();
  DecodeBuffer buffer{out.data(), text.size()};
  if (traits.double_blanks || traits.controls) Collapse(buffer, kind, traits);
  return {buffer.data, buffer.size};
}

Normalized Normalize(std::string_view text, TextKind kind, std::span<char> out) noexcept {
  text = text.substr(0, out.size());
  Traits traits = LowerCopy(text, kind, out.data()).traits();
  Normalized result{{out.data(), text.size()}, traits.upper};
  if (!traits.special && !traits.double_blanks && !traits.controls) return result;

  DecodeBuffer buffer{out.data(), text.size()};
  if (traits.special) result.decoded = Decode(buffer, kind);
  traits.controls = traits.controls || result.decoded;  // an encoding may have hidden them
  buffer.changed = false;
  Collapse(buffer, kind, traits);
  result.folded = buffer.changed;
  result.text = {buffer.data, buffer.size};
  return result;
}

}  // namespace errwatch
