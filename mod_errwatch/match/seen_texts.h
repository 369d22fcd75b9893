// Texts that came before and what was found in them, so that what browsers send with every request is looked
// at once.
//
// One for each scratch, so one thread at a time. Two slots for each hash of a text, of which the one that
// was used longer ago gives way; the bytes are compared, so nobody's text is ever taken for another one.
// Texts that nobody sends again cost a look and a copy.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "model/target.h"

namespace errwatch {

// Fields that must not lie about in memory any longer than their request.
constexpr TargetSet kNotRemembered = Bit(Target::kCookie) | Bit(Target::kAuthorization) | Bit(Target::kBody);
// ... and of whole ones messages, which hardly ever come again.
constexpr TargetSet kNotRememberedFields = kNotRemembered | Bit(Target::kMessage);

// `Known`: what is known of a text.
template <typename Known, std::size_t kShortestText, std::size_t kLongestText, int kSlotsLog2>
class SeenTexts {
 public:
  static constexpr std::size_t kShortest = kShortestText;
  static constexpr std::size_t kLongest = kLongestText;

  // Of this text in this field, and of the other one that it stands for (it is decoded by what surrounds it,
  // too); null: it is not remembered.
  Known* Find(unsigned field, std::string_view text, std::string_view other = {}) noexcept {
    return Fits(text, other) ? FindAt(MixOf(field, text), field, text, other) : nullptr;
  }

  // The same for whoever has MixOf(field, text) already. REQUIRES: kShortest to kLongest bytes.
  Known* FindAt(uint64_t mix, unsigned field, std::string_view text, std::string_view other = {}) noexcept {
    const std::size_t pair = PairOf(mix);
    for (std::size_t i = 0; i < kWays; ++i) {
      Slot& slot = pairs_[pair][i];
      if (!slot.Is(field, text, other)) continue;
      older_[pair] = static_cast<uint8_t>(i ^ 1U);
      return &slot.known;
    }
    return nullptr;
  }

  void Note(unsigned field, std::string_view text, const Known& known, std::string_view other = {}) noexcept {
    if (!Fits(text, other)) return;
    const uint64_t mix = MixOf(field, text);
    if (Known* const same = FindAt(mix, field, text, other)) {
      *same = known;
    } else {
      NoteNewAt(mix, field, text, known, other);
    }
  }

  // REQUIRES: as FindAt, which does not find it.
  void NoteNewAt(uint64_t mix, unsigned field, std::string_view text, const Known& known,
                 std::string_view other = {}) noexcept {
    const std::size_t pair = PairOf(mix);
    Slot& slot = pairs_[pair][older_[pair]];
    older_[pair] ^= 1U;
    slot.known = known;
    slot.field = static_cast<uint16_t>(field);
    slot.bytes = static_cast<uint16_t>(text.size());
    slot.bytes_of_other = static_cast<uint16_t>(other.size());
    std::memcpy(slot.text.data(), text.data(), text.size());
    if (!other.empty()) std::memcpy(slot.text.data() + text.size(), other.data(), other.size());
  }

  // Of what a text holds a word in each 32 bytes and the last one have a say: headers that differ do so in
  // more than a byte or two, or in their lengths.
  static uint64_t MixOf(unsigned field, std::string_view text) noexcept {
    constexpr uint64_t kOdd = 0x9E3779B97F4A7C15;  // 2^64 divided by the golden ratio
    constexpr std::size_t kStep = 32;
    uint64_t mixed = text.size() + field * 31;
    const auto mix = [&](std::size_t at, std::size_t bytes) {
      uint64_t word = 0;
      std::memcpy(&word, text.data() + at, bytes);
      mixed = (mixed ^ word) * kOdd;
      mixed ^= mixed >> 32;
    };
    if (text.size() < sizeof(uint64_t)) {
      mix(0, text.size());
    } else {
      const std::size_t last = text.size() - sizeof(uint64_t);
      for (std::size_t at = 0; at < last; at += kStep) mix(at, sizeof(uint64_t));
      mix(last, sizeof(uint64_t));
    }
    return mixed * kOdd;
  }

 private:
  static constexpr std::size_t kWays = 2;
  static constexpr int kPairsLog2 = kSlotsLog2 - 1;

  struct Slot {
    bool Is(unsigned wanted_field, std::string_view wanted, std::string_view other) const {
      return field == wanted_field && bytes == wanted.size() && bytes_of_other == other.size() &&
             std::memcmp(text.data(), wanted.data(), wanted.size()) == 0 &&
             (other.empty() || std::memcmp(text.data() + wanted.size(), other.data(), other.size()) == 0);
    }

    Known known{};
    uint16_t field = 0;
    uint16_t bytes = 0;  // 0: the slot is empty
    uint16_t bytes_of_other = 0;
    std::array<char, kLongest> text;
  };

  static std::size_t PairOf(uint64_t mix) noexcept {
    return static_cast<std::size_t>(mix >> 1 >> (63 - kPairsLog2));
  }

  static bool Fits(std::string_view text, std::string_view other) {
    return text.size() >= kShortest && text.size() + other.size() <= kLongest;
  }

  std::array<std::array<Slot, kWays>, std::size_t{1} << kPairsLog2> pairs_{};
  std::array<uint8_t, std::size_t{1} << kPairsLog2> older_{};
};

// Of a value and what it is decoded to: what was asked (a bit for each question), and what is in it.
struct KnownValue {
  uint32_t asked = 0;
  uint32_t found = 0;
  uint32_t steps = 0;  // that this took: where something is in it, it takes them again
};
// Shorter ones are looked at as fast.
using SeenValues = SeenTexts<KnownValue, 8, 512, 7>;

// Of a whole field: the patterns that may match there.
struct KnownField {
  uint64_t prefilter = 0;  // whose patterns, and what is clean; Prefilter::serial()
  uint8_t count = 0;
  // None of the structures that are looked for is in it, and decoding changes nothing but letter case, so it
  // is not told apart into values any more. That is noted when it comes the second time: its values are
  // remembered then, and it is known what they take.
  bool clean = false;
  bool lowered = false;  // ... there are upper-case letters in it
  uint16_t values = 0;   // ... it has so many
  uint16_t parts = 0;    // ... that stand in so many parts
  uint32_t steps = 0;    // ... that take so many, remembered
  std::array<uint32_t, 8> patterns;
};
using SeenFields = SeenTexts<KnownField, 1, 1024, 6>;

}  // namespace errwatch
