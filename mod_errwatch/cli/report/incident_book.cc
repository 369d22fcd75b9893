#include "cli/report/incident_book.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "anomaly/crowd.h"
#include "model/path_shape.h"

namespace errwatch::cli {
namespace {

// How many of the latest groups of a kind an activity is compared with.
constexpr std::size_t kGroupsCompared = 8;

// Evidence enough for an incident. Limits that blocked nobody have said that there is none: crawlers ask for
// what is gone, each day. But passwords are guessed slowly, too.
bool IsIncident(const Activity& activity, const Limits& limits) {
  if (activity.over_limit || activity.attacked || activity.joins || activity.signs_seen != 0) return true;
  const Category main = activity.Main();
  if (main == Category::kBenign || IsAboutServer(main)) return false;
  if (!activity.unjudged && main != Category::kAuthFailure) return false;
  const uint32_t capacity = limits[main].shape.capacity;
  return capacity != 0 && activity.cost >= capacity && activity.charged != 0;
}

// What two activities have in common of what both asked for, by shape: at least half of the smaller one.
std::vector<std::string> ShapesOf(const Activity& activity) {
  std::vector<std::string> shapes;
  for (const auto& [target, count] : activity.targets.counts()) shapes.emplace_back(PathShape(target).view());
  std::sort(shapes.begin(), shapes.end());
  shapes.erase(std::unique(shapes.begin(), shapes.end()), shapes.end());
  return shapes;
}

template <typename Values>
bool HaveHalfInCommon(const Values& a, const Values& b) {
  Values common;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(common));
  return 2 * common.size() >= std::max<std::size_t>(1, std::max(a.size(), b.size()));
}

std::vector<uint32_t> RulesOf(const Activity& activity) {
  std::vector<uint32_t> rules;
  for (const auto& [rule, count] : activity.rules.counts()) rules.push_back(rule);
  return rules;
}

struct Group {
  Incident incident;
  std::vector<std::string> shapes;
  std::vector<uint32_t> rules;
};

bool BelongsTo(const Group& group, const Activity& activity, const std::vector<std::string>& shapes,
               const std::vector<uint32_t>& rules, int64_t gap_us) {
  const Activity& sum = group.incident.sum;
  if (activity.first_us == kNoTime || sum.last_us == kNoTime) return false;
  if (activity.first_us > sum.last_us + gap_us) return false;
  return HaveHalfInCommon(group.rules, rules) && HaveHalfInCommon(group.shapes, shapes);
}

void AddTo(Group& group, const Activity& activity) {
  group.incident.clients.push_back({activity.client, activity.entries});
  group.incident.blocked_clients += activity.WasBlocked();
  group.incident.sum.Merge(activity);
}

// An attack is known for one that many share once many have come: who did the same just before is one of
// them. Takes those out of `others`.
void AddEarlier(std::vector<Group>& groups, std::vector<Activity>& others) {
  constexpr int64_t kCrowdUs = kCrowdTime.count() * 1000;
  for (Group& group : groups) {
    if (!group.incident.sum.joins || group.incident.sum.first_us == kNoTime) continue;
    const Category category = group.incident.sum.Main();
    const int64_t from_us = group.incident.sum.first_us - kCrowdUs, until_us = group.incident.sum.first_us;
    std::erase_if(others, [&](const Activity& activity) {
      const bool in_time =
          activity.first_us != kNoTime && activity.last_us >= from_us && activity.first_us <= until_us;
      if (!in_time || activity.charged == 0 || activity.Main() != category) return false;
      if (!HaveHalfInCommon(group.rules, RulesOf(activity)) ||
          !HaveHalfInCommon(group.shapes, ShapesOf(activity)))
        return false;
      AddTo(group, activity);
      return true;
    });
  }
}

std::vector<Group> Grouped(std::vector<Activity> activities, int64_t gap_us) {
  std::stable_sort(activities.begin(), activities.end(), [](const Activity& a, const Activity& b) {
    return std::tie(a.first_us, a.client) < std::tie(b.first_us, b.client);
  });
  std::vector<Group> groups;
  std::map<Category, std::vector<std::size_t>> of_category;
  for (Activity& activity : activities) {
    std::vector<std::string> shapes = ShapesOf(activity);
    std::vector<uint32_t> rules = RulesOf(activity);
    std::vector<std::size_t>& alike = of_category[activity.Main()];
    Group* found = nullptr;
    for (std::size_t i = alike.size(); i-- > 0 && alike.size() - i <= kGroupsCompared && found == nullptr;) {
      if (BelongsTo(groups[alike[i]], activity, shapes, rules, gap_us)) found = &groups[alike[i]];
    }
    if (found == nullptr) {
      alike.push_back(groups.size());
      const IncidentClient client{activity.client, activity.entries};
      const std::size_t blocked = activity.WasBlocked() ? 1 : 0;
      groups.push_back({{std::move(activity), {client}, blocked}, std::move(shapes), std::move(rules)});
      continue;
    }
    AddTo(*found, activity);
  }
  return groups;
}

}  // namespace

