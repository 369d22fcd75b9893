#include "pages/snapshot_warnings.h"

#include "base/time_text.h"

namespace errwatch::store {
namespace {

// Counters that mean that something is amiss, and what to do about it. The number is put before the text.
struct Trouble {
  Counter counter;
  std::string_view text;
};
constexpr Trouble kTroubles[] = {
    {Counter::kEvictionsRefused,
     "clients were not counted because their part of the table is full of blocks by hand: raise "
     "ErrWatchClients, and deny networks with Require not ip or by a firewall"},
    {Counter::kListedFull,
     "ranges could not be allowed or blocked by hand because their part of the table was full: end those not "
     "needed, or name them in ErrWatchAllow or Require not ip"},
    {Counter::kBlocksEvicted,
     "blocks ended early, because their part of the table was full of blocked clients and others had to be "
     "counted: raise ErrWatchClients"},
    {Counter::kNoScratch,
     "entries were not classified because more threads wrote entries at once than there is match memory for: "
     "lower LogLevel of "
     "modules whose entries no rule needs"},
    {Counter::kMatchLimit,
     "times a pattern was stopped at the match limit and may have missed an attack: find it with `errwatch "
     "check` and simplify it"},
    {Counter::kRulesUncounted,
     "rule hits are missing from the list of rules because it is full: ErrWatchRuleRemove those not needed"},
    {Counter::kEventsDropped,
     "events were dropped: the reader of ErrWatchEventLog is too slow or gone (check the program, or write "
     "to "
     "a file), or the file cannot be written (EW0215 in the error log says why)"},
    {Counter::kIncidentsLost,
     "incidents were overwritten before they were reported: leave `entry` out of ErrWatchEventLog's events=, "
     "and look for the flood"},
    {Counter::kProxyPeersFull,
     "times a proxy could not be remembered: list the proxies' ranges with ErrWatchTrustedProxy"},
    {Counter::kCrawlerQuestionsDropped,
     "claims to be a crawler were not looked up, because too many clients claim that at once: they are taken "
     "at "
     "their word as far as a crawl at crawl speed goes"},
    {Counter::kFault,
     "internal faults let a request pass: please report them with the error log of that time"},
};

}  // namespace

void AddWarnings(const CountersReader& counters, Snapshot& snapshot) {
  for (const Trouble& trouble : kTroubles) {
    const uint64_t count = counters.Sum(trouble.counter);
    if (count != 0) snapshot.warnings.push_back(FormatCount(count) + " " + std::string(trouble.text) + ".");
  }
  if (snapshot.table_clients + snapshot.table_visitors >
          snapshot.table_capacity - snapshot.table_capacity / 16 &&
      counters.Sum(Counter::kEvictions) != 0) {
    snapshot.warnings.push_back(
        "The client table is full (" + FormatCount(snapshot.table_capacity) +
        " clients), so those with the lowest scores are forgotten: raise ErrWatchClients.");
  }
}

}  // namespace errwatch::store
