#include "store/event_logs.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/both_ends.h"
#include "store/siphash.h"
#include "store/word_text.h"

namespace errwatch::store {
namespace {

// last_drop: tick (37 bits) | reason (8) | errno (16).
constexpr int kReasonAt = kTickBits, kErrorAt = kReasonAt + 8;
static_assert(kErrorAt + 16 <= 64);

EventLogState StateOf(const EventLogWords& log) {
  EventLogState state;
  state.name = LoadText(log.name);
  // relaxed, all: counts order nothing
  state.written = log.written.load(std::memory_order_relaxed);
  state.dropped = log.dropped.load(std::memory_order_relaxed);
  const uint64_t last = log.last_drop.load(std::memory_order_relaxed);
  const auto reason = static_cast<uint8_t>(last >> kReasonAt);
  state.reason = reason < kDropReasons ? static_cast<DropReason>(reason) : DropReason::kNone;
  state.error = static_cast<int>(last >> kErrorAt & 0xFFFF);
  state.last_drop = {last & kMaxTick};
  return state;
}

}  // namespace

std::string TextOf(DropReason reason, int error) {
  switch (reason) {
    case DropReason::kNone:
      return "";
    case DropReason::kSlow:
      return "its reader or its disk did not keep up";
    case DropReason::kFlood:
      return "single entries gave way in a flood, so that no block was lost";
    case DropReason::kError:
      return error != 0 ? std::strerror(error) : "the line was too long, or nobody took it";
    case DropReason::kRemoved:
      return "the file was removed: restart httpd, which makes it anew";
  }
  return "";
}

uint64_t EventLogsReader::generation() const noexcept {
  // acquire: who sees the generation sees where its logs begin
  return ring_->event_generation.load(std::memory_order_acquire);
}

std::vector<EventLogState> EventLogsReader::All() const {
  std::vector<EventLogState> all;
  if (generation() == 0) return all;
  for (const EventLogWords& log : ring_->event_logs) {
    // acquire: what is read of it next is of this owner, or a newer one's
    if (log.print.load(std::memory_order_acquire) != 0) all.push_back(StateOf(log));
  }
  return all;
}

void EventLogs::Begin(EventLogWords& log, uint64_t print, std::string_view name) noexcept {
  std::array<char, kEventLogNameBytes> bytes{};
  CopyBothEnds(name, bytes.data(), bytes.size());
  // relaxed, all: nobody takes anything for it before its print and the generation are there
  StoreText(log.name, {bytes.data(), bytes.size()});
  for (SharedWord* count : {&log.written, &log.dropped, &log.last_drop, &log.cursor.stalled})
    count->store(0, std::memory_order_relaxed);
  log.cursor.taken.store(ring_->messages.taken.load(std::memory_order_relaxed), std::memory_order_relaxed);
  // release: pairs with All's acquire
  log.print.store(print, std::memory_order_release);
}

std::vector<uint32_t> EventLogs::Announce(uint64_t generation, std::span<const EventLogName> logs) {
  std::vector<uint64_t> prints;
  for (const EventLogName& log : logs)
    prints.push_back(SipPrint(kPublicKey, log.identity.data(), log.identity.size()));
  // Looked at once: the parent is the only one who has to change it, and not the only one who can.
  std::array<uint64_t, kMaxEventLogs> owners{};
  for (uint32_t i = 0; i < kMaxEventLogs; ++i) {
    const uint64_t print = ring_->event_logs[i].print.load(std::memory_order_relaxed);  // relaxed: as above
    const bool is_kept = std::ranges::find(prints, print) != prints.end();
    // One that stands there twice is nonsense.
    if (is_kept && std::ranges::find(owners, print) == owners.end()) {
      owners[i] = print;
    } else {
      ring_->event_logs[i].print.store(0, std::memory_order_release);  // release: as Begin
    }
  }
  std::vector<uint32_t> places;
  for (std::size_t i = 0; i < logs.size(); ++i) {
    auto owner = std::ranges::find(owners, prints[i]);
    const bool is_new = owner == owners.end();
    if (is_new) owner = std::ranges::find(owners, uint64_t{0});
    const auto place = static_cast<uint32_t>(owner - owners.begin());
    if (is_new) Begin(ring_->event_logs.at(place), prints[i], logs[i].shown);
    owners.at(place) = prints[i];
    places.push_back(place);
  }
  // release: pairs with the acquire of generation()
  ring_->event_generation.store(generation, std::memory_order_release);
  return places;
}

void EventLogs::CountWritten(uint32_t log) noexcept {
  // relaxed: a count
  ring_->event_logs[log].written.fetch_add(1, std::memory_order_relaxed);
}

void EventLogs::CountDropped(uint32_t log, uint64_t events, DropReason reason, int error, Tick now) noexcept {
  EventLogWords& words = ring_->event_logs[log];
  // relaxed, both: counts, and what is said of them
  words.dropped.fetch_add(events, std::memory_order_relaxed);
  words.last_drop.store((now.value & kMaxTick) | uint64_t{static_cast<uint8_t>(reason)} << kReasonAt |
                            (static_cast<uint64_t>(error) & 0xFFFF) << kErrorAt,
                        std::memory_order_relaxed);
}

}  // namespace errwatch::store
