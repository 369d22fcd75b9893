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

Tick Decisions::LastLetIn(const DecisionTarget& target) const {
  Tick last;
  const auto let_in = [&](const DecisionTarget&, const LetIn& value) { last = std::max(last, value.time); };
  if (target.is_range()) {
    let_in_.ForEachOverlapping(target, let_in);
  } else if (const LetIn* found = let_in_.Find(target)) {
    let_in(target, *found);
  }
  allowed_.ForEachHolding(
      target, [&](const DecisionTarget&, const Allowed& value) { last = std::max(last, value.time); });
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
  return found != blocked.end() ? *found : blocked.emplace_back(BlockedIn{hash, {}, {}});
}

Decisions::LetIn& Decisions::LetInOf(const DecisionTarget& target) {
  MakeRoom(let_in_, [](const LetIn& value) { return value.time; });
  return let_in_[target];
}

bool Decisions::Note(JournalKind kind, const std::string& scope, const DecisionTarget& target, Tick time) {
  if (kind == JournalKind::kBlock) {
    Tick& last = BlockOf(scope, target).by_hand;
    if (time < last || IsLetIn(target, time)) return false;
    last = time;
    return true;
  }
  if (kind == JournalKind::kUnblock) {
    Tick& last = LetInOf(target).time;
    if (time < last) return false;
    last = time;
    return true;
  }
  MakeRoom(allowed_, [](const Allowed& value) { return std::max(value.time, value.ended); });
  Allowed& last = allowed_[target];
  if (time < last.time || time < last.ended) return false;
  if (kind == JournalKind::kDisallow && time == last.time) return false;
  (kind == JournalKind::kAllow ? last.time : last.ended) = time;
  return true;
}

Tick Decisions::Settle(JournalKind kind, const std::string& scope, const DecisionTarget& target, Tick time) {
  Tick before;
  if (kind == JournalKind::kBlock) {
    before = std::max(LastLetIn(target), BlockOf(scope, target).by_hand);
  } else if (kind == JournalKind::kUnblock) {
    before = LastBlock(target);
  } else if (const Allowed* found = allowed_.Find(target)) {
    before = kind == JournalKind::kAllow ? found->ended : found->time;
  }
  if (before >= time && before.value != 0) time = Behind(before);
  Note(kind, scope, target, time);
  return time;
}

void Decisions::NoteLimit(const std::string& scope, const DecisionTarget& target, Tick time) {
  Tick& last = BlockOf(scope, target).by_limit;
  last = std::max(last, time);
}

bool Decisions::IsLetIn(const DecisionTarget& target, Tick time) const {
  const Tick last = LastLetIn(target);
  return last.value != 0 && time <= last;
}

bool Decisions::IsForgiven(const DecisionTarget& client, Tick time) const {
  const LetIn* found = let_in_.Find(client);
  return found != nullptr && found->time.value != 0 && time <= found->time;
}

bool Decisions::IsBlockedSince(const std::string& scope, const DecisionTarget& target, Tick time) const {
  const Blocked* blocked = blocked_.Find(target);
  if (blocked == nullptr) return false;
  const auto found = std::ranges::find(*blocked, store::ScopeHash(scope), &BlockedIn::scope);
  return found != blocked->end() && (found->by_hand > time || found->by_limit > time);
}

void Decisions::NoteHeard(const DecisionTarget& client, uint64_t ticket) { LetInOf(client).heard = ticket; }

bool Decisions::WasHeardAfter(const DecisionTarget& client, uint64_t ticket) const {
  const LetIn* found = let_in_.Find(client);
  return found != nullptr && ticket < found->heard;
}

}  // namespace errwatch::cli
