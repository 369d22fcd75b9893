#include "cli/exchange/outbox.h"

#include <algorithm>
#include <utility>

#include "cli/exchange/change.h"
#include "model/bucket_tag.h"

namespace errwatch::cli {
namespace {

using store::JournalEntry;
using store::JournalKind;
using store::ShareCount;

// Entries of one batch: some hundred bytes each at most when none can be summed up.
constexpr std::size_t kMostEntries = 400;
// A writer that has not ended its entry after that is dead.
constexpr uint64_t kWriterGrace = 200;  // ticks

// Leaked as in the bucket, but it never overflows.
void AddTo(Bucket& sum, const JournalEntry& entry, const BucketShape& shape) {
  const Bucket leaked = sum.tag == 0 ? Bucket{entry.tag, 0, entry.time} : Leaked(sum, shape, entry.time);
  sum = Pour(leaked, entry.tag, entry.quanta, {}, leaked.stamp).bucket;
}

// A number that no time explains was written by nobody who gives batches.
constexpr uint64_t kDayMs = 24ULL * 3600 * 1000;

// In place of the number of a batch: it is never given.
constexpr uint32_t kNeverGiven = UINT32_MAX;

uint32_t MarkOf(uint64_t number) {
  return std::clamp<uint32_t>(static_cast<uint32_t>(number), 1, kNeverGiven - 1);
}

DecisionTarget TargetOf(const JournalEntry& entry) { return {entry.client, entry.range_bits}; }

}  // namespace

Outbox::Outbox(store::Segment& segment, const LimitsByScope& limits, Decisions& decisions, Tick now)
    : segment_(segment), limits_(limits), decisions_(decisions) {
  store::Journal journal = segment_.journal();
  const bool wild = journal.claimed() > static_cast<uint64_t>(UnixMs(now)) + kDayMs;
  outstanding_ = again_ = !wild && journal.claimed() != journal.acknowledged();
  // Batches are fewer than milliseconds, so this is behind every number that was given before, also of a
  // memory of which this one is an older copy.
  first_ = static_cast<uint64_t>(UnixMs(now));
  next_ = journal.oldest();
  if (wild) GoOnFromNow();
  Collect(now);  // by the numbers that the marks are of
  if (giving_.empty() && outstanding_) Acknowledge(journal.claimed());  // all of it was overwritten
  if (!outstanding_) GoOnFromNow();
}

// Of the last number that was given the memory is not believed, where no time explains it.
void Outbox::GoOnFromNow() {
  store::Journal journal = segment_.journal();
  if (journal.claimed() >= first_ && journal.claimed() <= first_ + kDayMs) return;
  journal.Claim(first_);
  journal.Acknowledge(first_);
}

const BucketShape* Outbox::ShapeOf(uint8_t tag, uint8_t scope) const {
  const Limit* limit = LimitOf(tag, limits_.Of(segment_.ScopeName(scope)).limits);
  return limit == nullptr || limit->shape.capacity == 0 ? nullptr : &limit->shape;
}

void Outbox::Collect(Tick now) {
  store::Journal journal = segment_.journal();
  const uint64_t end = journal.head();
  const uint64_t oldest = std::min(journal.oldest(), end);
  // A wild number in the memory makes a new beginning at worst, with nothing of before: it would be there
  // twice, and more with each.
  if (next_ > end) {
    held_.clear();
    touched_.clear();
    ready_.clear();
    giving_.clear();  // what is marked comes again
    next_ = oldest;
  } else if (next_ < oldest) {
    At(counts_, ShareCount::kLost) += oldest - next_;
    next_ = oldest;
  }
  // Both ends were read by themselves, and may be of two moments: a round is never longer than the ring.
  next_ = std::max(next_, end - std::min<uint64_t>(end, store::kJournalSlots));
  for (; next_ < end; ++next_) {
    const std::optional<JournalEntry> entry = journal.Read(next_);
    if (!entry && !journal.IsSettled(next_)) {
      // One wait for all that follow each other: a wild number in the memory may stand for thousands.
      if (!std::exchange(waiting_, true)) waiting_since_ = now;
      if (TicksSince(waiting_since_, now) < kWriterGrace && end - next_ < store::kJournalSlots / 2) return;
    }
    if (!entry) {
      ++At(counts_, ShareCount::kLost);
      continue;
    }
    waiting_ = false;
    Remember(next_, *entry);
    if (next_ < journal.discarded() && IsOfBucket(entry->kind)) continue;
    const uint32_t mark = journal.GivenIn(next_);
    if (mark == MarkOf(journal.claimed()) && outstanding_) {
      giving_.push_back(next_);
      continue;
    }
    const bool begun = mark == MarkOf(journal.claimed() + 1);  // and never claimed
    if (begun) journal.Mark(next_, 0);
    if (begun || mark == 0) Add(next_, *entry);
  }
}

// What was decided here is not undone by what others decided before. The time at which it counts is kept in
// the journal: whoever gives it again gives the same.
void Outbox::Remember(uint64_t ticket, const JournalEntry& entry) {
  if (IsOfBucket(entry.kind)) return;
  const std::string scope = segment_.ScopeName(entry.scope);
  if (entry.kind == JournalKind::kBlock && entry.tag != 0)
    return decisions_.NoteLimit(scope, TargetOf(entry), entry.time);
  const Tick time = decisions_.Settle(entry.kind, scope, TargetOf(entry), entry.time, entry.until);
  if (time != entry.time) segment_.journal().Settle(ticket, time);
}

void Outbox::Add(uint64_t ticket, const JournalEntry& entry) {
  const Key key{entry.client, entry.scope, entry.tag};
  if (entry.kind == JournalKind::kPour) {
    const BucketShape* shape = ShapeOf(entry.tag, entry.scope);
    if (shape == nullptr) return;
    Held& held = held_[key];
    AddTo(held.sum, entry, *shape);
    held.tickets.push_back(ticket);
    touched_.insert(key);
    return;
  }
  // What others are to forgive, or to block for, they have to know before.
  for (auto held = held_.lower_bound({entry.client, 0, 0});
       held != held_.end() && std::get<0>(held->first) == entry.client;) {
    ready_.insert(ready_.end(), held->second.tickets.begin(), held->second.tickets.end());
    held = held_.erase(held);
  }
  ready_.push_back(ticket);
}

bool Outbox::Matters(const Key& key, uint32_t hosts, Tick now) const {
  const auto& [client, scope, tag] = key;
  const BucketShape* shape = ShapeOf(tag, scope);
  if (shape == nullptr) return false;
  const store::ClientTableReader clients = std::as_const(segment_).clients();
  const auto view = clients.Find(clients.KeyOf(client, store::ScopeHash(segment_.ScopeName(scope))));
  if (!view) return false;
  // Its bucket was emptied when it overflowed, maybe by what others poured; they lack what it did here.
  if (view->block.Active(now)) return true;
  const uint64_t share =
      (uint64_t{shape->capacity} << kQuantaPerUnitLog2) / (2 * uint64_t{std::max(hosts, 2U)});
  const auto reached = [&, tag = tag](const Bucket& bucket) {
    return bucket.tag == tag && Leaked(bucket, *shape, now).level >= share;
  };
  return reached(view->any) || std::ranges::any_of(view->buckets, reached);
}

void Outbox::ReleaseOne(const Key& key, uint32_t hosts, Tick now) {
  const auto held = held_.find(key);
  if (held == held_.end()) return;
  const BucketShape* shape = ShapeOf(std::get<2>(key), std::get<1>(key));
  // What the ring has overwritten cannot be given any more: so no more is held than the ring has, however
  // many clients come once.
  std::vector<uint64_t>& tickets = held->second.tickets;
  const uint64_t oldest = std::as_const(segment_).journal().oldest();
  At(counts_, ShareCount::kLost) +=
      std::erase_if(tickets, [oldest](uint64_t ticket) { return ticket < oldest; });
  // At once, so that who begins after this one knows it, too.
  std::erase_if(tickets, [&](uint64_t ticket) {
    if (!decisions_.WasHeardAfter({std::get<0>(key), 0}, ticket)) return false;
    segment_.journal().Mark(ticket, kNeverGiven);
    return true;
  });
  if (tickets.empty()) return void(held_.erase(held));
  if (shape != nullptr && Matters(key, hosts, now)) {
    ready_.insert(ready_.end(), held->second.tickets.begin(), held->second.tickets.end());
  } else if (shape != nullptr && Leaked(held->second.sum, *shape, now).level != 0) {
    return;
  }
  held_.erase(held);
}

// What matters is ready; what has leaked away is forgotten. What others poured may make something matter,
// too.
void Outbox::Release(uint32_t hosts, Tick now) {
  constexpr uint64_t kSweepTicks = 100;
  std::set<Key> touched = std::exchange(touched_, {});
  if (decisions_.TakeNews() || TicksSince(swept_, now) >= kSweepTicks || now < swept_) {
    swept_ = now;
    const uint64_t oldest = std::as_const(segment_).journal().oldest();
    At(counts_, ShareCount::kLost) +=
        std::erase_if(ready_, [oldest](uint64_t ticket) { return ticket < oldest; });
    for (const auto& [key, held] : held_) touched.insert(key);
  }
  for (const Key& key : touched) ReleaseOne(key, hosts, now);
}

// Pours of one client are summed up to where something was decided of it here, and from there on anew: a sum
// has one time.
void Outbox::AddPour(const JournalEntry& entry, const BucketShape& shape, Changes& changes) {
  const auto [open, is_new] =
      changes.open.try_emplace({entry.client, entry.scope, entry.tag}, changes.all.size());
  if (is_new) {
    changes.all.push_back(entry);
    changes.all.back().quanta = 0;
    changes.all.back().at_peer = false;
  }
  JournalEntry& sum = changes.all[open->second];
  Bucket bucket{sum.tag, sum.quanta, sum.time};
  AddTo(bucket, entry, shape);
  sum.quanta = bucket.level;
  sum.time = bucket.stamp;
  sum.at_peer = sum.at_peer || entry.at_peer;  // if any of it is
}

// What a client did before it was let in is over everywhere; given later, in a sum or by a clock that is
// ahead, it would begin anew.
bool Outbox::IsEnded(uint64_t ticket) const {
  const std::optional<JournalEntry> entry = std::as_const(segment_).journal().Read(ticket);
  return entry && IsOfBucket(entry->kind) &&
         (decisions_.WasHeardAfter(TargetOf(*entry), ticket) ||
          decisions_.IsForgiven(TargetOf(*entry), entry->time));
}

// What is given next, the oldest first.
void Outbox::Choose() {
  std::ranges::sort(ready_);
  std::size_t looked = 0;
  giving_.clear();
  for (; looked < ready_.size() && giving_.size() < kMostEntries; ++looked) {
    const uint64_t ticket = ready_[looked];
    // Not what another program of this kind has given meanwhile.
    if (std::as_const(segment_).journal().GivenIn(ticket) != 0) continue;
    if (IsEnded(ticket)) {
      segment_.journal().Mark(ticket, kNeverGiven);
    } else {
      giving_.push_back(ticket);
    }
  }
  ready_.erase(ready_.begin(), ready_.begin() + static_cast<std::ptrdiff_t>(looked));
}

// From the journal, so that the same entries make the same batch whoever makes it.
Batch Outbox::Make(uint64_t number) const {
  const store::JournalReader journal = std::as_const(segment_).journal();
  Changes changes;
  for (const uint64_t ticket : giving_) {
    std::optional<JournalEntry> entry = journal.Read(ticket);
    if (!entry) continue;
    if (entry->kind == JournalKind::kPour) {
      const BucketShape* shape = ShapeOf(entry->tag, entry->scope);
      if (shape != nullptr) AddPour(*entry, *shape, changes);
      continue;
    }
    std::erase_if(changes.open, [&](const auto& sum) {
      return entry->kind == JournalKind::kUnblockAll || std::get<0>(sum.first) == entry->client;
    });
    changes.all.push_back(*entry);
  }
  Batch batch{number, nlohmann::ordered_json::array()};
  for (const JournalEntry& entry : changes.all) {
    if (entry.kind != JournalKind::kPour || entry.quanta != 0)
      batch.changes.push_back(ToJson(entry, segment_.ScopeName(entry.scope), segment_.prefix()));
  }
  return batch;
}

std::optional<Batch> Outbox::Next(uint32_t hosts, Tick now) {
  Collect(now);
  Release(hosts, now);
  store::Journal journal = segment_.journal();
  if (journal.IsClosed()) return std::nullopt;
  if (outstanding_ && !std::exchange(again_, false)) return std::nullopt;
  if (!outstanding_) {
    if (ready_.empty()) return std::nullopt;
    Choose();
    if (giving_.empty()) return std::nullopt;
    for (const uint64_t ticket : giving_) journal.Mark(ticket, MarkOf(journal.claimed() + 1));
    journal.Claim(journal.claimed() + 1);
    outstanding_ = true;
    // The copy that the next server begins with may have none of these marks: then it gives them.
    if (journal.IsClosed()) return std::nullopt;
  }
  Batch batch = Make(journal.claimed());
  if (batch.changes.empty()) {
    Acknowledge(batch.number);
    return std::nullopt;
  }
  At(counts_, ShareCount::kGiven) += batch.changes.size();
  return batch;
}

void Outbox::Acknowledge(uint64_t number) {
  store::Journal journal = segment_.journal();
  if (!outstanding_ || number != journal.claimed()) return;
  journal.Acknowledge(number);
  giving_.clear();
  outstanding_ = again_ = false;
  GoOnFromNow();  // what was given again may bear a number from before a pause of days
}

store::ShareCounters Outbox::counts() const {
  store::ShareCounters counts = counts_;
  At(counts, ShareCount::kHeld) = held_.size();
  return counts;
}

}  // namespace errwatch::cli
