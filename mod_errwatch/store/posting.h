// One entry on its way through the accounts: the inside of store/accounting.h.
#pragma once

#include "model/crawler.h"
#include "model/entry.h"
#include "model/joined_attack.h"
#include "model/judgement.h"
#include "rules/classifier.h"
#include "store/charge.h"
#include "store/evidence.h"
#include "store/segment.h"

namespace errwatch::store {

class Posting {
 public:
  Posting(Segment& segment, const Entry& entry, const Classification& what, const ClientAddress& client,
          const Charge& charge, Tick now)
      : counters_(segment.counters()),
        timeline_(segment.timeline()),
        rules_(segment.rules()),
        templates_(segment.templates()),
        incidents_(segment.incidents()),
        clients_(segment.clients()),
        ranges_(segment.ranges()),
        listed_(segment.listed()),
        stories_(segment.stories()),
        claims_(segment.crawler_claims()),
        crowds_(segment.crowds()),
        journal_(segment.journal()),
        key_of_hashes_(segment.hash_key()),
        entry_(entry),
        what_(what),
        charge_(charge),
        now_(now),
        client_(client),
        key_(client.empty() ? ClientKey() : clients_.KeyOf(client, charge.scope)),
        shown_rule_(what.rule) {
    if (client.empty()) return;
    clients_.Prefetch(key_);
    stories_.Prefetch(key_.fingerprint);
  }

  Outcome Post(RequestLedger& ledger);
  // In another category than that which names it: it is counted and shown already, by `rule`.
  Outcome PostBeside(RequestLedger& ledger, uint32_t rule) {
    shown_rule_ = rule;
    return PostTo(ledger);
  }
  // Before the answer is known.
  void PostEarly(RequestLedger& ledger) {
    ledger.early = true;
    PostTo(ledger);
    ledger.untold_quanta += poured_quanta_;
  }
  // Of a request that is evidence of nothing else. Asked early, the answer is there when it is wanted.
  void PostClaim() { JudgeClaim(); }

 private:
  void CountHits();
  void PostCharge(RequestLedger& ledger);
  Outcome PostTo(RequestLedger& ledger);
  Circumstances Consider(RequestLedger& request);
  void NoteFailedName(bool tried_before);
  void NoteLogIn(RequestLedger& request, const Conduct& conduct, Circumstances& c);
  CrawlerClaim JudgeClaim();
  void ChargeFalseClaim();
  void NoteFault();
  void NoteFaultOf(CrowdEntry seen);
  void NoteTargets(const TrackRecord& record, bool weighs);
  std::optional<AnomalyKind> NoteCrowd(CrowdEntry seen, std::string_view text);
  uint64_t PrintOf(TargetKind kind, std::string_view text, uint64_t account) const;
  void PourOfJoiner(RequestLedger& request, uint32_t quanta);
  void BlockJoiner(uint8_t tag);
  void Pour(RequestLedger& request, uint32_t quanta);
  void PourCrawl(RequestLedger& request, uint32_t quanta);
  void PourForeign(RequestLedger& request, uint32_t quanta);
  PourResult PourInto(uint8_t tag, uint32_t quanta, const BucketShape& shape);
  PourResult PourMore(uint8_t tag, const BucketShape& shape, uint32_t quanta, uint32_t account_quanta,
                      RequestLedger& request);
  bool PourWidespread(Templates::Spread spread, RequestLedger& request);
  void Overflow(uint8_t tag, const Limit& limit, uint32_t level, BlockKind kind = {});
  void BlockRanges(uint8_t tag, const Limit& limit, const BlockWord& block);
  bool InBlockedRange() const;
  void ReportEnd(const BlockWord& block);
  void Report(IncidentKind kind, uint8_t tag, const Limit* limit, uint32_t level, const BlockWord& block);
  Incident IncidentOf(IncidentKind kind, uint8_t tag, const BlockWord& block) const;
  void Append(const Incident& incident);
  void TellEntry();
  StoryEvent StoryOf(StoryKind kind) const;
  void TellCounted(RequestLedger& request, StoryEvent counted);
  void TellOverflow(uint8_t tag, const Limit& limit, uint32_t level, const BlockWord& block);

  Counters counters_;
  Timeline timeline_;
  RuleStats rules_;
  Templates templates_;
  IncidentRing incidents_;
  ClientTable clients_;
  ClientRangeTable ranges_;
  ListedRangesReader listed_;
  ClientStories stories_;
  CrawlerClaims claims_;
  CrowdRows crowds_;
  Journal journal_;
  const HashKey& key_of_hashes_;
  const Entry& entry_;
  const Classification& what_;
  const Charge& charge_;
  const Tick now_;
  const ClientAddress client_;  // not masked
  const ClientKey key_;
  uint32_t shown_rule_;    // the client's last rule, for people
  EvidenceHashes hashes_;  // once Consider has looked at them
  bool told_early_ = false;
  bool entry_told_ = true;      // by an event of its own, or none is wanted
  uint32_t poured_quanta_ = 0;  // into the client's buckets, for this entry
  Provenance provenance_ = Provenance::kUnknown;
  bool pays_for_joining_ = false;  // it is charged more for outcome_.joins
  Outcome outcome_;
};

}  // namespace errwatch::store
