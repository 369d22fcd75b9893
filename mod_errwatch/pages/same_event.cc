#include "pages/same_event.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "base/both_ends.h"

namespace errwatch {
namespace {

// Of bytes that are no UTF-8 the event log has other ones.
std::string AsciiOf(std::string_view text) {
  std::string ascii;
  std::ranges::copy_if(text, std::back_inserter(ascii),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return ascii;
}

// A text, or what is left of one.
struct Ends {
  std::string_view first, last;
  bool cut = false;
};

// Every way in which the text may be read: a client may send what stands for a gap.
std::vector<Ends> WaysToRead(std::string_view text) {
  std::vector<Ends> ways = {{text, text, false}};
  for (std::size_t gap = text.find(kLeftOut); gap != std::string_view::npos;
       gap = text.find(kLeftOut, gap + 1))
    ways.push_back({text.substr(0, gap), text.substr(gap + kLeftOut.size()), true});
  return ways;
}

bool OneBeginsTheOther(std::string_view a, std::string_view b) {
  return a.starts_with(b) || b.starts_with(a);
}
bool OneEndsTheOther(std::string_view a, std::string_view b) { return a.ends_with(b) || b.ends_with(a); }

bool AreOfOne(const Ends& a, const Ends& b) {
  if (a.cut && b.cut) return OneBeginsTheOther(a.first, b.first) && OneEndsTheOther(a.last, b.last);
  if (!a.cut && !b.cut) return a.first == b.first;
  const Ends& cut = a.cut ? a : b;
  const std::string_view whole = a.cut ? b.first : a.first;
  return cut.first.size() + cut.last.size() <= whole.size() && whole.starts_with(cut.first) &&
         whole.ends_with(cut.last);
}

// What one of the two does not say agrees with everything.
bool Agree(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty() || a == b) return true;
  const std::string one = AsciiOf(a), other = AsciiOf(b);
  const std::vector<Ends> ways = WaysToRead(other);
  return std::ranges::any_of(WaysToRead(one), [&](const Ends& end) {
    return std::ranges::any_of(ways, [&](const Ends& way) { return AreOfOne(end, way); });
  });
}
template <typename Number>
bool Agree(Number a, Number b) {
  return a == Number() || b == Number() || a == b;
}

bool AreOfOneClient(const StoryRow& a, const StoryRow& b) {
  return a.client.ToString() == b.client.ToString();
}
bool AreOfOneRequest(const StoryRow& a, const StoryRow& b) {
  return Agree(a.rule, b.rule) && Agree(a.method, b.method) && Agree(a.vhost, b.vhost) && Agree(a.uri, b.uri);
}

bool MayBeOne(const StoryRow& row, const StoryRow& event) {
  return row.kind == event.kind && AreOfOneClient(row, event) && Agree(row.number, event.number) &&
         Agree(row.until, event.until) && Agree(row.strikes, event.strikes) &&
         Agree(row.limit, event.limit) && AreOfOneRequest(row, event);
}

// The event log has two digits.
bool WeighAlike(const StoryRow& row, const StoryRow& event) {
  return std::abs(row.poured - event.poured) < 0.01;
}
bool SayAlike(const StoryRow& row, const StoryRow& event) {
  return row.rule == event.rule && row.until == event.until && row.uri.empty() == event.uri.empty();
}

// How surely, the surest first: where many of a kind are of one moment, each is to find its own.
constexpr bool (*kWays[])(const StoryRow&, const StoryRow&) = {
    [](const StoryRow& row, const StoryRow& event) { return row.number != 0 && row.number == event.number; },
    [](const StoryRow& row, const StoryRow& event) {
      return row.uri == event.uri && SayAlike(row, event) && WeighAlike(row, event);
    },
    SayAlike,
    [](const StoryRow&, const StoryRow&) { return true; },
};

// A request that was judged before it was answered counts from then, and its event is of when it was answered
// (store/posting.h).
constexpr uint64_t kLongestAnswer = 10 * 60 * 100;  // ticks

bool IsOfEarlierJudgement(const StoryRow& row, const StoryRow& event) {
  return row.kind == StoryKind::kEntry && TicksSince(row.time, event.time) <= kLongestAnswer &&
         SayAlike(row, event) && WeighAlike(row, event) && MayBeOne(row, event);
}

class Pairs {
 public:
  Pairs(const std::vector<StoryRow>& rows, const std::vector<StoryRow>& events)
      : rows_(rows), events_(events), taken_(rows.size()), told_(events.size(), kToldByNone) {}

  template <typename Way>
  void OfOneMoment(Way way) {
    for (std::size_t i = 0; i < events_.size(); ++i) {
      if (told_[i] != kToldByNone) continue;
      const Tick time = events_[i].time;
      auto row = std::ranges::lower_bound(rows_, time, {}, &StoryRow::time);
      for (; row != rows_.end() && row->time == time && told_[i] == kToldByNone; ++row)
        if (way(*row, events_[i]) && MayBeOne(*row, events_[i])) Take(row, i);
    }
  }
  void OfEarlierJudgements() {
    for (std::size_t i = 0; i < events_.size(); ++i) {
      if (told_[i] != kToldByNone || events_[i].kind != StoryKind::kEntry) continue;
      auto row = std::ranges::lower_bound(rows_, events_[i].time, {}, &StoryRow::time);
      while (told_[i] == kToldByNone && row != rows_.begin() &&
             TicksSince((--row)->time, events_[i].time) <= kLongestAnswer)
        if (IsOfEarlierJudgement(*row, events_[i])) Take(row, i);
    }
  }
  std::vector<std::size_t> Told() && { return std::move(told_); }

 private:
  void Take(std::vector<StoryRow>::const_iterator row, std::size_t event) {
    const auto index = static_cast<std::size_t>(row - rows_.begin());
    if (taken_[index]) return;
    taken_[index] = true;
    told_[event] = index;
  }

  const std::vector<StoryRow>& rows_;
  const std::vector<StoryRow>& events_;
  std::vector<bool> taken_;
  std::vector<std::size_t> told_;
};

}  // namespace

std::vector<std::size_t> WhatTells(const std::vector<StoryRow>& rows, const std::vector<StoryRow>& events) {
  Pairs pairs(rows, events);
  for (const auto way : kWays) pairs.OfOneMoment(way);
  pairs.OfEarlierJudgements();
  return std::move(pairs).Told();
}

bool IsItsRequest(const StoryRow& block, const StoryRow& entry) {
  return entry.kind == StoryKind::kEntry && AreOfOneClient(block, entry) && AreOfOneRequest(block, entry);
}

}  // namespace errwatch
