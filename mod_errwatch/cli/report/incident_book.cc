#include "cli/report/incident_book.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "model/path_shape.h"

namespace errwatch::cli {
namespace {

// How many of the latest groups of a kind an activity is compared with.
constexpr std::size_t kGroupsCompared = 8;

// Evidence enough for an incident. Limits that blocked nobody have said that there is none: crawlers ask for
// what is gone, each day. But passwords are guessed slowly, too.
bool IsIncident(const Activity& activity, const Limits& limits) {
  // Nothing is known of who was blocked by hand alone: nobody attacked anything.
  const bool did_nothing = activity.entries == 0 && activity.signs_seen == 0 &&
                           std::ranges::all_of(activity.blocks, &BlockSpan::by_hand);
  if (did_nothing && !activity.blocks.empty()) return false;
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

auto OfAttack(const Activity& activity) { return std::tuple(activity.joins, activity.joined_target); }

bool BelongsTo(const Group& group, const Activity& activity, const std::vector<std::string>& shapes,
               const std::vector<uint32_t>& rules, int64_t gap_us) {
  const Activity& sum = group.incident.sum;
  if (activity.first_us == kNoTime || sum.last_us == kNoTime) return false;
  if (activity.first_us > sum.last_us + gap_us) return false;
  // What many share at one target is one, whatever each of them asked for; and nobody else has a part in it.
  if (activity.joins || sum.joins) return OfAttack(activity) == OfAttack(sum);
  return HaveHalfInCommon(group.rules, rules) && HaveHalfInCommon(group.shapes, shapes);
}

std::vector<Incident> Grouped(std::vector<Activity> activities, int64_t gap_us) {
  std::stable_sort(activities.begin(), activities.end(), [](const Activity& a, const Activity& b) {
    return std::tie(a.first_us, a.client) < std::tie(b.first_us, b.client);
  });
  std::vector<Group> groups;
  std::map<Category, std::vector<std::size_t>> of_category;
  std::map<std::tuple<std::optional<AnomalyKind>, uint64_t>, std::vector<std::size_t>> of_attack;
  for (Activity& activity : activities) {
    std::vector<std::string> shapes = ShapesOf(activity);
    std::vector<uint32_t> rules = RulesOf(activity);
    std::vector<std::size_t>& alike =
        activity.joins ? of_attack[OfAttack(activity)] : of_category[activity.Main()];
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
    found->incident.clients.push_back({activity.client, activity.entries});
    found->incident.blocked_clients += activity.WasBlocked();
    found->incident.sum.Merge(activity);
  }
  std::vector<Incident> incidents;
  incidents.reserve(groups.size());
  for (Group& group : groups) incidents.push_back(std::move(group.incident));
  return incidents;
}

}  // namespace

std::size_t Incident::LikelySigns() const {
  return static_cast<std::size_t>(
      std::count_if(sum.signs.begin(), sum.signs.end(), [](const Sign& sign) { return IsLikely(sign); }));
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

void IncidentBook::Join(const ClientAddress& client, int64_t time_us, AnomalyKind attack, uint64_t target) {
  if (Activity* activity = At(client, time_us, false)) activity->Join(attack, target);
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

void IncidentBook::AddRangeBlock(const ClientAddress& range, const BlockSpan& block) {
  for (Activity& activity : activities_) {
    const bool at_that_time =
        block.from_us == kNoTime || activity.first_us == kNoTime ||
        (block.from_us >= activity.first_us - gap_us_ && block.from_us <= activity.last_us + gap_us_);
    if (activity.client.MaskedTo(block.range_bits) == range && at_that_time) activity.AddBlock(block);
  }
}

void IncidentBook::EndBlocks(const ClientAddress& client, std::string_view scope, int64_t time_us) {
  const auto known = by_client_.find(client);
  if (known == by_client_.end()) return;
  for (const uint32_t at : known->second) activities_[at].EndBlocks(scope, 0, time_us);
}

void IncidentBook::EndRangeBlocks(const ClientAddress& range, uint8_t bits, std::string_view scope,
                                  int64_t time_us) {
  for (Activity& activity : activities_) {
    if (activity.client.MaskedTo(bits) == range) activity.EndBlocks(scope, bits, time_us);
  }
}

void IncidentBook::Forget(const ClientAddress& client) {
  const auto known = by_client_.find(client);
  if (known == by_client_.end()) return;
  for (const uint32_t at : known->second) activities_[at] = Activity();
  by_client_.erase(known);
}

std::vector<Incident> IncidentBook::Take(const Limits& limits, MinorSums& minor) {
  std::vector<Activity> kept;
  std::set<ClientAddress> others;  // one may have been here several times
  for (Activity& activity : activities_) {
    if (activity.client.empty()) continue;  // forgotten
    if (IsIncident(activity, limits)) {
      kept.push_back(std::move(activity));
    } else {
      others.insert(activity.client);
      minor.entries += activity.entries;
    }
  }
  for (const Activity& activity : kept) others.erase(activity.client);
  minor.clients += others.size();
  std::vector<Incident> incidents = Grouped(std::move(kept), gap_us_);
  std::stable_sort(incidents.begin(), incidents.end(), ComesBefore);
  return incidents;
}

}  // namespace errwatch::cli
