// What an entry is evidence of, as its rules say.
#pragma once

#include <array>
#include <cstdint>

#include "model/category.h"
#include "model/target.h"

namespace errwatch {

struct Classification {
  Category category = Category::kBenign;
  CategorySet also;  // without `category`
  // Of what is charged beside `category` (store/accounting.h) the rule that says so; 0 = none does.
  uint32_t failure_rule = 0, load_rule = 0;
  uint32_t rule = 0;       // id of the rule that named it; 0 = none
  uint16_t cost = 0;       // units to pour
  uint8_t rule_count = 0;  // used entries of `rules`
  // Where patterns were found, by all the rules that are evidence: of each the last field in the order of
  // Target.
  TargetSet found = 0;
  // A log-in failed whose words are not the request's credentials: a rule names it that asks for neither them
  // nor a number of httpd's.
  bool other_log_in = false;
  // Nothing says that a log-in failed but what the body tries (`guess=`).
  bool guessed = false;
  // All that was found in the body may be what a person wrote (model/typed_text.h).
  bool written = false;
  bool client_alone = false;         // `rule` found it where no page can put it (model/provenance.h)
  bool limited = false;              // a pattern ran into the match limit
  bool overlong = false;             // a field is longer than what is looked at
  uint32_t steps = 0;                // that it took (match/work.h)
  bool unread = false;               // ... or was not looked at in full, for lack of work (match/work.h)
  std::array<uint32_t, 12> rules{};  // ids of all rules that matched, lowest first, as many as fit
};

}  // namespace errwatch
