// Entries and responses that came before, and what was said of them, so that what is asked for again and
// again, with the same headers and the same message, is judged once. Of those that hold nothing but what may
// be remembered (kNotRemembered); of cookies, which come with most requests of a session, a keyed hash.
#pragma once

#include <sodium/crypto_shorthash_siphash24.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "match/seen_texts.h"
#include "match/work.h"
#include "model/classification.h"
#include "model/entry.h"

namespace errwatch {

// One for each scratch, as of SeenTexts.
class SeenEntries {
 public:
  // Of what was drawn by chance, known to nobody outside this process, and ends with it. Until then nothing
  // is remembered that has cookies.
  using CookieKey = std::array<unsigned char, crypto_shorthash_siphashx24_KEYBYTES>;
  void RememberCookies(const CookieKey& key) noexcept {
    key_ = key;
    has_key_ = true;
  }

  // What was said of `entry` by the rules of this number (Prefilter::serial()), where the request has so much
  // work left that all would be looked at again. What that took then it takes again. Null: it is not known.
  // REQUIRES: no rule is removed.
  const Classification* Find(uint64_t rules, const Entry& entry, RequestWork* work) noexcept {
    asked_bytes_ = 0;
    if (!IsRemembered(entry) || (work != nullptr && !IsAmple(*work))) return nullptr;
    asked_bytes_ = PutTogether(entry);
    if (asked_bytes_ == 0) return nullptr;
    rules_ = rules;
    mix_ = Seen::MixOf(kField, asked());
    const Known* const known = seen_.FindAt(mix_, kField, asked());
    if (known == nullptr || known->rules != rules || known->times < kTimes) return nullptr;
    if (work != nullptr) work->left -= known->what.steps;
    return &known->what;
  }

  // Of what Find() was asked for last and did not find. `costly`: more than may be remembered.
  void Note(const Classification& what, bool costly) noexcept {
    if (asked_bytes_ == 0) return;
    if (costly || what.limited || what.overlong || what.unread || what.steps > kMostSteps) return;
    if (Known* const known = seen_.FindAt(mix_, kField, asked())) {
      *known = {rules_, what, static_cast<uint8_t>(known->rules == rules_ ? known->times + 1 : 1)};
      return;
    }
    // What comes once takes nobody's place: of a scanner's requests no two are alike.
    uint64_t& once = once_[mix_ % once_.size()];
    if (std::exchange(once, mix_) == mix_) seen_.NoteNewAt(mix_, kField, asked(), {rules_, what, 2});
  }

 private:
  // What a request takes grows less as its parts are remembered: it is what it took the third time.
  static constexpr uint8_t kTimes = 3;
  // Of a request of which so much is left, nothing that takes no more can take the last.
  static constexpr uint32_t kMostSteps = RequestWork::kSteps / 16;
  static bool IsAmple(const RequestWork& work) {
    return work.left >= RequestWork::kSteps / 2 && work.costly == 0;
  }

  // Not of passwords: short ones can be guessed by whoever has this memory, key and all.
  bool IsRemembered(const Entry& entry) const {
    if (!entry.cookie.empty() && (!has_key_ || entry.cookie.size() > kMaxFieldBytes)) return false;
    return entry.credentials.empty() && entry.body.empty() && entry.guess.kind == GuessKind::kNone;
  }

  using Print = std::array<unsigned char, crypto_shorthash_siphashx24_BYTES>;
  Print PrintOf(std::string_view cookie) const noexcept {
    Print print{};
    if (cookie.empty()) return print;
    crypto_shorthash_siphashx24(print.data(), reinterpret_cast<const unsigned char*>(cookie.data()),
                                cookie.size(), key_.data());
    return print;
  }

  // The numbers and lengths, then the texts; 0: they are too long.
  std::size_t PutTogether(const Entry& entry) noexcept {
    const std::array fields = {entry.message, entry.module,  entry.document_root, entry.uri,
                               entry.args,    entry.method,  entry.agent,         entry.referer,
                               entry.host,    entry.headers, entry.location};
    struct Head {
      LogId log_id;
      int os_error;
      uint16_t status;
      uint16_t level;
      Print cookie;
      std::array<uint16_t, 12> lengths;
    } head = {entry.log_id,          entry.os_error,
              entry.status,          static_cast<uint16_t>(entry.level),
              PrintOf(entry.cookie), {}};
    static_assert(std::has_unique_object_representations_v<Head>, "its bytes are compared");
    std::size_t bytes = sizeof head;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].size() > text_.size() - bytes) return 0;
      head.lengths[i] = static_cast<uint16_t>(fields[i].size());
      std::ranges::copy(fields[i], text_.begin() + static_cast<std::ptrdiff_t>(bytes));
      bytes += fields[i].size();
    }
    std::memcpy(text_.data(), &head, sizeof head);
    return bytes;
  }

  std::string_view asked() const { return {text_.data(), asked_bytes_}; }

  struct Known {
    uint64_t rules = 0;
    Classification what;
    uint8_t times = 0;  // that it came
  };
  static constexpr std::size_t kMostBytes = 1536;
  static constexpr unsigned kField = 0;  // SeenTexts tells fields apart; here all are one

  CookieKey key_{};
  bool has_key_ = false;
  using Seen = SeenTexts<Known, 1, kMostBytes, 5>;
  Seen seen_;
  std::array<uint64_t, 256> once_{};  // what came lately and is not in `seen_`, by its mix
  std::array<char, kMostBytes> text_;
  std::size_t asked_bytes_ = 0;
  uint64_t rules_ = 0;
  uint64_t mix_ = 0;
};

}  // namespace errwatch
