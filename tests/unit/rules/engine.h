// Rules as they are written, and entries to ask them about.
#pragma once

#include <cppunit/extensions/HelperMacros.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rules/classifier.h"
#include "unit/make_rule_set.h"

namespace errwatch {

// A rule set and the scratch for it.
class Engine {
 public:
  explicit Engine(const std::vector<std::string>& lines) : set_(MakeRuleSet(lines)) {
    CPPUNIT_ASSERT(set_->Warm(scratch_).ok());
  }

  // Asks both ways and holds one against the other; the fast way so often that it remembers all it can.
  Classification Ask(const Entry& entry, const RuleRemoval* removal = nullptr) {
    const Classification slow = ClassifySlow(*set_, entry, removal, scratch_);
    Classification fast;
    for (int i = 0; i < 5; ++i) {
      fast = Classify(*set_, entry, removal, scratch_);
      CPPUNIT_ASSERT_EQUAL(slow.rule, fast.rule);
      CPPUNIT_ASSERT(slow.category == fast.category);
      CPPUNIT_ASSERT(slow.also == fast.also);
      CPPUNIT_ASSERT(slow.rules == fast.rules);
      CPPUNIT_ASSERT_EQUAL(slow.cost, fast.cost);
      CPPUNIT_ASSERT(slow.found == fast.found);
      CPPUNIT_ASSERT(slow.limited || !fast.limited);
    }
    return fast;
  }
  uint32_t RuleOf(const Entry& entry) { return Ask(entry).rule; }

  const RuleSet& set() const { return *set_; }
  MatchScratch& scratch() { return scratch_; }

 private:
  std::shared_ptr<const RuleSet> set_;
  MatchScratch scratch_;
};

inline Entry Message(std::string_view text) {
  Entry entry;
  entry.message = text;
  entry.log_id = LeadingLogId(text);
  return entry;
}

inline Entry Args(std::string_view args) {
  Entry entry;
  entry.args = args;
  return entry;
}

}  // namespace errwatch
