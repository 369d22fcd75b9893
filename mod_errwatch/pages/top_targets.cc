#include "pages/top_targets.h"

#include <algorithm>
#include <tuple>

namespace errwatch::store {

void TopTargets::Add(const Incident& incident) {
  if (incident.uri.empty()) return;
  const std::string_view path = incident.uri.substr(0, incident.uri.find('?'));
  auto [found, is_new] = targets_.try_emplace({std::string(incident.vhost), std::string(path)});
  Seen& target = found->second;
  if (is_new) {
    target.row.vhost = incident.vhost;
    target.row.path = path;
    target.row.last = incident.time;
    if (static_cast<uint8_t>(incident.category) < kCategoryCount)
      target.row.category = CategoryName(incident.category);
  }
  ++target.row.incidents;
  if (!incident.client.empty()) target.clients.insert(incident.client);
}

std::vector<TargetRow> TopTargets::Rows(std::size_t most) const {
  std::vector<TargetRow> rows;
  rows.reserve(targets_.size());
  for (const auto& [name, target] : targets_) {
    rows.push_back(target.row);
    rows.back().clients = static_cast<uint32_t>(target.clients.size());
  }
  const auto first = [](const TargetRow& a, const TargetRow& b) {
    return std::tie(b.incidents, b.clients, b.last) < std::tie(a.incidents, a.clients, a.last);
  };
  std::stable_sort(rows.begin(), rows.end(), first);
  rows.resize(std::min(rows.size(), most));
  return rows;
}

}  // namespace errwatch::store
