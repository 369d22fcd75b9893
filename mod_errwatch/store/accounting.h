// From a classification to its consequences: the one place where entries are poured, incidents opened and
// clients blocked. Used by the error_log hook, by the response hook and by the replay of old logs.
#pragma once

#include "model/entry.h"
#include "rules/classifier.h"
#include "store/charge.h"
#include "store/segment.h"

namespace errwatch::store {

// `client` empty (ClientAddress()): the entry is about the server; it is counted, and may open an incident,
// but charges nobody. `request` may be null: then the entry stands alone.
// No allocation, no lock, bounded time.
//
// Counts the rules that matched, the category, and kBenign, kMatchLimit, kPoured, kSameRequest, kWidespread,
// kIncidents, kBlocks and kDetections; what happened before is counted by Admit and by the caller (kEntries,
// kOwnDenial, ...).
//
// What an entry weighs is decided by model/judgement.h; docs/design.md has the reasons.
//
// Failed log-ins and load count beside the category that names the entry, whatever that is.
//
// An entry that many clients cause at once (rule_stats.h) is the server's fault as likely as theirs: a broken
// link, a wrong permission. It is not charged, but measured apart: a client that causes kWidespreadFactor
// times as much of it as `any` allows is blocked after all. Never so for recognised attacks, nor for
// auth_failure (Fault in model/category.h).
Outcome Account(Segment& segment, const Entry& entry, const Classification& what, const ClientAddress& client,
                const Charge& charge, RequestLedger* request, Tick now) noexcept;

// What it took to classify an entry, once for each time that it was done.
void CountWork(Counters counters, const Classification& what) noexcept;

// Of a request that is not answered yet: charges what it will be charged with at least, whatever the answer
// is. Nothing is counted: the answer comes to Account with the same `request`, and with its charge the rest.
// Of categories in which the answer decides what it was (a missing page, a refused log-in) nothing is
// charged.
void AccountEarly(Segment& segment, const Entry& entry, const Classification& what,
                  const ClientAddress& client, const Charge& charge, RequestLedger& request,
                  Tick now) noexcept;

// Of a request that is evidence of nothing: looks into its claim to be a crawler, if it makes one. Asked
// early, the answer of the DNS is there when it is wanted.
void AccountClaim(Segment& segment, const Entry& entry, const ClientAddress& client, const Charge& charge,
                  Tick now) noexcept;

// The request that `request` is of was answered with `status`: the client's story tells so.
void AccountAnswer(Segment& segment, const ClientAddress& client, uint64_t scope,
                   const RequestLedger& request, uint16_t status) noexcept;

}  // namespace errwatch::store
