#include "anomaly/message_words.h"

#include <array>
#include <iterator>

namespace errwatch {
namespace {

struct ListedWord {
  std::string_view word;
  std::string_view mark;  // "", "key", "grammar", "both"
};

// message_words.inc is made by CMake.
constexpr ListedWord kWords[] = {
#include <message_words.inc>
};

constexpr uint16_t kKeyBit = 1;
constexpr uint16_t kGrammarBit = 2;
constexpr std::size_t kSlots = 8192;
static_assert(std::size(kWords) * 2 < kSlots, "look-ups of what is no word must end soon");

// Fourteen bits of the hash beside those that choose the slot: of 100,000 other words two are taken for one
// of these, always the same ones. 0 = free.
constexpr uint16_t PrintOf(uint64_t hash) { return static_cast<uint16_t>(hash >> 48 & 0xFFFC) | 4; }
constexpr std::size_t SlotOf(uint64_t hash) { return hash % kSlots; }

using WordTable = std::array<uint16_t, kSlots>;

consteval WordTable MakeTable() {
  WordTable table{};
  for (const ListedWord& listed : kWords) {
    const uint64_t hash = MessageWordHash(listed.word);
    std::size_t slot = SlotOf(hash);
    while (table[slot] != 0) {
      if ((table[slot] & 0xFFFC) == PrintOf(hash)) throw "two words look alike: change the hash";
      slot = (slot + 1) % kSlots;
    }
    const char mark = listed.mark.empty() ? ' ' : listed.mark[0];
    table[slot] = static_cast<uint16_t>(PrintOf(hash) | (mark == 'k' || mark == 'b' ? kKeyBit : 0) |
                                        (mark == 'g' || mark == 'b' ? kGrammarBit : 0));
  }
  return table;
}
constexpr WordTable kTable = MakeTable();

}  // namespace

MessageWord FindMessageWord(uint64_t word_hash) noexcept {
  const uint16_t print = PrintOf(word_hash);
  for (std::size_t slot = SlotOf(word_hash);; slot = (slot + 1) % kSlots) {
    const uint16_t found = kTable[slot];
    if (found == 0) return {};
    if ((found & 0xFFFC) == print) return {true, (found & kKeyBit) != 0, (found & kGrammarBit) != 0};
  }
}

}  // namespace errwatch
