// Models of sites that are learnt while httpd runs (ErrWatchModel ... learn=): every process adds to them
// what the requests that it answers are like. Lock-free, bounded, async-signal-safe but for CopyTo. What
// stands there is numbers alone: whatever they are, a score comes of them.
//
// A model is learnt in two parts of its time: at first, what there is; then also how new requests are to
// what is known by then, of which the threshold comes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "anomaly/request_model.h"
#include "base/ticks.h"
#include "store/model_layout.h"

namespace errwatch::store {

enum class LearningPhase : uint8_t {
  kParts,   // what there is
  kCounts,  // ... and how new requests are to it
  kLearnt,  // no more is learnt: it judges
};

class LearningModelReader {
 public:
  explicit LearningModelReader(const LearningWords& words) : words_(&words) {}

  // `period`: how long it is learnt. A site that few visit takes longer: until kLeastRequests were counted.
  LearningPhase PhaseAt(Tick now, Milliseconds period) const noexcept;
  KnownParts Known(std::span<const RequestPart> parts) const noexcept;
  // Counts that cannot belong together are brought within what they can be.
  LearntCounts counts() const noexcept;
  Tick begun() const noexcept;
  Tick saved() const noexcept;
  // Allocates nothing of its own.
  void CopyTo(RequestModel& model) const;

 protected:
  // Without the clients: what a request is scored by.
  LearntCounts CountsToScoreBy() const noexcept;

 private:
  const LearningWords* words_;
};

class LearningModel : public LearningModelReader {
 public:
  explicit LearningModel(LearningWords& words) : LearningModelReader(words), words_(&words) {}

  // One request of a client, named by a hash.
  void Learn(std::span<const RequestPart> parts, uint64_t client) noexcept;
  // ... and how new it is, before it is learnt.
  void Count(std::span<const RequestPart> parts, uint64_t client) noexcept;
  void SetSaved(Tick now) noexcept;

 private:
  LearningWords* words_;
};

class LearningModelsReader {
 public:
  explicit LearningModelsReader(const ModelTable& table) : words_(table.models) {}
  // What is learnt, or was learnt since httpd was (re)started last, for the file whose path has this print.
  std::optional<LearningModelReader> Find(uint64_t print) const noexcept;

 private:
  std::span<const LearningWords> words_;
};

// The parent alone claims and frees.
class LearningModels : public LearningModelsReader {
 public:
  explicit LearningModels(ModelTable& table) : LearningModelsReader(table), table_(table) {}

  // What is learnt for the file whose path has this print, never 0, of which there is none that can be used:
  // goes on, unless it was written before, and so is to be learnt again; begins with nothing where there is a
  // free place. Empty: there is none.
  std::optional<LearningModel> Claim(uint64_t print, Tick now) noexcept;
  // The places of all others are free.
  void KeepOnly(std::span<const uint64_t> prints) noexcept;

 private:
  ModelTable& table_;
};

}  // namespace errwatch::store
