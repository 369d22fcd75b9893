// Values that nothing was found in, so that what browsers send with every request is looked at once.
//
// One for each scratch, so one thread at a time. A slot for each hash of a value; the bytes are compared, so
// nobody's value is ever taken for another one. Values that nobody sends again cost a look and a copy.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace errwatch {

class SeenValues {
 public:
  static constexpr std::size_t kShortest = 8;  // shorter ones are looked at as fast
  static constexpr std::size_t kLongest = 256;

  // `questions`: a bit for each thing that is looked for. Whether none of them is in this value of this
  // field.
  bool IsClean(unsigned field, std::string_view sent, uint32_t questions) const noexcept {
    if (sent.size() < kShortest || sent.size() > kLongest) return false;
    const Slot& slot = slots_[SlotOf(field, sent)];
    return (slot.answered & questions) == questions && slot.field == field && slot.bytes == sent.size() &&
           std::memcmp(slot.sent.data(), sent.data(), sent.size()) == 0;
  }

  void NoteClean(unsigned field, std::string_view sent, uint32_t questions) noexcept {
    if (sent.size() < kShortest || sent.size() > kLongest) return;
    Slot& slot = slots_[SlotOf(field, sent)];
    slot.answered = questions;
    slot.field = static_cast<uint16_t>(field);
    slot.bytes = static_cast<uint16_t>(sent.size());
    std::memcpy(slot.sent.data(), sent.data(), sent.size());
  }

 private:
  struct Slot {
    uint32_t answered = 0;  // 0: the slot is empty
    uint16_t field = 0;
    uint16_t bytes = 0;
    std::array<char, kLongest> sent;
  };
  static constexpr int kSlotsLog2 = 7;

  // Any distribution will do: beginnings of headers are alike, their ends and lengths are not.
  static std::size_t SlotOf(unsigned field, std::string_view sent) noexcept {
    uint64_t first = 0;
    uint64_t middle = 0;
    uint64_t last = 0;
    std::memcpy(&first, sent.data(), sizeof first);
    std::memcpy(&middle, sent.data() + sent.size() / 2 - 4, sizeof middle);
    std::memcpy(&last, sent.data() + sent.size() - sizeof last, sizeof last);
    constexpr uint64_t kOdd = 0x9E3779B97F4A7C15;  // 2^64 divided by the golden ratio
    const uint64_t mixed = ((first * kOdd ^ middle) * kOdd ^ last) * kOdd + sent.size() + field * 31;
    return static_cast<std::size_t>(mixed * kOdd >> (64 - kSlotsLog2));
  }

  std::array<Slot, std::size_t{1} << kSlotsLog2> slots_{};
};

}  // namespace errwatch
