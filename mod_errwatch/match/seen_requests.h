// Requests that came before, and what was said of them, so that what is asked for again and again, with the
// same headers, is judged once. Of those that hold nothing but what may be remembered (kNotRemembered).
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "match/seen_texts.h"
#include "match/work.h"
#include "model/classification.h"
#include "model/entry.h"

namespace errwatch {

// One for each scratch, as of SeenTexts.
class SeenRequests {
 public:
  // What was said of `entry` by the rules of this number (Prefilter::serial()), where the request has so much
  // work left that all would be looked at again. What that took then it takes again. Null: it is not known.
  // REQUIRES: no rule is removed.
  const Classification* Find(uint64_t rules, const Entry& entry, RequestWork* work) noexcept {
    asked_bytes_ = 0;
    if (!IsRemembered(entry) || (work != nullptr && !IsAmple(*work))) return nullptr;
    asked_bytes_ = PutTogether(entry);
    if (asked_bytes_ == 0) return nullptr;
    rules_ = rules;
    status_ = entry.status;
    const Known* const known = seen_.Find(status_, asked());
    if (known == nullptr || known->rules != rules || known->times < kTimes) return nullptr;
    if (work != nullptr) work->left -= known->what.steps;
    return &known->what;
  }

  // Of what Find() was asked for last and did not find. `costly`: more than may be remembered.
  void Note(const Classification& what, bool costly) noexcept {
    if (asked_bytes_ == 0) return;
    if (costly || what.limited || what.overlong || what.unread || what.steps > kMostSteps) return;
    const Known* const known = seen_.Find(status_, asked());
    const bool again = known != nullptr && known->rules == rules_;
    seen_.Note(status_, asked(), {rules_, what, static_cast<uint8_t>(again ? known->times + 1 : 1)});
  }

 private:
  // What a request takes grows less as its parts are remembered: it is what it took the third time.
  static constexpr uint8_t kTimes = 3;
  // Of a request of which so much is left, nothing that takes no more can take the last.
  static constexpr uint32_t kMostSteps = RequestWork::kSteps / 16;
  static bool IsAmple(const RequestWork& work) {
    return work.left >= RequestWork::kSteps / 2 && work.costly == 0;
  }

  static bool IsRemembered(const Entry& entry) {
    const bool secret = !entry.cookie.empty() || !entry.credentials.empty() || !entry.body.empty();
    const bool logged = !entry.message.empty() || !entry.module.empty() || entry.log_id != 0 ||
                        entry.os_error != 0 || entry.level != Entry().level;
    return !secret && !logged && entry.guess.kind == GuessKind::kNone;
  }

  // The lengths, then the texts; 0: they are too long.
  std::size_t PutTogether(const Entry& entry) noexcept {
    const std::array<std::string_view, 8> fields = {entry.uri,     entry.args, entry.method,  entry.agent,
                                                    entry.referer, entry.host, entry.headers, entry.location};
    std::array<uint16_t, fields.size()> lengths;
    std::size_t bytes = sizeof lengths;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].size() > text_.size() - bytes) return 0;
      lengths[i] = static_cast<uint16_t>(fields[i].size());
      std::ranges::copy(fields[i], text_.begin() + static_cast<std::ptrdiff_t>(bytes));
      bytes += fields[i].size();
    }
    std::memcpy(text_.data(), lengths.data(), sizeof lengths);
    return bytes;
  }

  std::string_view asked() const { return {text_.data(), asked_bytes_}; }

  struct Known {
    uint64_t rules = 0;
    Classification what;
    uint8_t times = 0;  // that it came
  };
  static constexpr std::size_t kMostBytes = 1536;

  SeenTexts<Known, 1, kMostBytes, 5> seen_;
  std::array<char, kMostBytes> text_;
  std::size_t asked_bytes_ = 0;
  uint64_t rules_ = 0;
  unsigned status_ = 0;
};

}  // namespace errwatch
