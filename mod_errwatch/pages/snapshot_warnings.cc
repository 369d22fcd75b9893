#include "pages/snapshot_warnings.h"

#include "base/time_text.h"
#include "pages/crowd_view.h"
#include "pages/warning_phrases.h"

namespace errwatch::store {
namespace {

// Counters that mean that something is amiss, and what to do about it.
struct Trouble {
  Counter counter;
  WarningPhrase text;
};
constexpr Trouble kTroubles[] = {
    {Counter::kEvictionsRefused,
     "{0} clients were not counted because their part of the table is full of blocks by hand: raise "
     "ErrWatchClients, and deny networks with Require not ip or by a firewall."},
    {Counter::kListedFull,
     "{0} ranges could not be allowed or blocked by hand because their part of the table was full: end "
     "those not needed, or name them in ErrWatchAllow or Require not ip."},
    {Counter::kBlocksEvicted,
     "{0} blocks ended early, because their part of the table was full of blocked clients and others "
     "had to be counted: raise ErrWatchClients."},
    {Counter::kNoScratch,
     "{0} entries were not classified because more threads wrote entries at once than there is match "
     "memory for: lower LogLevel of modules whose entries no rule needs."},
    {Counter::kMatchLimit,
     "{0} times a pattern was stopped at the match limit and may have missed an attack: find it with "
     "`errwatch check` and simplify it."},
    {Counter::kRulesUncounted,
     "{0} rule hits are missing from the list of rules because it is full: ErrWatchRuleRemove those "
     "not needed."},
    {Counter::kEventsDropped,
     "{0} events were dropped: the reader of ErrWatchEventLog is too slow or gone (check the program, "
     "or write to a file), or the file cannot be written (EW0215 in the error log says why)."},
    {Counter::kIncidentsLost,
     "{0} incidents were overwritten before they were reported: leave `entry` out of "
     "ErrWatchEventLog's events=, and look for the flood."},
    {Counter::kProxyPeersFull,
     "{0} times a proxy could not be remembered: list the proxies' ranges with ErrWatchTrustedProxy."},
    {Counter::kCrawlerQuestionsDropped,
     "{0} claims to be a crawler were not looked up, because too many clients claim that at once: "
     "they are taken at their word as far as a crawl at crawl speed goes."},
    {Counter::kFault,
     "{0} internal faults let a request pass: please report them with the error log of that time."},
};

}  // namespace

void AddCrowds(Language language, Snapshot& snapshot) {
  for (const CrowdRow& crowd : snapshot.crowds) snapshot.warnings.push_back(CrowdText(crowd, language));
}

void AddWarnings(const CountersReader& counters, Language language, Snapshot& snapshot) {
  for (const Trouble& trouble : kTroubles) {
    const uint64_t count = counters.Sum(trouble.counter);
    if (count != 0) snapshot.warnings.push_back(Filled(trouble.text.In(language), {FormatCount(count)}));
  }
  if (snapshot.table_clients + snapshot.table_visitors >
          snapshot.table_capacity - snapshot.table_capacity / 16 &&
      counters.Sum(Counter::kEvictions) != 0) {
    const WarningPhrase text =
        "The client table is full ({0} clients), so those with the lowest scores are forgotten: raise "
        "ErrWatchClients.";
    snapshot.warnings.push_back(Filled(text.In(language), {FormatCount(snapshot.table_capacity)}));
  }
}

}  // namespace errwatch::store
