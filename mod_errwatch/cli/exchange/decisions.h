// What was last decided of each client and range, here and on other hosts: the later decision wins, by the
// clocks of those who decided, wherever and in whatever order they are heard; of two at the same moment the
// one that lets in, or keeps out for less. Every host comes to the same.
//
// To let a client in ends its blocks in every scope and those of the ranges that it is in; to let a range
// in, those of the ranges that overlap it; to allow one, those of all that lies in it, until that ends. So a
// block stands where nobody was let in so then or later, and what lets in spares what was decided after it.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/ticks.h"
#include "cli/exchange/target_map.h"
#include "store/journal.h"

namespace errwatch::cli {

class Decisions {
 public:
  // Whether it stands; the same again stands again. REQUIRES: a kind that decides (not of a bucket).
  // `until`: of a block, and of who is allowed. Of kUnblockAll the target is of no meaning.
  bool Note(store::JournalKind kind, const std::string& scope, const DecisionTarget& target, Tick time,
            Tick until = {});
  // One that is made here: it is later than those that are known here and that it undoes, also by a clock
  // that is behind theirs. Returns its time.
  Tick Settle(store::JournalKind kind, const std::string& scope, const DecisionTarget& target, Tick time,
              Tick until = {});
  // A block that a limit came to. It overrules nobody, and whoever lets in later ends it.
  void NoteLimit(const std::string& scope, const DecisionTarget& target, Tick time);

  // Whether a block of that moment is over: its target was let in then or later.
  bool IsLetIn(const DecisionTarget& target, Tick time) const;
  // Whether what the client did at that moment is over: it was let in itself then or later.
  bool IsForgiven(const DecisionTarget& client, Tick time) const;
  // Whether it was blocked after that moment.
  bool IsBlockedSince(const std::string& scope, const DecisionTarget& target, Tick time) const;

  // Until when those who are allowed so are, or were.
  Tick AllowedUntil(const DecisionTarget& target) const;

  // The client, or everybody, was let in by another host before this host's journal had an entry of that
  // ticket.
  void NoteHeard(const DecisionTarget& client, uint64_t ticket);
  void NoteAllHeard(uint64_t ticket);
  bool WasHeardAfter(const DecisionTarget& client, uint64_t ticket) const;
  // Whether anything was heard so since it was last asked.
  bool TakeNews() { return std::exchange(has_news_, false); }

 private:
  struct LetIn {
    Tick time;
    uint64_t heard = 0;  // ticket
  };
  struct Allowed {
    Tick time, until, ended;  // the last of each
    Tick End() const { return ended > time ? ended : until; }
  };
  struct BlockedIn {
    uint64_t scope = 0;  // hash of its name
    Tick by_hand, until, by_limit;
  };
  using Blocked = std::vector<BlockedIn>;

  static Tick LastOf(const Blocked& blocked);
  bool NoteBlock(BlockedIn& last, const DecisionTarget& target, Tick time, Tick until);
  bool NoteAllowed(store::JournalKind kind, Allowed& last, Tick time, Tick until);
  // `with_end`: who is allowed is so until the end of that.
  Tick LastLetIn(const DecisionTarget& target, bool with_end) const;
  Tick LastBlock(const DecisionTarget& target) const;
  BlockedIn& BlockOf(const std::string& scope, const DecisionTarget& target);
  LetIn& LetInOf(const DecisionTarget& target);

  Tick all_let_in_;
  uint64_t all_heard_ = 0;  // ticket
  bool has_news_ = false;
  TargetMap<LetIn> let_in_;
  TargetMap<Allowed> allowed_;
  TargetMap<Blocked> blocked_;
};

}  // namespace errwatch::cli
