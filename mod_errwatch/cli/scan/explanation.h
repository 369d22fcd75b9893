// Why one entry got its category, what it costs its client, and what is still missing to a block:
// plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/logs/entry_reader.h"
#include "cli/scan/site_model.h"
#include "model/leaky_bucket.h"
#include "rules/classifier.h"

namespace errwatch::cli {

struct RuleTrial {
  const Rule* rule = nullptr;
  RuleVerdict verdict = RuleVerdict::kNoMatch;
};

// A bucket after the entry.
struct BucketState {
  std::string name;  // category, or "any"
  BucketShape shape;
  double before = 0;  // units, leaked to the time of the entry
  double after = 0;
  bool overflow = false;  // this entry fills it
  uint32_t more = 0;      // further entries like this one, at once, until it overflows
  Milliseconds block{0};  // how long the client is then blocked
};

struct Explanation {
  EntryReader::Read read;
  Classification what;
  std::vector<RuleTrial> trials;                // by id
  std::vector<BucketState> buckets;             // empty where nothing is poured
  std::string not_poured;                       // why
  std::optional<RequestUnlikeness> unlikeness;  // of a request, where a model was named
  bool has_history = false;
  bool blocked_before = false;  // the client was blocked already
};

}  // namespace errwatch::cli
