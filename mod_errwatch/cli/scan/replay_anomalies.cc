// Those functions of Replay that look for what no rule knows, as the watchdog of a server does.
#include <algorithm>

#include "base/both_ends.h"
#include "cli/logs/moment.h"
#include "cli/scan/replay.h"
#include "store/crowd_telling.h"

namespace errwatch::cli {
namespace {

// In a longer gap there was no log.
constexpr uint64_t kMostSilentSlots = 14 * kSlotsADay;

}  // namespace

// Once a second of the log's time. A log without times is one instant.
void Replay::JudgeCrowds() {
  if (!charge_.anomalies || !clock_started_ || now_us_ / 1'000'000 == crowds_judged_s_) return;
  crowds_judged_s_ = now_us_ / 1'000'000;
  if (store::TellCrowds(*segment_, now()) != 0) Collect(nullptr);
}

// Each slot that is over, also those in which nothing was logged: silence is one of the anomalies.
void Replay::NoteKind(const ScanRecord& record) {
  if (!watches_kinds_ || !clock_started_ || record.of_access_log || record.entry.message.empty()) return;
  const uint64_t slot = SlotOf(now());
  // What was before the log's beginning nobody knows: it was not learned from.
  if (watched_slot_ == 0) watched_slot_ = slot - std::min<uint64_t>(slot, 1);
  const uint64_t first = std::max(watched_slot_ + 1, slot - std::min(slot, kMostSilentSlots));
  std::size_t told = 0;
  for (uint64_t over = first; over <= slot; ++over)
    told += baseline_watch_.Watch(*segment_, BeginOfSlot(over));
  watched_slot_ = std::max(watched_slot_, slot);
  if (told != 0) Collect(nullptr);
  const uint64_t client =
      record.client.empty() ? 0 : segment_->clients().KeyOf(record.client, charge_.scope).fingerprint;
  store::NoteKindOfEntry(*segment_, record.entry.log_id, record.entry.message, record.entry.level,
                         record.entry.vhost, client, now());
}

void Replay::AddAnomaly(const store::Incident& incident) {
  AnomalyEvent event;
  event.time_us = now_us_ - DurationOf(TicksSince(incident.time, now())).count() * 1000;
  event.begun_us =
      event.time_us - DurationOf(TicksSince(incident.anomaly->begun, incident.time)).count() * 1000;
  event.time = incident.time;
  event.anomaly = *incident.anomaly;
  event.category = incident.category;
  event.vhost = incident.vhost;
  event.uri = incident.uri;
  event.message = incident.message;
  event.networks = incident.excerpt;
  anomalies_.push_back(std::move(event));
}

}  // namespace errwatch::cli
