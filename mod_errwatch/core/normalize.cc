#include "core/normalize.h"

#include <array>
#include <cstdint>
#include <cstring>

#include "core/ascii.h"
#include "core/decoding.h"

namespace errwatch {
namespace {

constexpr int kMaxRounds = 3;

struct Traits {
  bool upper = false;
  bool special = false;
};

using Block = unsigned char __attribute__((vector_size(16)));

Block Load(const char* from) {
  Block block;
  std::memcpy(&block, from, sizeof block);
  return block;
}

bool AnySet(Block block) {
  std::array<uint64_t, 2> words;
  std::memcpy(words.data(), &block, sizeof words);
  return (words[0] | words[1]) != 0;
}

// Bytes that something below may change.
struct SpecialBytes {
  unsigned char own;      // '\\' in messages, '+' in queries, else a '%' again
  unsigned char allowed;  // the control character that is none of them
  explicit SpecialBytes(TextKind kind)
      : own(kind == TextKind::kMessage ? '\\'
            : kind == TextKind::kQuery ? '+'
                                       : '%'),
        allowed(kind == TextKind::kLines ? '\n' : ' ') {}

  bool Has(char byte) const {
    const auto c = static_cast<unsigned char>(byte);
    return c == own || c == '%' || c == '*' || (c < ' ' && c != allowed) || c >= 0x80;
  }
};

// Copies in lower case. Most texts need nothing else, so this is the path that must be fast: 16 bytes at a
// time.
Traits LowerCopy(std::string_view text, TextKind kind, char* out) {
  const SpecialBytes bytes(kind);
  const char* in = text.data();
  const std::size_t size = text.size();
  std::size_t i = 0;
  Block upper{};
  Block special{};
  Block ampersand{};
  Block reference{};  // what a character reference has besides: '#' or a ';'
  for (; i + sizeof(Block) < size;
       i += sizeof(Block)) {  // one more byte is there: the look at the following one may read it
    const Block v = Load(in + i);
    const Block next = Load(in + i + 1);
    const Block is_upper = (Block)((v >= 'A') & (v <= 'Z'));
    const Block lower = v | (is_upper & 0x20);
    std::memcpy(out + i, &lower, sizeof lower);
    upper |= is_upper;
    ampersand |= (Block)(v == '&');
    reference |= (Block)((v == '#') | (v == ';'));
    special |= (Block)((v == bytes.own) | (v == '%') | (v == '*') | ((v < ' ') & (v != bytes.allowed)) |
                       (v >= 0x80) | ((v == ' ') & (next == ' ')));
  }
  Traits traits{AnySet(upper), AnySet(special)};
  bool has_ampersand = AnySet(ampersand);
  bool has_reference = AnySet(reference);
  for (; i < size; ++i) {
    has_ampersand = has_ampersand || in[i] == '&';
    has_reference = has_reference || in[i] == '#' || in[i] == ';';
    traits.upper = traits.upper || IsUpper(in[i]);
    traits.special = traits.special || bytes.Has(in[i]) || (in[i] == ' ' && i + 1 < size && in[i + 1] == ' ');
    out[i] = ToLower(in[i]);
  }
  traits.special = traits.special || (has_ampersand && has_reference);
  return traits;
}

}  // namespace

Normalized Normalize(std::string_view text, TextKind kind, std::span<char> out) noexcept {
  text = text.substr(0, out.size());
  const Traits traits = LowerCopy(text, kind, out.data());
  Normalized result{{out.data(), text.size()}, traits.upper, false};
  if (!traits.special) return result;

  DecodeBuffer buffer{out.data(), text.size()};
  if (kind == TextKind::kMessage) UndoHttpdEscapes(buffer);
  for (int round = 0; round < kMaxRounds; ++round) {
    if (kind == TextKind::kQuery) PlusToBlank(buffer);
    result.decoded = result.decoded || buffer.changed;
    buffer.changed = false;
    DecodePercent(buffer);
    FoldUtf8(buffer);
    DecodeReferences(buffer);
    RemoveNul(buffer);
    ReplaceComments(buffer);
    if (!buffer.changed) break;  // blanks alone bring no new encoding to light
  }
  kind == TextKind::kLines ? CollapseBlanksInLines(buffer) : CollapseBlanks(buffer);
  result.decoded = result.decoded || buffer.changed;
  result.text = {buffer.data, buffer.size};
  return result;
}

}  // namespace errwatch
