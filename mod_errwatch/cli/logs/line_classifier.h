// Classifies lines of logs, and remembers what texts were: logs repeat themselves. One object a thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "rules/classifier.h"
#include "rules/rule_set.h"

namespace errwatch::cli {

class LineClassifier {
 public:
  // Throws std::runtime_error when the matching library refuses.
  explicit LineClassifier(const RuleSet& rules);

  // An entry of a log: it has no other fields than level,
  // module, AH number, message, referer and virtual host.
  Classification OfLine(Entry entry);
  // An entry with any fields; nothing is remembered.
  Classification OfEntry(Entry entry);

  uint64_t remembered() const { return remembered_; }  // answers that were known

 private:
  static constexpr std::size_t kSlots = 32768;

  // 128 bits with a secret seed: that two texts share one is not to be expected, and cannot be brought about.
  struct Fingerprint {
    uint64_t low = 0;
    uint64_t high = 0;
    bool operator==(const Fingerprint&) const = default;
  };
  Fingerprint Of(const Entry& entry) const;

  struct Answer {
    Fingerprint text;
    Classification what;
  };
  // Half a fingerprint; its last bit says whether it was asked for since it came. An answer that was keeps
  // its slot once against the next text that would take it: texts that come once, which are most, do not
  // drive out those that come often. Tags lie by themselves because most texts get no further than that.
  using Tag = uint64_t;
  static constexpr Tag kAskedFor = 1;

  const RuleSet& rules_;
  const uint64_t seed_;
  std::unique_ptr<MatchScratch> scratch_;
  std::vector<Tag> tags_;
  std::vector<Answer> answers_;
  uint64_t remembered_ = 0;
};

}  // namespace errwatch::cli
