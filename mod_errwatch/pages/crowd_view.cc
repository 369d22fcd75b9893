#include "pages/crowd_view.h"

#include <tuple>
#include <utility>

#include "base/quoted.h"
#include "base/time_text.h"
#include "model/joined_attack.h"
#include "pages/anomaly_text.h"
#include "pages/warning_phrases.h"

namespace errwatch {
namespace {

// Names, the same in every language.
std::string PlaceOf(const CrowdRow& crowd) {
  const std::string target = crowd.target.empty() ? "" : QuotedWhole(crowd.target);
  const std::string place = AnomalyPlace({crowd.vhost, target, crowd.ranges});
  return place.empty() ? "" : " - " + place;
}

}  // namespace

void SetWhatFollows(std::span<const UnderAttackRow> hosts, std::vector<CrowdRow>& crowds) {
  const auto weight = [](const UnderAttack& said) { return std::tuple(said.joiners, said.factor); };
  for (CrowdRow& crowd : crowds) {
    if (!IsAttack(crowd.kind)) continue;
    for (const UnderAttackRow& host : hosts) {
      if (host.vhost != crowd.vhost) continue;
      if (!crowd.follows || weight(host.says) > weight(*crowd.follows)) crowd.follows = host.says;
    }
  }
}

Anomaly AnomalyOf(const CrowdRow& crowd) {
  return {crowd.kind, crowd.entries, 0, crowd.clients, crowd.begun};
}

std::string CrowdText(const CrowdRow& crowd, Language language) {
  return Filled(
      WarningPhrase("Since {0}: {1}{2}").In(language),
      {FormatTime(crowd.begun), AnomalyText(AnomalyOf(crowd), crowd.last, language), PlaceOf(crowd)});
}

}  // namespace errwatch

namespace errwatch::store {

std::vector<CrowdRow> CrowdsOf(const SegmentReader& segment, Tick now) {
  std::vector<CrowdRow> rows;
  for (KnownCrowd& crowd : segment.crowds().List(now)) {
    CrowdRow row;
    row.kind = crowd.kind;
    row.category = CategoryName(crowd.category);
    row.scope = segment.ScopeName(crowd.scope);
    row.entries = crowd.entries;
    row.clients = crowd.clients;
    row.begun = crowd.begun;
    row.last = crowd.last;
    row.vhost = std::move(crowd.vhost);
    row.target = std::move(crowd.text);
    row.ranges = std::move(crowd.networks);
    rows.push_back(std::move(row));
  }
  return rows;
}

namespace {

std::optional<AnomalyKind> LastJoined(const Story& story) {
  std::optional<AnomalyKind> joined;
  for (const StoryRecord& record : story.records)
    if (record.event.joined) joined = record.event.joined;
  return joined;
}

}  // namespace

std::optional<AnomalyKind> JoinedBy(const ClientStoriesReader& stories, Fingerprint client) {
  const std::optional<Story> story = stories.Find(client);
  return story ? LastJoined(*story) : std::nullopt;
}

std::unordered_set<Fingerprint> JoinersOf(const ClientStoriesReader& stories) {
  std::unordered_set<Fingerprint> joiners;
  stories.ForEach([&](Fingerprint client, const Story& story) {
    if (LastJoined(story)) joiners.insert(client);
  });
  return joiners;
}

}  // namespace errwatch::store
