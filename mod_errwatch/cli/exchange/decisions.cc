#include "cli/exchange/decisions.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace errwatch::cli {
namespace {

using store::JournalKind;

// Bounded: the oldest half goes. What is so old that a hundred thousand came after it has been heard by all.
constexpr std::size_t kMostDecided = 131'072;

constexpr bool LetsIn(JournalKind kind) {
  return kind == JournalKind::kUnblock || kind == JournalKind::kAllow;
}

// Who is allowed is so in every scope.
std::string NameOf(JournalKind kind, const std::string& scope, const std::string& target) {
  return store::IsOfAllowed(kind) ? "/" + target : scope + " " + target;
}

}  // namespace

bool Decisions::Note(JournalKind kind, const std::string& scope, const std::string& target, Tick time) {
  if (last_.size() >= kMostDecided) {
    std::vector<Tick> times;
    times.reserve(last_.size());
    for (const auto& [name, last] : last_) times.push_back(last.time);
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::ranges::nth_element(times, middle);
    std::erase_if(last_, [oldest = *middle](const auto& entry) { return entry.second.time <= oldest; });
  }
  Last& last = last_[NameOf(kind, scope, target)];
  const bool lets_in = LetsIn(kind);
  if (time < last.time || (time == last.time && last.lets_in && !lets_in)) return false;
  last = {time, lets_in};
  return true;
}

Tick Decisions::Settle(JournalKind kind, const std::string& scope, const std::string& target, Tick time) {
  const auto found = last_.find(NameOf(kind, scope, target));
  if (found != last_.end() && found->second.time >= time) time = Tick{found->second.time.value + 1};
  Note(kind, scope, target, time);
  return time;
}

bool Decisions::IsForgiven(const std::string& scope, const std::string& target, Tick time) const {
  const auto found = last_.find(NameOf(JournalKind::kUnblock, scope, target));
  return found != last_.end() && found->second.lets_in && time <= found->second.time;
}

}  // namespace errwatch::cli
