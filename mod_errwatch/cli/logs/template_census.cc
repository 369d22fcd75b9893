#include "cli/logs/template_census.h"

#include <algorithm>
#include <array>

namespace errwatch::cli {

void TemplateCensus::Add(LogId log_id, std::string_view message, Level level, Tick time) {
  const TemplateId id = TemplateOf(log_id, message);
  if (id == 0) return;
  auto found = templates_.find(id);
  if (found == templates_.end()) {
    if (templates_.size() == kMost) {
      ++unlisted_;
      return;
    }
    std::array<char, kTemplateTextBytes> text;
    const std::size_t bytes = TemplateText(log_id, message, text);
    found = templates_.emplace(id, TemplateCount{id, 0, time, time, level, {text.data(), bytes}}).first;
  }
  TemplateCount& count = found->second;
  ++count.entries;
  count.level = std::min(count.level, level);
  if (time == Tick()) return;
  if (count.first == Tick() || time < count.first) count.first = time;
  count.last = std::max(count.last, time);
}

std::vector<TemplateCount> TemplateCensus::List() const {
  std::vector<TemplateCount> list;
  for (const auto& [id, count] : templates_) list.push_back(count);
  std::ranges::sort(list, [](const TemplateCount& a, const TemplateCount& b) {
    return a.entries != b.entries ? a.entries > b.entries : a.id < b.id;
  });
  return list;
}

}  // namespace errwatch::cli
