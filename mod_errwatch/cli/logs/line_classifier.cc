#include "cli/logs/line_classifier.h"

#include <random>
#include <stdexcept>

#include <xxhash.h>

#include "cli/logs/document_root.h"

namespace errwatch::cli {
namespace {

uint64_t RandomSeed() {
  std::random_device random;
  return uint64_t{random()} << 32 | random();
}

}  // namespace

LineClassifier::LineClassifier(const RuleSet& rules)
    : rules_(rules),
      seed_(RandomSeed()),
      scratch_(std::make_unique<MatchScratch>()),
      tags_(kSlots),
      answers_(kSlots) {
  if (const Status warmed = rules.Warm(*scratch_); !warmed) throw std::runtime_error(warmed.error());
}

Classification LineClassifier::OfEntry(Entry entry) {
  entry.document_root = GuessDocumentRoot(entry.message);
  return Classify(rules_, entry, nullptr, *scratch_);
}

Classification LineClassifier::OfLine(Entry entry) {
  // Most referers hold nothing that a rule looks for. They differ from line to line where messages do not.
  if (!entry.referer.empty() && !RefererMayMatch(rules_, entry.referer, *scratch_)) entry.referer = {};
  const Fingerprint text = Of(entry);
  const std::size_t slot = text.high % kSlots;
  const Tag tag = text.low | kAskedFor;
  if ((tags_[slot] | kAskedFor) == tag && answers_[slot].text == text) {
    ++remembered_;
    tags_[slot] = tag;
    return answers_[slot].what;
  }
  const Classification what = OfEntry(entry);
  if ((tags_[slot] & kAskedFor) != 0) {
    tags_[slot] &= ~kAskedFor;
  } else {
    tags_[slot] = tag & ~kAskedFor;
    answers_[slot] = {text, what};
  }
  return what;
}

// Each part is hashed by itself, so that bytes cannot move from one to the next.
LineClassifier::Fingerprint LineClassifier::Of(const Entry& entry) const {
  uint64_t seed = XXH3_64bits_withSeed(entry.module.data(), entry.module.size(), seed_);
  if (!entry.referer.empty())
    seed ^= XXH3_64bits_withSeed(entry.referer.data(), entry.referer.size(), ~seed_);
  seed += static_cast<uint64_t>(entry.level) +
          (static_cast<uint64_t>(static_cast<uint32_t>(entry.os_error)) << 8);
  const XXH128_hash_t hash = XXH3_128bits_withSeed(entry.message.data(), entry.message.size(), seed);
  return {hash.low64, hash.high64};
}

}  // namespace errwatch::cli
