// What looking at one request may cost, whatever it holds: a number of steps that all its entries, fields,
// forms, patterns and detectors share. A step is somewhat less than a nanosecond, counted by what is looked
// at and not by a clock, so the same request always ends at the same place. What is remembered of earlier
// ones (match/seen_texts.h) saves it steps.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "model/target.h"

namespace errwatch {

// What is left of it between the entries of a request: kept with the request, where there is one.
struct RequestWork {
  static constexpr uint32_t kSteps = 1'400'000;
  uint32_t left = kSteps;
  TargetSet costly = 0;  // fields that took all of it
};

// Counts for one entry after the other. Without an entry there is no bound but that of a single match.
class Work {
 public:
  // So many steps has a byte of a body, beside what the request has: who asks for bodies of 64 KiB wants them
  // looked at. A long text that is nothing but that takes half of them.
  static constexpr std::size_t kPerBodyByte = 512;
  // A short body gets so many: what each pattern takes for it at least is many times its length.
  static constexpr std::size_t kLeastOfBody = 1024 * std::size_t{1024};
  // An entry gets so many in any case: what is short is always looked at, however long the request's list of
  // errors is.
  static constexpr std::size_t kLeastOfEntry = 32 * std::size_t{1024};
  // ... and of what is longer than this nothing that would take its last ones.
  static constexpr std::size_t kShort = 512;
  static constexpr std::size_t kLeastOfShort = 8 * std::size_t{1024};
  // Decoding a text, and looking for literals in it.
  static constexpr std::size_t kPerPreparedByte = 4;
  // ... each byte of a text in which anything was encoded, or written in other letters, and each part of it.
  static constexpr std::size_t kPerDecodedByte = 8;
  static constexpr std::size_t kPerPart = 128;
  // Detectors leave one part of so many to patterns.
  static constexpr std::size_t kPartOfPatterns = 8;
  // No pattern takes more for one text, so that a slow one leaves something to others.
  static constexpr std::size_t kMostOfMatch = RequestWork::kSteps / 8;

  void Begin(const RequestWork& request, std::size_t body_bytes) {
    is_whole_ = request.left == RequestWork::kSteps;
    ran_out_ = 0;
    were_costly_ = request.costly;
    left_ = {std::max<std::size_t>(request.left, kLeastOfEntry),
             body_bytes == 0 ? 0 : std::max(kLeastOfBody, kPerBodyByte * body_bytes)};
    kept_ = {left_[0] / kPartOfPatterns, left_[1] / kPartOfPatterns};
    begun_with_ = left_[0] + left_[1];
  }
  RequestWork End() {
    const RequestWork rest{static_cast<uint32_t>(std::min<std::size_t>(left_[0], RequestWork::kSteps)),
                           costly()};
    *this = Work();
    return rest;
  }

  // What is taken from now on is for this field.
  void Look(unsigned field) {
    field_ = field;
    purse_ = field == static_cast<unsigned>(Target::kBody) ? 1 : 0;
  }

  // For a detector: all of it or nothing. False: there are not so many left.
  bool Take(std::size_t steps) {
    if (left_[purse_] < steps + kept_[purse_]) return RunOut();
    left_[purse_] -= steps;
    return true;
  }
  // What was taken already.
  void Spend(std::size_t steps) { left_[purse_] -= std::min(left_[purse_], steps); }
  // For a text of so many bytes that is made ready. False: leave it out, since earlier entries of the request
  // have taken too many.
  bool Prepare(std::size_t bytes) {
    const std::size_t steps = kPerPreparedByte * bytes;
    if (!is_whole_ && bytes > kShort && purse_ == 0 && left_[0] < steps + kLeastOfEntry) return RunOut();
    Spend(steps);
    return true;
  }

  // For one match of a text of so many bytes. False: there are not so many left.
  bool BeginMatch(std::size_t bytes) {
    const std::size_t kept = bytes > kShort ? kLeastOfShort : 0;
    if (left_[purse_] < bytes + kept) return RunOut();
    left_[purse_] -= bytes;
    of_match_ = std::min(left_[purse_] - kept, kMostOfMatch);
    left_[purse_] -= of_match_;
    is_last_ = of_match_ < kMostOfMatch;
    start_ = std::numeric_limits<std::size_t>::max();
    return true;
  }
  // Within it: the match that begins at `start` has come to `at`, forwards or backwards.
  bool TakeInMatch(std::size_t steps, std::size_t start, std::size_t at) {
    const std::size_t from = start == start_ ? at_ : start;
    start_ = start;
    at_ = at;
    steps += at > from ? at - from : from - at;
    if (of_match_ <= steps) {
      of_match_ = 0;
      return is_last_ ? RunOut() : false;
    }
    of_match_ -= steps;
    return true;
  }
  void EndMatch() {
    left_[purse_] += of_match_;
    of_match_ = 0;
  }

  // By this entry.
  std::size_t taken() const { return begun_with_ - left_[0] - left_[1]; }
  // Fields that were not looked at in full.
  TargetSet ran_out() const { return ran_out_; }
  // ... though a single entry had all steps: no other request takes so many. Each later entry says so, too,
  // since it cannot say again what the first one found.
  TargetSet costly() const {
    const auto alone = is_whole_ ? ran_out_ : static_cast<TargetSet>(ran_out_ & Bit(Target::kBody));
    return static_cast<TargetSet>(alone | were_costly_);
  }

 private:
  bool RunOut() {
    ran_out_ = static_cast<TargetSet>(ran_out_ | 1U << field_);
    return false;
  }

  static constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max() / 2;

  std::array<std::size_t, 2> left_ = {kUnlimited, kUnlimited};  // of all fields but the body; of the body
  std::array<std::size_t, 2> kept_{};                           // ... by detectors
  std::size_t begun_with_ = 2 * kUnlimited;
  std::size_t of_match_ = 0;
  std::size_t start_ = 0;
  std::size_t at_ = 0;
  unsigned purse_ = 0;
  unsigned field_ = 0;
  TargetSet ran_out_ = 0;
  TargetSet were_costly_ = 0;
  bool is_whole_ = true;
  bool is_last_ = false;  // a match may take what is left
};

}  // namespace errwatch
