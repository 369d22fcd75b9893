// `errwatch explain`: why one entry got its category, what it costs its client, and what is still missing to
// a block.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/entry_reader.h"
#include "cli/rules_in_force.h"
#include "core/classifier.h"

namespace errwatch::cli {

struct ExplainOptions {
  std::string config;
  std::string vhost;
  InputKind input = InputKind::kLog;
  std::string format = "text";  // text, json
  bool all = false;             // also the rules whose selectors did not admit the entry
  std::string line;             // the line itself; "-" = the first of standard input
  std::string file;             // a line of this log instead, and what its client had done before
  uint64_t number = 0;          // from 1
};

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
  std::vector<RuleTrial> trials;     // by id
  std::vector<BucketState> buckets;  // empty where nothing is poured
  std::string not_poured;            // why
  bool has_history = false;
  bool blocked_before = false;  // the client was blocked already
};

// Why a rule won is said by Classify's order; this is its text.
std::string VerdictText(const RuleTrial& trial, const Entry& entry);

int RunExplain(const ExplainOptions& options);

}  // namespace errwatch::cli
