#include "pages/top_targets.h"

#include <algorithm>
#include <tuple>

#include "model/category.h"

namespace errwatch::store {
namespace {

// Nothing that a visitor sends by mistake.
bool IsAttack(Category category) { return Info(category).repeats == Repeats::kSameTarget; }

bool IsAgainstAClient(IncidentKind kind) {
  return kind == IncidentKind::kBlock || kind == IncidentKind::kDetection;
}

}  // namespace

void TopTargets::Count(Fingerprint client, std::string_view vhost, std::string_view uri, Category category,
                       Tick time) {
  if (uri.empty()) return;
  std::pair<std::string, std::string> name(vhost, uri.substr(0, uri.find('?')));
  auto found = targets_.find(name);
  if (found == targets_.end()) {
    if (targets_.size() >= kMostPaths) return;
    found = targets_.try_emplace(std::move(name)).first;
    found->second.row.vhost = found->first.first;
    found->second.row.path = found->first.second;
  }
  Seen& target = found->second;
  ++target.row.entries;
  target.clients.insert(client);
  if (time < target.row.last) return;
  target.row.last = time;
  if (static_cast<uint8_t>(category) < kCategoryCount) target.row.category = CategoryName(category);
}

void TopTargets::Add(Fingerprint client, const Story& story) {
  told_.insert(client);
  const bool blocked = std::ranges::any_of(story.records, [](const StoryRecord& record) {
    return Info(record.event.kind).block == StoryOfBlock::kBegin;
  });
  for (const StoryRecord& record : story.records) {
    const StoryEvent& event = record.event;
    if (event.kind == StoryKind::kEntry && (blocked || IsAttack(event.category)))
      Count(client, event.vhost, event.uri, event.category, event.time);
  }
}

void TopTargets::Add(Fingerprint client, const Incident& incident) {
  const bool of_entry = incident.kind == IncidentKind::kEntry && IsAttack(incident.category);
  if ((of_entry || IsAgainstAClient(incident.kind)) && !told_.contains(client))
    Count(client, incident.vhost, incident.uri, incident.category, incident.time);
}

std::vector<TargetRow> TopTargets::Rows(std::size_t most) const {
  std::vector<TargetRow> rows;
  rows.reserve(targets_.size());
  for (const auto& [name, target] : targets_) {
    rows.push_back(target.row);
    rows.back().clients = static_cast<uint32_t>(target.clients.size());
  }
  const auto first = [](const TargetRow& a, const TargetRow& b) {
    return std::tie(b.entries, b.clients, b.last) < std::tie(a.entries, a.clients, a.last);
  };
  std::stable_sort(rows.begin(), rows.end(), first);
  rows.resize(std::min(rows.size(), most));
  return rows;
}

}  // namespace errwatch::store
