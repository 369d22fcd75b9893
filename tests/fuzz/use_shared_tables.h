// The same as use_segment.h of what lies between the counters and the incidents: tables of near peers,
// crawlers, models that are learnt, and what is given to and taken from other hosts.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string>

#include "store/named_models.h"
#include "use_segment.h"

namespace errwatch::store {

inline void UseNearPeers(NearPeers peers) {
  for (uint8_t i = 0; i < 40; ++i) {
    const uint8_t bytes[4] = {10, 0, 0, i};
    const ClientAddress address = ClientAddress::FromIpv4(bytes);
    const Tick now{kNow.value + i * uint64_t{20'000}};
    NearPeers::Request request;
    request.forwarded = i % 3 == 0;
    request.failed = i % 2 == 0;
    request.denied = i % 5 == 0;
    request.voice = i;
    const NearPeers::Noted noted = peers.Note(address, request, now);
    Require(noted.is_proxy || !noted.newly);
    peers.TakePass(address, request, now);
    if (peers.IsProxy(address, now)) peers.TakeTelling(address, kNow);
    Require(!peers.IsProxy(Client(i), now));  // is far
  }
  Require(peers.Proxies(kNow).size() <= kNearPeers);
}

inline void UseClaims(CrawlerClaims claims) {
  static const CrawlerList list{{{"Googlebot", {"googlebot.com"}}, {"GPTBot", {}}}};
  const Crawler& crawler = list.all()[0];
  for (uint8_t i = 0; i < 40; ++i) {
    const CrawlerClaims::Known known = claims.Ask(Client(i), list, crawler, kNow);
    if (known.claim == CrawlerClaim::kFalse) claims.TakeCharge(known);
  }
  for (uint32_t row = 0; row < kCrawlerClaims; ++row) {
    const auto question = claims.At(row, list, kNow);
    if (!question) continue;
    Require(question->crawler == &crawler && !question->client.empty());
    claims.Answer(*question, row % 2 == 0 ? CrawlerClaim::kFalse : CrawlerClaim::kVerified, kNow);
  }
  Require(claims.Verified(kNow).size() <= kCrawlerClaims);
}

inline void UseModels(LearningModels models) {
  static const RequestPart parts[] = {{PartKind::kPath, 3, 11, true, "/a"},
                                      {PartKind::kParameter, 1, 12, true, "b"}};
  static RequestModel copy;
  auto learning = models.Claim(7, kNow);
  if (!learning) return;
  for (uint64_t client = 1; client <= 20; ++client) {
    learning->Learn(parts, client << 56U);
    learning->Count(parts, client << 56U);
  }
  learning->PhaseAt(After(kNow, Milliseconds(3'600'000)), Milliseconds(3'600'000));
  learning->CopyTo(copy);
  const LearntCounts counts = learning->counts();
  const RequestScorer scorer(counts);
  Require(scorer.threshold() >= kLeastThreshold && scorer.threshold() <= kMostThreshold);
  const RequestScore score = scorer.Of(parts, learning->Known(parts));
  Require(std::isfinite(score.bits));
  learning->SetSaved(kNow);
  const std::array<uint64_t, 1> kept{7};
  models.KeepOnly(kept);
}

inline void CheckJournalEntry(const JournalEntry& entry) {
  Require(static_cast<uint8_t>(entry.kind) < kJournalKindCount && entry.scope < kScopeNames);
  Require(entry.time.value <= kMaxTick && entry.until.value <= kMaxTick && entry.range_bits <= 127);
}

inline void UseJournal(Journal journal) {
  journal.WantUntil(After(kNow, kJournalWanted));
  for (uint8_t i = 0; i < 20; ++i) {
    journal.Note(
        {static_cast<JournalKind>(i % kJournalKindCount), 1, 2, 0, 100, kNow, kNow, Client(i), false});
    const uint64_t ticket = journal.head() - 1;
    if (const auto entry = journal.Read(ticket)) CheckJournalEntry(*entry);
    journal.Settle(ticket, {kNow.value + i});
    journal.Mark(ticket, i + 1U);
    journal.GivenIn(ticket);
  }
  uint64_t ticket = journal.oldest();
  for (int i = 0; i < 40; ++i, ++ticket) {
    if (const auto entry = journal.Read(ticket)) CheckJournalEntry(*entry);
    journal.IsSettled(ticket);
  }
  journal.Claim(journal.claimed() + 1);
  journal.Acknowledge(journal.claimed());
  journal.IsClosed();
}

inline void UseOtherHosts(OtherHosts others) {
  for (uint32_t i = 0; i < 90; ++i) {
    const std::string host = "web" + std::to_string(i % 9), epoch = std::to_string(i / 9);
    const OtherStream stream{host, epoch, i % 2};
    const auto first = others.FirstToTake(stream, 100 + i, kNow);
    if (!first) continue;
    Require(*first <= kMostChanges);
    if (*first < kMostChanges) {
      others.Take(stream, 100 + i, *first);
      Require(others.FirstToTake(stream, 100 + i, kNow) == *first + 1);
    }
  }
}

inline void UseShare(Share share) {
  ShareStatus status = share.All();
  Require(status.group.size() <= kShareNameBytes && status.host.size() <= kShareNameBytes);
  Require(status.peers.size() <= kSharePeers &&
          static_cast<std::size_t>(status.link) < kShareLinkNames.size());
  for (const SharePeer& peer : status.peers)
    Require(static_cast<std::size_t>(peer.state) < kPeerStateNames.size() &&
            peer.name.size() <= kShareNameBytes && peer.reason.size() <= kShareReasonBytes);
  share.AsOf(kNow);
  share.Tell(status);
  share.SetGroup("shop");
  Require(share.group() == "shop");
}

inline void UseEventLogs(EventLogs logs) {
  for (const EventLogState& log : logs.All())
    Require(log.name.size() <= kEventLogNameBytes && static_cast<uint8_t>(log.reason) < kDropReasons);
  const std::array<EventLogName, 2> names{{{"a", "logs/a"}, {"b", "logs/b"}}};
  for (const uint32_t log : logs.Announce(9, names)) {
    Require(log < kMaxEventLogs);
    logs.CountWritten(log);
    logs.CountDropped(log, 3, DropReason::kSlow, 0, kNow);
  }
  logs.Announce(0, {});
}

inline void UseSharedTables(Segment& segment) {
  UseNearPeers(segment.near_peers());
  UseClaims(segment.crawler_claims());
  UseModels(segment.learning_models());
  for (uint64_t client = 1; client < 20; ++client) segment.unusual_told().Take(client << 37U, kNow);
  UseJournal(segment.journal());
  UseOtherHosts(segment.other_hosts());
  UseShare(segment.share());
  UseEventLogs(segment.event_logs());
  for (uint8_t scope = 0; scope < 80; ++scope) segment.EnginesOf(scope);
  segment.SetFileState({FileCondition::kRemoved, 5});
  Require(segment.file_state().condition < FileCondition::kCount);
}

}  // namespace errwatch::store
