#include "store/learning_models.h"

#include <algorithm>

namespace errwatch::store {
namespace {

// Of the time that a model is learnt: what comes later is counted, too.
constexpr uint64_t kPartsShare = 3, kOfAll = 4;

// relaxed, here and below: each word is whole by itself, and says nothing about others
uint64_t Load(const SharedWord& word) noexcept { return word.load(std::memory_order_relaxed); }
void Store(SharedWord& word, uint64_t value) noexcept { word.store(value, std::memory_order_relaxed); }
void Add(SharedWord& word, uint64_t amount) noexcept { word.fetch_add(amount, std::memory_order_relaxed); }

uint64_t RequestsCounted(const LearningWords& words) noexcept {
  uint64_t counted = 0;
  for (const SharedWord& bar : words.scores) counted += Load(bar);
  return counted;
}

void Empty(LearningWords& words) noexcept {
  Store(words.print, 0);
  for (SharedWord* word : {&words.begun, &words.saved, &words.requests}) Store(*word, 0);
  for (std::size_t i = 0; i < kPartKinds; ++i) {
    Store(words.seen[i], 0);
    Store(words.novel[i], 0);
  }
  for (SharedWord& bar : words.scores) Store(bar, 0);
  for (SketchWords& sketch : words.clients)
    for (SharedWord& word : sketch) Store(word, 0);
  for (SharedWord& requests : words.of_class) Store(requests, 0);
  for (SharedWord& place : words.places) Store(place, 0);
}

}  // namespace

LearningPhase LearningModelReader::PhaseAt(Tick now, Milliseconds period) const noexcept {
  if (Load(words_->saved) != 0) return LearningPhase::kLearnt;
  const uint64_t passed = TicksSince(begun(), now);
  const uint64_t all = TicksIn(period);
  if (passed < all * kPartsShare / kOfAll) return LearningPhase::kParts;
  return passed < all || RequestsCounted(*words_) < kLeastRequests ? LearningPhase::kCounts
                                                                   : LearningPhase::kLearnt;
}

KnownParts LearningModelReader::Known(std::span<const RequestPart> parts) const noexcept {
  return KnownIn(parts, kModelPlaces, [this](std::size_t at) { return Load(words_->places[at]); });
}

LearntCounts LearningModelReader::CountsToScoreBy() const noexcept {
  LearntCounts counts;
  counts.requests = Load(words_->requests);
  for (std::size_t i = 0; i < kPartKinds; ++i) {
    counts.kinds[i].seen = Load(words_->seen[i]);
    counts.kinds[i].novel = std::min(Load(words_->novel[i]), counts.kinds[i].seen);
  }
  for (std::size_t i = 0; i < kScoreBars; ++i)
    counts.scores[i] = std::min(Load(words_->scores[i]), counts.requests);
  return counts;
}

LearntCounts LearningModelReader::counts() const noexcept {
  LearntCounts counts = CountsToScoreBy();
  // Whom no request brought over a bar, none brought over a higher one.
  for (std::size_t i = 0; i < kHighBars && (i == 0 || counts.clients[i - 1] != 0); ++i)
    counts.clients[i] = std::min<uint64_t>(CountOf(words_->clients[i], 0), counts.requests);
  return counts;
}

Tick LearningModelReader::begun() const noexcept { return {Load(words_->begun) & kMaxTick}; }
Tick LearningModelReader::saved() const noexcept { return {Load(words_->saved) & kMaxTick}; }

void LearningModelReader::CopyTo(RequestModel& model) const {
  model.counts() = counts();
  for (std::size_t i = 0; i < kModelPlaces; ++i) model.places()[i] = Load(words_->places[i]);
}

void LearningModel::Learn(std::span<const RequestPart> parts, uint64_t client) noexcept {
  Add(words_->requests, 1);
  LearnIn(
      parts, client, kModelPlaces, [this](std::size_t at) { return Load(words_->places[at]); },
      [this](std::size_t at, uint64_t before, uint64_t after) {
        // relaxed, as above. What is lost to another writer at that moment is learnt from the next request.
        words_->places[at].compare_exchange_strong(before, after, std::memory_order_relaxed,
                                                   std::memory_order_relaxed);
      });
}

void LearningModel::Count(std::span<const RequestPart> parts, uint64_t client) noexcept {
  const KnownParts known = Known(parts);
  const LearntCounts counts = CountsToScoreBy();
  const float bits = RequestScorer(counts).Of(parts, known).bits;
  SharedWord& of_class = words_->of_class[ClientClass(SpreadFingerprint(client))];
  if (IsCountedWithParts(Load(of_class), counts.counted())) {
    std::array<KindCount, kPartKinds> kinds{};
    CountParts(parts, known, kinds);
    for (std::size_t i = 0; i < kPartKinds; ++i) {
      if (kinds[i].seen != 0) Add(words_->seen[i], kinds[i].seen);
      if (kinds[i].novel != 0) Add(words_->novel[i], kinds[i].novel);
    }
  }
  Add(of_class, 1);
  Add(words_->scores[ScoreBar(bits)], 1);
  for (std::size_t bar = 0; bar < HighBarsBelow(bits); ++bar) NoteClient(words_->clients[bar], client, 0);
}

void LearningModel::SetSaved(Tick now) noexcept { Store(words_->saved, now.value); }

std::optional<LearningModelReader> LearningModelsReader::Find(uint64_t print) const noexcept {
  for (const LearningWords& words : words_)
    if (Load(words.print) == print) return LearningModelReader(words);
  return std::nullopt;
}

std::optional<LearningModel> LearningModels::Claim(uint64_t print, Tick now) noexcept {
  LearningWords* free = nullptr;
  for (LearningWords& words : table_.models) {
    if (Load(words.print) == print) {
      if (Load(words.saved) != 0) {  // to a file that is gone
        free = &words;
        break;
      }
      // A clock that was set back: else it would be learnt for years.
      if (IsBeyondSkew({Load(words.begun)}, now)) Store(words.begun, now.value);
      return LearningModel(words);
    }
    if (Load(words.print) == 0) free = &words;
  }
  if (free == nullptr) return std::nullopt;
  Empty(*free);
  Store(free->begun, now.value);
  Store(free->print, print);
  return LearningModel(*free);
}

void LearningModels::KeepOnly(std::span<const uint64_t> prints) noexcept {
  for (LearningWords& words : table_.models) {
    if (Load(words.print) != 0 && std::ranges::find(prints, Load(words.print)) == prints.end()) Empty(words);
  }
}

}  // namespace errwatch::store
