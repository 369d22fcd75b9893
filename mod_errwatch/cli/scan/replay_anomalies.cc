// Those functions of Replay that look for what no rule knows, as the watchdog of a server does.
#include <algorithm>
#include <utility>

#include "base/both_ends.h"
#include "cli/logs/moment.h"
#include "cli/scan/replay.h"
#include "store/crowd_telling.h"
#include "store/target_print.h"

namespace errwatch::cli {
namespace {

// In a longer gap there was no log; and who comes from so far ahead had a wrong clock.
constexpr uint64_t kMostSilentSlots = 14 * kSlotsADay;

constexpr std::size_t kMostTargets = 4096, kMostTakeovers = 8;
constexpr int64_t kCrowdUs = kCrowdTime.count() * 1000;

}  // namespace

std::size_t Replay::TellCrowds() {
  const std::size_t told = store::TellCrowds(*segment_, now());
  if (told != 0) Collect(nullptr);
  crowds_told_ = crowds_told_ || told != 0;
  return told;
}

// A server's watchdog judges each second. Without entries it finds only, after the first one, that something
// is over, at a time that is known: a gap takes no more steps than attacks. A log without times is one
// instant.
void Replay::AdvanceTo(int64_t time_us) {
  constexpr int64_t kSecondUs = 1'000'000;
  const int64_t next_second = (now_us_ / kSecondUs + 1) * kSecondUs;
  if (charge_.anomalies && now_us_ != 0 && time_us >= next_second) {
    now_us_ = next_second;
    TellCrowds();
    while (crowds_told_ && time_us - now_us_ >= kSecondUs) {
      const std::optional<Tick> end = std::as_const(*segment_).crowds().NextEnd();
      if (!end || *end > TickOf(time_us)) break;
      now_us_ = std::max(now_us_, MicrosOf(*end));
      TellCrowds();
      if (std::as_const(*segment_).crowds().NextEnd() == end) break;  // nothing is due twice
    }
  }
  now_us_ = time_us;
}

uint64_t Replay::AccountOf(std::string_view vhost, std::string_view user) const {
  return store::TargetPrint(segment_->hash_key(), TargetKind::kAccount, charge_.scope, vhost, user);
}

// It may turn out to be one of a botnet, which guesses a few times with each address.
void Replay::NoteEarlyLogIn(const ScanRecord& record, uint32_t failures) {
  if (!record.entry.authenticated || record.entry.user.empty()) return;
  const uint64_t account = AccountOf(record.entry.vhost, record.entry.user);
  if (early_logins_.size() >= kMostTargets)
    std::erase_if(early_logins_,
                  [&](const auto& one) { return one.second.back().time_us + kCrowdUs < now_us_; });
  if (early_logins_.size() >= kMostTargets && !early_logins_.contains(account)) return;
  std::vector<Takeover>& of_account = early_logins_[account];
  if (of_account.size() < kMostTakeovers)
    of_account.push_back({now_us_, record.client, std::string(record.entry.user), failures, {}, {}});
}

// Who is one of those that made it an attack is known when it is one.
std::vector<EarlyJoiner> Replay::NoteJoiner(const ClientAddress& client, const store::Outcome& outcome) {
  constexpr std::size_t kMostOfOne = 256;
  const auto is_late = [&](const EarlyJoiner& joiner) { return joiner.time_us + kCrowdUs < now_us_; };
  if (outcome.joins) {
    if (joiners_.size() < kMostTargets || joiners_.contains(outcome.joined_target))
      joiners_[outcome.joined_target] = client;
    if (const auto known = early_logins_.find(outcome.joined_target); known != early_logins_.end()) {
      for (Takeover& takeover : known->second) {
        if (takeover.time_us + kCrowdUs < now_us_) continue;
        takeover.attack = outcome.joins;
        takeovers_.push_back(std::move(takeover));
      }
      early_logins_.erase(known);
    }
    std::vector<EarlyJoiner> earlier;
    if (const auto known = early_.find(outcome.joined_target); known != early_.end()) {
      earlier = std::move(known->second);
      early_.erase(known);
      std::erase_if(earlier, is_late);
    }
    for (const EarlyJoiner& joiner : earlier) clients_[joiner.client].joins = outcome.joins;
    return earlier;
  }
  for (const uint64_t target : outcome.targets) {
    if (target == 0) continue;
    if (early_.size() >= kMostTargets)
      std::erase_if(early_, [&](const auto& one) { return is_late(one.second.back()); });
    if (early_.size() >= kMostTargets && !early_.contains(target)) continue;
    std::vector<EarlyJoiner>& joiners = early_[target];
    if (joiners.size() >= kMostOfOne) std::erase_if(joiners, is_late);
    if (joiners.size() < kMostOfOne) joiners.push_back({client, now_us_});
  }
  return {};
}

void Replay::Finish() {
  if (!charge_.anomalies || !clock_started_) return;
  TellCrowds();
  if (last_kind_ != Tick() && baseline_watch_.End(*segment_, last_kind_) != 0) Collect(nullptr);
  MarkOngoing();
  std::ranges::stable_sort(
      anomalies_, [](const AnomalyEvent& a, const AnomalyEvent& b) { return a.time_us < b.time_us; });
}

// For what goes on when a log ends nobody knows an end.
void Replay::MarkOngoing() {
  for (const store::KnownCrowd& crowd : std::as_const(*segment_).crowds().List(now())) {
    for (AnomalyEvent& event : anomalies_) {
      const bool same = event.anomaly.kind == crowd.kind && event.anomaly.begun == crowd.begun &&
                        event.vhost == crowd.vhost &&
                        (event.uri.empty() ? event.message : event.uri) == crowd.text;
      event.ongoing = event.ongoing || same;
    }
  }
}

// Each slot that is over, also those in which nothing was logged: silence is one of the anomalies.
void Replay::NoteKind(const ScanRecord& record) {
  if (!watches_kinds_ || !record.time_us || record.of_access_log || record.entry.message.empty()) return;
  const uint64_t slot = SlotOf(now());
  // What was before the log's beginning nobody knows: it was not learned from.
  const bool far = slot > watched_slot_ + kMostSilentSlots || slot + kMostSilentSlots < watched_slot_;
  // One line with a wrong time is none of them; the second says that the log goes on there.
  const bool again =
      far_slot_ != 0 && slot + kMostSilentSlots > far_slot_ && far_slot_ + kMostSilentSlots > slot;
  far_slot_ = watched_slot_ != 0 && far && !again ? slot : 0;
  if (far_slot_ != 0) return;
  if (watched_slot_ == 0 || far) watched_slot_ = slot - std::min<uint64_t>(slot, 1);
  std::size_t told = 0;
  for (uint64_t over = watched_slot_ + 1; over <= slot; ++over)
    told += baseline_watch_.Watch(*segment_, BeginOfSlot(over));
  watched_slot_ = std::max(watched_slot_, slot);
  if (told != 0) Collect(nullptr);
  const uint64_t client =
      record.client.empty() ? 0 : segment_->clients().KeyOf(record.client, charge_.scope).fingerprint;
  last_kind_ = now();
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