std::size_t Incident::LikelySigns() const {
  return static_cast<std::size_t>(std::count_if(sum.signs.begin(), sum.signs.end(),
                                                [](const Sign& sign) { return IsLikely(sign.kind); }));
}

bool ComesBefore(const Incident& a, const Incident& b) {
  const auto rank = [](const Incident& incident) {
    return std::tuple(incident.LikelySigns() != 0, incident.HasSigns(), incident.sum.over_limit,
                      incident.sum.cost);
  };
  return rank(a) > rank(b);
}

Activity* IncidentBook::At(const ClientAddress& client, int64_t time_us, bool make) {
  const auto known = by_client_.find(client);
  if (known != by_client_.end()) {
    for (auto at = known->second.rbegin(); at != known->second.rend(); ++at) {
      Activity& activity = activities_[*at];
      if (time_us == kNoTime || activity.first_us == kNoTime) return &activity;
      if (time_us >= activity.first_us - gap_us_ && time_us <= activity.last_us + gap_us_) return &activity;
    }
  }
  if (!make) return nullptr;
  if (activities_.size() >= most_) {
    left_out_ += known == by_client_.end();
    return nullptr;
  }
  by_client_[client].push_back(static_cast<uint32_t>(activities_.size()));
  activities_.emplace_back().client = client;
  return &activities_.back();
}

void IncidentBook::Add(const Sighting& sighting) {
  if (Activity* activity = At(sighting.client, sighting.time_us, true)) activity->Add(sighting);
}

void IncidentBook::AddSign(const ClientAddress& whose, Sign sign, bool always) {
  if (Activity* activity = At(whose, sign.request.time_us, false)) return activity->AddSign(std::move(sign));
  const auto known = by_client_.find(whose);
  if (known != by_client_.end() && sign.request.client != whose)
    return activities_[known->second.back()].AddSign(std::move(sign), false);
  if (!always) return;
  if (Activity* activity = At(whose, sign.request.time_us, true)) activity->AddSign(std::move(sign));
}

void IncidentBook::AddBlock(const ClientAddress& client, BlockSpan block) {
  if (Activity* activity = At(client, block.from_us, true)) activity->AddBlock(std::move(block));
}

void IncidentBook::AddRangeBlock(const ClientAddress& range, uint8_t bits, const BlockSpan& block) {
  for (Activity& activity : activities_) {
    const bool at_that_time =
        block.from_us == kNoTime || activity.first_us == kNoTime ||
        (block.from_us >= activity.first_us - gap_us_ && block.from_us <= activity.last_us + gap_us_);
    if (activity.client.MaskedTo(bits) == range && at_that_time) activity.AddBlock(block);
  }
}

void IncidentBook::Forget(const ClientAddress& client) {
  const auto known = by_client_.find(client);
  if (known == by_client_.end()) return;
  for (const uint32_t at : known->second) activities_[at] = Activity();
  by_client_.erase(known);
}

std::vector<Incident> IncidentBook::Take(const Limits& limits, MinorSums& minor) {
  std::vector<Activity> kept, others;
  for (Activity& activity : activities_) {
    if (activity.client.empty()) continue;  // forgotten
    (IsIncident(activity, limits) ? kept : others).push_back(std::move(activity));
  }
  std::vector<Group> groups = Grouped(std::move(kept), gap_us_);
  AddEarlier(groups, others);
  std::set<ClientAddress> clients;  // one may have been here several times
  for (const Activity& activity : others) {
    clients.insert(activity.client);
    minor.entries += activity.entries;
  }
  std::vector<Incident> incidents;
  incidents.reserve(groups.size());
  for (Group& group : groups) {
    for (const IncidentClient& client : group.incident.clients) clients.erase(client.address);
    incidents.push_back(std::move(group.incident));
  }
  minor.clients += clients.size();
  std::stable_sort(incidents.begin(), incidents.end(), ComesBefore);
  return incidents;
}

}  // namespace errwatch::cli
