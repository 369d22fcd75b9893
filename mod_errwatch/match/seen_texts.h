// Texts that came before and what was found in them, so that what browsers send with every request is looked
// at once.
//
// One for each scratch, so one thread at a time. A slot for each hash of a text; the bytes are compared, so
// nobody's text is ever taken for another one. Texts that nobody sends again cost a look and a copy.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

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

  // Of this text in this field; null: it is not remembered.
  const Known* Find(unsigned field, std::string_view text) const noexcept {
    if (!Fits(text)) return nullptr;
    const Slot& slot = slots_[SlotOf(field, text)];
    const bool same = slot.field == field && slot.bytes == text.size() &&
                      std::memcmp(slot.text.data(), text.data(), text.size()) == 0;
    return same ? &slot.known : nullptr;
  }
  Known* Find(unsigned field, std::string_view text) noexcept {
    return const_cast<Known*>(std::as_const(*this).Find(field, text));
  }

  void Note(unsigned field, std::string_view text, const Known& known) noexcept {
    if (!Fits(text)) return;
    Slot& slot = slots_[SlotOf(field, text)];
    slot.known = known;
    slot.field = static_cast<uint16_t>(field);
    slot.bytes = static_cast<uint16_t>(text.size());
    std::memcpy(slot.text.data(), text.data(), text.size());
  }

 private:
  struct Slot {
    Known known{};
    uint16_t field = 0;
    uint16_t bytes = 0;  // 0: the slot is empty
    std::array<char, kLongest> text;
  };

  static bool Fits(std::string_view text) { return text.size() >= kShortest && text.size() <= kLongest; }

  // Of what a text holds a word in each 32 bytes and the last one have a say: headers that differ do so in
  // more than a byte or two, or in their lengths.
  static std::size_t SlotOf(unsigned field, std::string_view text) noexcept {
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
    return static_cast<std::size_t>(mixed * kOdd >> (64 - kSlotsLog2));
  }

  std::array<Slot, std::size_t{1} << kSlotsLog2> slots_{};
};

// Of a value: the questions (a bit each) that were answered with no. Shorter ones are looked at as fast.
using SeenValues = SeenTexts<uint32_t, 8, 256, 7>;

// Of a whole field: the patterns that may match there.
struct KnownField {
  uint64_t prefilter = 0;  // whose patterns, and what is clean; Prefilter::serial()
  uint8_t count = 0;
  // None of the structures that are looked for is in it, and decoding changes nothing but letter case: when
  // it comes the third time it is not told apart into values any more. That says nothing of the second time,
  // when its values were remembered, for then is known what looking at it takes.
  bool clean = false;
  bool lowered = false;  // ... there are upper-case letters in it
  uint16_t values = 0;   // ... it has so many
  uint32_t steps = 0;    // ... that are remembered one by one takes so many
  std::array<uint32_t, 8> patterns;
};
using SeenFields = SeenTexts<KnownField, 1, 1024, 6>;

}  // namespace errwatch
