#include <algorithm>

#include "base/ascii.h"
#include "base/time_text.h"
#include "base/visible_text.h"
#include "pages/render.h"
#include "pages/share_view.h"

namespace errwatch {
namespace {

// "sql_injection" -> "SqlInjection". Names are the program's own;
// anything else in them is left out, so that a key stays one word.
std::string CamelCase(std::string_view name) {
  std::string result;
  bool start = true;
  for (const char c : name) {
    if (IsAlnum(c)) {
      result += start && IsLower(c) ? static_cast<char>(c - ('a' - 'A')) : c;
      start = false;
    } else {
      start = true;
    }
  }
  return result;
}

class Lines {
 public:
  void Add(std::string_view key, std::string_view value) {
    text_ += "ErrWatch";
    text_ += key;
    text_ += ": ";
    text_ += VisibleText(value);
    text_ += '\n';
  }
  void Add(std::string_view key, uint64_t value) { Add(key, std::to_string(value)); }
  void AddIfSet(std::string_view key, std::string_view value) {
    if (!value.empty()) Add(key, value);
  }
  std::string Take() { return std::move(text_); }

 private:
  std::string text_;
};

// Of a server that shares nothing there are none.
void AddShare(const store::ShareStatus& share, Tick now, Lines& lines) {
  if (share.group.empty()) return;
  lines.Add("ShareGroup", share.group);
  lines.Add("ShareState", ShareStateName(share, now));
  for (std::size_t i = 0; i < store::kPeerStateNames.size(); ++i)
    lines.Add("SharePeers" + CamelCase(store::kPeerStateNames[i]),
              static_cast<uint64_t>(std::ranges::count(share.peers, static_cast<store::PeerState>(i),
                                                       &store::SharePeer::state)));
  for (std::size_t i = 0; i < store::kShareCounts; ++i)
    lines.Add("Share" + CamelCase(store::kShareCountNames[i]), share.counts[i]);
}

}  // namespace

std::string RenderAuto(const Snapshot& snapshot) {
  Lines lines;
  lines.Add("Version", snapshot.version);
  lines.AddIfSet("StateFile", snapshot.state_file);
  lines.Add("Now", FormatTime(snapshot.now));
  if (snapshot.started != Tick()) lines.Add("Started", FormatTime(snapshot.started));
  lines.Add("Generation", snapshot.generation);
  lines.Add("Jit", snapshot.jit ? 1 : 0);
  lines.Add("Clients", snapshot.table_clients);
  lines.Add("Visitors", snapshot.table_visitors);
  lines.Add("ClientCapacity", snapshot.table_capacity);
  lines.Add("BlockedClients", snapshot.blocked_clients);
  lines.Add("BlockedRanges", snapshot.blocked_ranges);
  for (const CounterRow& row : snapshot.counters) lines.Add(CamelCase(row.name), row.value);
  for (const CounterRow& row : snapshot.categories) lines.Add("Category" + CamelCase(row.name), row.value);
  AddShare(snapshot.share, snapshot.now, lines);
  uint64_t hidden = 0;
  for (const CoverageRow& row : snapshot.coverage) hidden += row.hidden_rules.size();
  lines.Add("HiddenRules", hidden);
  lines.Add("UnnamedProxies", snapshot.unnamed_proxies.size());
  lines.Add("Proxies", snapshot.proxies.size());
  lines.Add("Warnings", snapshot.warnings.size());
  return lines.Take();
}

}  // namespace errwatch
