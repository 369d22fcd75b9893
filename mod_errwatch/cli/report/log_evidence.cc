#include "cli/report/log_evidence.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace errwatch::cli {

void LogEvidence::Add(const ScanRecord& record, std::size_t source, uint64_t line) {
  const Replay::Effect effect = replay_.Add(record, source, line);
  if (record.time_us) {
    ReportSource& file = report_.sources[source];
    file.first_us = file.first_us == kNoTime ? *record.time_us : std::min(file.first_us, *record.time_us);
    file.last_us = std::max(file.last_us, *record.time_us);
  }
  if (effect.identity != IdentityKind::kClient) return;
  const Entry& entry = record.entry;
  Sighting sighting;
  sighting.time_us = record.time_us.value_or(kNoTime);
  sighting.client = record.client.Masked(replay_.prefix());
  sighting.category = record.what.category;
  sighting.rule = record.what.rule;
  sighting.cost = record.what.cost;
  sighting.status = entry.status != 0 ? entry.status : record.answered;
  sighting.after_block = effect.denied;
  sighting.charged = effect.outcome.poured || effect.denied || (effect.untimed && record.what.cost != 0);
  sighting.judged = !effect.untimed;
  sighting.joins = effect.outcome.joins;
  sighting.joined_target = effect.outcome.joined_target;
  sighting.method = entry.method;
  sighting.path = entry.uri;
  sighting.query = entry.args;
  sighting.user = entry.user;
  sighting.message = entry.message;
  sighting.body = entry.body;
  sighting.source = source;
  sighting.line = line;
  has_answers_ = has_answers_ || entry.status != 0;
  has_bodies_ = has_bodies_ || !entry.body.empty();
  if (report_.anonymizer) report_.anonymizer->KnowUser(entry.user);
  std::optional<SignFinder::Found> found;
  if (!without_signs_.contains(source)) found = signs_.Look(sighting);
  if (sighting.category != Category::kBenign && !record.again) {
    book_.Add(sighting);
    for (const EarlyJoiner& joiner : effect.earlier)
      book_.Join(joiner.client, joiner.time_us, *sighting.joins, sighting.joined_target);
    report_.buckets.Add(sighting.time_us, sighting.category, sighting.after_block);
  }
  if (!found) return;
  const bool always = found->sign.kind != SignKind::kFormPassed;  // many forms are sent again and again
  book_.AddSign(found->whose, std::move(found->sign), always);
}

void LogEvidence::Finish() {
  replay_.Finish();
  for (const AnomalyEvent& event : replay_.anomalies()) report_.anomalies.push_back({event, {}, false});
  for (const BlockEvent& block : replay_.blocks()) {
    BlockSpan span;
    span.from_us = block.timed ? block.time_us : kNoTime;
    span.until_us = block.until_us;
    span.limit = block.limit;
    span.entries = block.prevented;
    span.range_bits = block.range_bits;
    if (block.range_bits != 0) {
      book_.AddRangeBlock(block.client, span);
    } else {
      book_.AddBlock(block.client, std::move(span));
    }
  }
  for (const Takeover& takeover : replay_.takeovers()) {
    Sign sign;
    sign.kind = SignKind::kLoggedIn;
    sign.count = takeover.failures;
    sign.attack = takeover.attack;
    sign.name = takeover.name;
    sign.request.time_us = takeover.time_us;
    sign.request.client = takeover.client;
    sign.request.category = Category::kAuthFailure;
    if (report_.anonymizer) report_.anonymizer->KnowUser(takeover.name);
    // Who made no mistake may be the owner: it belongs to the attack, and is no incident of its own.
    const bool own = takeover.failures != 0 || takeover.joiner.empty();
    const ClientAddress& whose = own ? takeover.client.Masked(replay_.prefix()) : takeover.joiner;
    book_.AddSign(whose, std::move(sign), own);
  }
}

}  // namespace errwatch::cli
