#include "pages/share_view.h"

#include "base/time_text.h"
#include "pages/json_member.h"
#include "pages/warning_phrases.h"

namespace errwatch {
namespace {

using Json = nlohmann::ordered_json;
using store::PeerState;
using store::ShareLink;

// It tells once a second.
constexpr uint64_t kSilentTicks = TicksIn(Milliseconds(15'000));

void SetCounts(Json& object, const store::ShareCounters& counts) {
  for (std::size_t i = 0; i < store::kShareCounts; ++i) object[store::kShareCountNames[i]] = counts[i];
}

Json PeerJson(const store::SharePeer& peer) {
  Json object = {{"host", peer.name},
                 {"state", store::kPeerStateNames[static_cast<std::size_t>(peer.state)]}};
  SetTime(object, "seen", peer.seen);
  SetText(object, "reason", peer.reason);
  for (const store::ShareCount count :
       {store::ShareCount::kMessages, store::ShareCount::kPoured, store::ShareCount::kBlocked,
        store::ShareCount::kLetIn, store::ShareCount::kKnown, store::ShareCount::kRefused,
        store::ShareCount::kUnusable})
    object[store::kShareCountNames[static_cast<std::size_t>(count)]] = At(peer.counts, count);
  return object;
}

}  // namespace

Json ShareJson(const store::ShareStatus& share) {
  Json object = {{"group", share.group}};
  SetText(object, "host", share.host);
  SetTime(object, "told", share.told);
  object["link"] = store::kShareLinkNames[static_cast<std::size_t>(share.link)];
  SetText(object, "link_reason", share.link_reason);
  SetCounts(object, share.counts);
  object["peers"] = Json::array();
  for (const store::SharePeer& peer : share.peers) object["peers"].push_back(PeerJson(peer));
  object["unlisted"] = share.unlisted;
  return object;
}

std::vector<std::string> ShareWarnings(const store::ShareStatus& share, Tick now, Language language) {
  std::vector<std::string> warnings;
  const auto warn = [&](WarningPhrase phrase, std::initializer_list<std::string_view> values) {
    warnings.push_back(Filled(phrase.In(language), values));
  };
  if (share.group.empty()) return warnings;
  if (share.told == Tick()) {
    warn("Nothing is shared with other hosts of {0}: errwatch-share has not run yet.", {share.group});
    return warnings;
  }
  if (TicksSince(share.told, now) > kSilentTicks) {
    warn("Nothing is shared with other hosts of {0} since {1}: errwatch-share does not run.",
         {share.group, FormatTimeShort(share.told)});
    return warnings;
  }
  if (share.link == ShareLink::kTroubled)
    warn("Other hosts of {0} are not reached, each counts by itself: {1}", {share.group, share.link_reason});
  for (const store::SharePeer& peer : share.peers)
    if (peer.state == PeerState::kCutOff)
      warn("Host {0} is cut off, nothing that it says is taken in: {1}", {peer.name, peer.reason});
  if (const uint64_t lost = At(share.counts, store::ShareCount::kLost); lost != 0)
    warn("{0} changes were lost before other hosts heard of them.", {FormatCount(lost)});
  return warnings;
}

}  // namespace errwatch
