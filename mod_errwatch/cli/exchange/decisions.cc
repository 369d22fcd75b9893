#include "cli/exchange/decisions.h"

#include <algorithm>
#include <cstddef>

#include "store/client_table.h"

namespace errwatch::cli {
namespace {

using store::JournalKind;

// Bounded, each: the older half goes. What is so old that so many came after it has been heard by all.
constexpr std::size_t kMostDecided = 65'536;

// `time_of`: a function of (const Value&).
template <typename Value, typename F>
void MakeRoom(TargetMap<Value>& decided, F&& time_of) {
  if (decided.size() < kMostDecided) return;
  std::vector<Tick> times;
  times.reserve(decided.size());
  decided.ForEach([&](const Value& value) { times.push_back(time_of(value)); });
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::ranges::nth_element(times, middle);
  decided.EraseIf([&, oldest = *middle](const Value& value) { return time_of(value) <= oldest; });
}

constexpr Tick Behind(Tick time) { return Tick{time.value + 1}; }

}  // namespace

Tick Decisions::LastOf(const Blocked& blocked) {
  Tick last;
  for (const BlockedIn& in : blocked) last = std::max({last, in.by_hand, in.by_limit});
  return last;
}

Tick Decisions::LastLetIn(const DecisionTarget& target, bool with_end) const {
  Tick last = all_let_in_;
  const auto let_in = [&](const DecisionTarget&, const LetIn& value) { last = std::max(last, value.time); };
  if (target.is_range()) {
    let_in_.ForEachOverlapping(target, let_in);
  } else if (const LetIn* found = let_in_.Find(target)) {
    let_in(target, *found);
  }
  allowed_.ForEachHolding(target, [&](const DecisionTarget&, const Allowed& value) {
    last = std::max(last, with_end ? std::max(value.time, value.End()) : value.time);
  });
  return last;
}

// Of those that letting in the target ends.
Tick Decisions::LastBlock(const DecisionTarget& target) const {
  Tick last;
  blocked_.ForEachOverlapping(target, [&](const DecisionTarget& other, const Blocked& blocked) {
    if (other.is_range() || other == target) last = std::max(last, LastOf(blocked));
  });
  return last;
}

Decisions::BlockedIn& Decisions::BlockOf(const std::string& scope, const DecisionTarget& target) {
  MakeRoom(blocked_, LastOf);
  Blocked& blocked = blocked_[target];
  const uint64_t hash = store::ScopeHash(scope);
  const auto found = std::ranges::find(blocked, hash, &BlockedIn::scope);
  if (found != blocked.end()) return *found;
  // More than a server has: their names lie in memory that others may write.
  if (blocked.size() >= store::kScopeNames) blocked.erase(blocked.begin());
  return blocked.emplace_back(BlockedIn{hash, {}, {}, {}});
}

Decisions::LetIn& Decisions::LetInOf(const DecisionTarget& target) {
  MakeRoom(let_in_, [](const LetIn& value) { return value.time; });
  return let_in_[target];
}

bool Decisions::NoteBlock(BlockedIn& last, const DecisionTarget& target, Tick time, Tick until) {
  const bool is_earlier = time < last.by_hand || (time == last.by_hand && until > last.until);
  if ((is_earlier && last.by_hand.value != 0) || IsLetIn(target, time)) return false;
  last.by_hand = time;
  last.until = until;
  return true;
}

bool Decisions::NoteAllowed(JournalKind kind, Allowed& last, Tick time, Tick until) {
  if (kind == JournalKind::kDisallow) {
    last.ended = std::max(last.ended, time);
    return time == last.ended && time > last.time;
  }
  // Also where it has ended: what was decided before that end is over.
  if (time < last.time || (time == last.time && until < last.until)) return false;
  last.time = time;
  last.until = until;
  return time >= last.ended;
}

bool Decisions::Note(JournalKind kind, const std::string& scope, const DecisionTarget& target, Tick time,
                     Tick until) {
  if (kind == JournalKind::kBlock) return NoteBlock(BlockOf(scope, target), target, time, until);
  if (kind == JournalKind::kUnblockAll) {
    all_let_in_ = std::max(all_let_in_, time);
    return time == all_let_in_;
  }
  if (kind == JournalKind::kUnblock) {
    Tick& last = LetInOf(target).time;
    if (time < last) return false;
    last = time;
    return true;
  }
  MakeRoom(allowed_, [](const Allowed& value) { return std::max(value.time, value.ended); });
  return NoteAllowed(kind, allowed_[target], time, until);
}

Tick Decisions::Settle(JournalKind kind, const std::string& scope, const DecisionTarget& target, Tick time,
                       Tick until) {
  Tick before;
  if (kind == JournalKind::kBlock) {
    before = std::max(LastLetIn(target, false), BlockOf(scope, target).by_hand);
  } else if (kind == JournalKind::kUnblock) {
    before = LastBlock(target);
  } else if (kind == JournalKind::kUnblockAll) {
    blocked_.ForEach([&](const Blocked& blocked) { before = std::max(before, LastOf(blocked)); });
  } else if (const Allowed* found = allowed_.Find(target)) {
    before = kind == JournalKind::kAllow ? found->ended : found->time;
  }
  if (before >= time && before.value != 0) time = Behind(before);
  Note(kind, scope, target, time, until);
  return time;
}

void Decisions::NoteLimit(const std::string& scope, const DecisionTarget& target, Tick time) {
  Tick& last = BlockOf(scope, target).by_limit;
  last = std::max(last, time);
}

bool Decisions::IsLetIn(const DecisionTarget& target, Tick time) const {
  const Tick last = LastLetIn(target, true);
  return last.value != 0 && time <= last;
}

bool Decisions::IsForgiven(const DecisionTarget& client, Tick time) const {
  const LetIn* found = let_in_.Find(client);
  const Tick last = found != nullptr ? std::max(found->time, all_let_in_) : all_let_in_;
  return last.value != 0 && time <= last;
}

Tick Decisions::AllowedUntil(const DecisionTarget& target) const {
  const Allowed* found = allowed_.Find(target);
  return found != nullptr ? found->End() : Tick();
}

bool Decisions::IsBlockedSince(const std::string& scope, const DecisionTarget& target, Tick time) const {
  const Blocked* blocked = blocked_.Find(target);
  if (blocked == nullptr) return false;
  const auto found = std::ranges::find(*blocked, store::ScopeHash(scope), &BlockedIn::scope);
  return found != blocked->end() && (found->by_hand > time || found->by_limit > time);
}

void Decisions::NoteHeard(const DecisionTarget& client, uint64_t ticket) {
  LetInOf(client).heard = ticket;
  has_news_ = true;
}

void Decisions::NoteAllHeard(uint64_t ticket) {
  all_heard_ = ticket;
  has_news_ = true;
}

bool Decisions::WasHeardAfter(const DecisionTarget& client, uint64_t ticket) const {
  const LetIn* found = let_in_.Find(client);
  return ticket < all_heard_ || (found != nullptr && ticket < found->heard);
}

}  // namespace errwatch::cli
