// No series carries a client's address: their number would be an attacker's to choose.
#include <algorithm>
#include <array>
#include <map>

#include "base/ascii.h"
#include "base/visible_text.h"
#include "pages/render.h"
#include "pages/share_view.h"

namespace errwatch {
namespace {

// `specials` get a backslash. VisibleText has made line feeds visible before, so none is left to escape.
std::string Backslashed(std::string_view text, std::string_view specials) {
  std::string result;
  for (const char c : VisibleText(text)) {
    if (specials.find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

std::string Label(std::string_view name, std::string_view value) {
  return std::string(name) + "=\"" + Backslashed(value, "\\\"") + "\"";
}

std::string MetricName(std::string_view name) {
  std::string result;
  for (const char c : name) result += IsAlnum(c) ? c : '_';
  return result;
}

// Samples of one metric by their labels. Two with the same labels (virtual hosts that share a name) would
// make a scraper refuse the whole page, so the larger value stands for both.
class Samples {
 public:
  void Add(std::string labels, uint64_t value) {
    uint64_t& sample = by_labels_[std::move(labels)];
    sample = std::max(sample, value);
  }
  const std::map<std::string, uint64_t>& by_labels() const { return by_labels_; }

 private:
  std::map<std::string, uint64_t> by_labels_;
};

class Exposition {
 public:
  void Counter(std::string_view name, std::string_view help, const Samples& samples) {
    Metric(name, "counter", help, samples);
  }
  void Gauge(std::string_view name, std::string_view help, const Samples& samples) {
    Metric(name, "gauge", help, samples);
  }
  void Gauge(std::string_view name, std::string_view help, uint64_t value) {
    Samples samples;
    samples.Add("", value);
    Gauge(name, help, samples);
  }
  std::string Take() { return std::move(text_); }

 private:
  void Metric(std::string_view name, std::string_view type, std::string_view help, const Samples& samples) {
    if (samples.by_labels().empty()) return;
    const std::string metric = "errwatch_" + std::string(name);
    text_ += "# HELP " + metric + " " + Backslashed(help, "\\") + "\n";
    text_ += "# TYPE " + metric + " " + std::string(type) + "\n";
    for (const auto& [labels, value] : samples.by_labels()) {
      text_ += metric;
      if (!labels.empty()) text_ += "{" + labels + "}";
      text_ += " " + std::to_string(value) + "\n";
    }
  }

  std::string text_;
};

void AddCounters(const Snapshot& snapshot, Exposition& page) {
  for (const CounterRow& row : snapshot.counters) {
    Samples samples;
    samples.Add("", row.value);
    page.Counter(MetricName(row.name) + "_total", row.text, samples);
  }
  Samples categories;
  for (const CounterRow& row : snapshot.categories) categories.Add(Label("category", row.name), row.value);
  page.Counter("category_entries_total", "entries and responses by category", categories);
  Samples rules;
  for (const RuleHitsRow& row : snapshot.rules) {
    rules.Add(Label("rule", std::to_string(row.id)) + "," + Label("category", row.category), row.hits);
  }
  page.Counter("rule_hits_total", "entries and responses that a rule named", rules);
}

// Also where there are none, so that an alert has a value to compare with.
void AddCrowds(const Snapshot& snapshot, Exposition& page) {
  std::map<AnomalyKind, uint64_t> counts = {{AnomalyKind::kBruteForce, 0},
                                            {AnomalyKind::kScan, 0},
                                            {AnomalyKind::kFlood, 0},
                                            {AnomalyKind::kBreakage, 0}};
  for (const CrowdRow& row : snapshot.crowds) ++counts[row.kind];
  Samples crowds;
  for (const auto& [kind, count] : counts) crowds.Add(Label("kind", AnomalyKindName(kind)), count);
  page.Gauge("crowds", "attacks that many clients share, and faults that many meet, that go on now", crowds);
}

void AddEventLogs(const Snapshot& snapshot, Exposition& page) {
  Samples written, dropped;
  for (const EventLogRow& row : snapshot.event_logs) {
    written.Add(Label("place", row.place), row.written);
    dropped.Add(Label("place", row.place), row.dropped);
  }
  page.Counter("event_log_written_total", "events written to an event log", written);
  page.Counter("event_log_dropped_total", "events that an event log did not take", dropped);
}

// What came from each of the other hosts.
void AddShareHosts(const store::ShareStatus& share, Exposition& page) {
  using store::ShareCount;
  for (const ShareCount count :
       {ShareCount::kPoured, ShareCount::kBlocked, ShareCount::kLetIn, ShareCount::kRefused}) {
    Samples hosts;
    for (const store::SharePeer& peer : share.peers)
      hosts.Add(Label("host", peer.name), At(peer.counts, count));
    const auto index = static_cast<std::size_t>(count);
    page.Counter("share_host_" + std::string(store::kShareCountNames[index]) + "_total",
                 "of one other host: " + std::string(store::kShareCountTexts[index]), hosts);
  }
}

// Of a server that shares nothing there are none.
void AddShare(const store::ShareStatus& share, Tick now, Exposition& page) {
  if (share.group.empty()) return;
  std::array<uint64_t, store::kPeerStateNames.size()> in_state{};
  for (const store::SharePeer& peer : share.peers) ++in_state[static_cast<std::size_t>(peer.state)];
  Samples peers;
  for (std::size_t i = 0; i < in_state.size(); ++i)
    peers.Add(Label("state", store::kPeerStateNames[i]), in_state[i]);
  page.Gauge("share_peers", "other hosts of the group, by how they are", peers);
  page.Gauge("share_connected", "1 while errwatch-share runs and reaches the others",
             ShareStateName(share, now) == "connected" ? 1 : 0);
  for (std::size_t i = 0; i < store::kShareCounts; ++i) {
    const std::string name = "share_" + std::string(store::kShareCountNames[i]);
    Samples count;
    count.Add("", share.counts[i]);
    if (store::IsGauge(static_cast<store::ShareCount>(i))) {
      page.Gauge(name, store::kShareCountTexts[i], count);
    } else {
      page.Counter(name + "_total", store::kShareCountTexts[i], count);
    }
  }
  AddShareHosts(share, page);
}

void AddVhosts(const Snapshot& snapshot, Exposition& page) {
  Samples engines, rules, hidden;
  for (const VhostRow& row : snapshot.vhosts) {
    engines.Add(Label("vhost", row.name) + "," + Label("engine", row.engine), 1);
    rules.Add(Label("vhost", row.name), row.rules);
  }
  for (const CoverageRow& row : snapshot.coverage)
    hidden.Add(Label("vhost", row.vhost), row.hidden_rules.size());
  page.Gauge("engine", "ErrWatchEngine of a virtual host", engines);
  page.Gauge("rules", "rules in force in a virtual host", rules);
  page.Gauge("hidden_rules", "rules whose messages LogLevel keeps from being written", hidden);
}

}  // namespace

std::string RenderPrometheus(const Snapshot& snapshot) {
  Exposition page;
  Samples info;
  info.Add(Label("version", snapshot.version) + "," + Label("server", snapshot.server), 1);
  page.Gauge("info", "version of the module and of the server", info);
  if (snapshot.started != Tick()) {
    page.Gauge("start_time_seconds", "when the state file was made, in seconds since 1970",
               static_cast<uint64_t>(UnixMs({std::min(snapshot.started.value, kMaxTick)}) / 1000));
  }
  page.Gauge("generation", "configuration generation of the server", snapshot.generation);
  page.Gauge("jit", "1 when patterns are compiled to machine code", snapshot.jit ? 1 : 0);
  page.Gauge("clients", "clients in the table that something is known against", snapshot.table_clients);
  page.Gauge("visitors", "clients in the table that only got what they asked for", snapshot.table_visitors);
  page.Gauge("clients_capacity", "clients that the table can hold", snapshot.table_capacity);
  page.Gauge("blocked_clients", "clients that are denied now", snapshot.blocked_clients);
  page.Gauge("blocked_ranges", "ranges of addresses that are denied as a whole now", snapshot.blocked_ranges);
  page.Gauge("unnamed_proxies", "proxies that nobody named", snapshot.unnamed_proxies.size());
  page.Gauge("proxies", "proxies by what they forward", snapshot.proxies.size());
  page.Gauge("warnings", "warnings on the status page", snapshot.warnings.size());
  AddCrowds(snapshot, page);
  AddCounters(snapshot, page);
  AddEventLogs(snapshot, page);
  AddShare(snapshot.share, snapshot.now, page);
  AddVhosts(snapshot, page);
  return page.Take();
}

}  // namespace errwatch
