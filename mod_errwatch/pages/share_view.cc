#include "pages/share_view.h"

#include <utility>

#include "base/time_text.h"
#include "pages/json_member.h"
#include "pages/warning_phrases.h"

namespace errwatch {
namespace {

using Json = nlohmann::ordered_json;
using store::PeerState;
using store::ShareLink;

// Where keys differ, each sign of life is one. Messages of before a change of the key are none to see to.
constexpr uint64_t kUnsignedTicks = TicksIn(Milliseconds(10 * 60 * 1000));

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

Json ShareJson(const store::ShareStatus& share, Tick now) {
  Json object = {{"group", share.group}};
  SetText(object, "host", share.host);
  SetTime(object, "told", share.told);
  SetTime(object, "since", share.since);
  object["state"] = ShareStateName(share, now);
  object["link"] = store::kShareLinkNames[static_cast<std::size_t>(share.link)];
  SetText(object, "link_reason", share.link_reason);
  SetCounts(object, share.counts);
  SetTime(object, "unsigned_last", share.unsigned_last);
  object["peers"] = Json::array();
  for (const store::SharePeer& peer : share.peers) object["peers"].push_back(PeerJson(peer));
  object["unlisted"] = share.unlisted;
  return object;
}

std::string_view ShareStateName(const store::ShareStatus& share, Tick now) {
  return store::IsSilent(share, now) ? kShareNotRunning
                                     : store::kShareLinkNames[static_cast<std::size_t>(share.link)];
}

std::vector<ShareTrouble> ShareTroubles(const store::ShareStatus& share, Tick now, Language language) {
  std::vector<ShareTrouble> troubles;
  const auto add = [&](ShareTroubleKind kind, WarningPhrase phrase,
                       std::initializer_list<std::string_view> values) {
    troubles.push_back({kind, Filled(phrase.In(language), values)});
  };
  if (share.group.empty()) return troubles;
  if (share.told == Tick()) {
    add(ShareTroubleKind::kNotRunning,
        "Nothing is shared with other hosts of {0}: errwatch-share has not run yet.", {share.group});
    return troubles;
  }
  if (store::IsSilent(share, now)) {
    add(ShareTroubleKind::kNotRunning,
        "Nothing has been shared with other hosts of {0} since {1}: errwatch-share does not run.",
        {share.group, FormatTimeShort(share.told)});
    return troubles;
  }
  if (share.link == ShareLink::kTroubled) {
    add(ShareTroubleKind::kNotReached, "Other hosts of {0} are not reached, each counts by itself: {1}",
        {share.group, share.link_reason});
  } else if (!share.link_reason.empty()) {
    add(ShareTroubleKind::kOwnName, "This host and another one of {0} cannot be told apart: {1}",
        {share.group, share.link_reason});
  }
  const uint64_t not_signed = At(share.counts, store::ShareCount::kUnsigned);
  if (share.unsigned_last != Tick() && TicksSince(share.unsigned_last, now) <= kUnsignedTicks)
    add(ShareTroubleKind::kUnsigned,
        not_signed == 1 ? WarningPhrase("{0} message is not signed with the key of group {1} and was passed "
                                        "over, of {2}: some host has another key_file, or somebody writes "
                                        "who has no key.")
                        : WarningPhrase("{0} messages are not signed with the key of group {1} and were "
                                        "passed over, the last of {2}: some host has another key_file, or "
                                        "somebody writes who has no key."),
        {FormatCount(not_signed), share.group, FormatTimeShort(share.unsigned_last)});
  for (const store::SharePeer& peer : share.peers) {
    if (peer.state == PeerState::kCutOff) {
      add(ShareTroubleKind::kCutOff, "Host {0} is cut off, nothing that it says is taken in: {1}",
          {peer.name, peer.reason});
    } else if (!peer.reason.empty()) {
      add(ShareTroubleKind::kPeerName, "Host {0} and another one cannot be told apart: {1}",
          {peer.name, peer.reason});
    }
  }
  if (const uint64_t lost = At(share.counts, store::ShareCount::kLost); lost != 0)
    add(ShareTroubleKind::kLost,
        lost == 1 ? WarningPhrase("{0} change was lost before other hosts heard of it.")
                  : WarningPhrase("{0} changes were lost before other hosts heard of them."),
        {FormatCount(lost)});
  return troubles;
}

std::vector<std::string> ShareWarnings(const store::ShareStatus& share, Tick now, Language language) {
  std::vector<std::string> warnings;
  for (ShareTrouble& trouble : ShareTroubles(share, now, language))
    warnings.push_back(std::move(trouble.text));
  return warnings;
}

}  // namespace errwatch
