// What was last decided of each client and range, here and on other hosts: the later decision wins, by the
// clocks of those who decided, wherever and in whatever order they are heard; of two at the same moment the
// one that lets in. Every host comes to the same.
#pragma once

#include <string>
#include <unordered_map>

#include "base/ticks.h"
#include "store/journal.h"

namespace errwatch::cli {

class Decisions {
 public:
  // `target`: as text, always in the same form. False where a later one is known: this one is over. The same
  // again is not. REQUIRES: a kind that decides (not of a bucket).
  bool Note(store::JournalKind kind, const std::string& scope, const std::string& target, Tick time);
  // One that is made here: it is later than those that are known here, also by a clock that is behind theirs.
  // Returns its time.
  Tick Settle(store::JournalKind kind, const std::string& scope, const std::string& target, Tick time);
  // Whether the client was let in at that moment or later: what it did before is over, too.
  bool IsForgiven(const std::string& scope, const std::string& target, Tick time) const;

 private:
  struct Last {
    Tick time;
    bool lets_in = false;
  };
  std::unordered_map<std::string, Last> last_;  // by kind, scope and target
};

}  // namespace errwatch::cli
