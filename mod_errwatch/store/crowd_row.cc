#include "store/crowd_row.h"

#include <algorithm>

#include "store/shown_text.h"

namespace errwatch::store {

NetworkWords NetworksIn(const CrowdWords& row) {
  NetworkWords words;
  for (std::size_t i = 0; i < words.size(); ++i) words[i] = row.networks[i].load(kRelaxedRow);
  return words;
}

Crowd CrowdIn(const CrowdWords& row) {
  const uint32_t age = AgeIn(row.window.load(kRelaxedRow));
  Crowd crowd;
  const uint64_t kind = row.about.load(kRelaxedRow) & 0xFF;
  crowd.kind = static_cast<TargetKind>(std::min<uint64_t>(kind, kTargetKindCount - 1));
  crowd.entries =
      static_cast<uint32_t>(std::min<uint64_t>(CountAt(row.entries.load(kRelaxedRow), age), UINT32_MAX));
  // Estimates may be too high: nobody came without an entry.
  const auto most =
      static_cast<uint32_t>(std::min<uint64_t>(CountAt(row.comers.load(kRelaxedRow), age), UINT32_MAX));
  crowd.strangers = std::min(CountOf(row.strangers, age), most);
  crowd.visitors = std::min(CountOf(row.visitors, age), most);
  crowd.different = std::min(CountOf(row.different, age), most);
  return crowd;
}

KnownCrowd Known(const CrowdWords& row, const Crowd& crowd, AnomalyKind kind, Tick begun) {
  const uint64_t about = row.about.load(kRelaxedRow);
  KnownCrowd known;
  known.kind = kind;
  known.category = kCategoryByNumber[about >> 8 & 0xFF];
  known.scope = static_cast<uint8_t>(std::min<uint64_t>(about >> 16 & 0xFF, kScopeNames - 1));
  const uint64_t total = row.total.load(kRelaxedRow);
  // Log-ins that may have been right weigh nothing, and yet they came.
  const uint64_t weigh = std::max<uint64_t>(total, crowd.entries);
  const uint64_t came = CountAt(row.comers.load(kRelaxedRow), AgeIn(row.window.load(kRelaxedRow)));
  const bool some = weigh >= uint64_t{crowd.strangers} + crowd.visitors;
  known.entries = static_cast<uint32_t>(std::min<uint64_t>(some ? weigh : std::max(weigh, came), UINT32_MAX));
  known.clients = std::min({crowd.strangers + crowd.visitors, known.entries, kMaxAnomalyClients});
  known.begun = begun;
  known.last = {row.last.load(kRelaxedRow) & kMaxTick};
  known.is_path = (about >> 24 & 1U) != 0;
  known.vhost = ShownText(row.vhost);
  known.text = ShownText(row.text);
  known.networks = MainNetworks(NetworksIn(row), crowd.entries);
  return known;
}

}  // namespace errwatch::store
