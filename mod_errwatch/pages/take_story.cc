#include "pages/take_story.h"

#include <algorithm>

#include "model/bucket_tag.h"
#include "model/leaky_bucket.h"
#include "model/log_id.h"

namespace errwatch::store {
namespace {

double UnitsOf(uint32_t quanta) { return static_cast<double>(quanta) / kQuantaPerUnit; }

StoryRow RowOf(const StoryRecord& record, const std::function<std::string(uint32_t)>& rule_name) {
  const StoryEvent& event = record.event;
  StoryRow row;
  row.time = event.time;
  row.kind = event.kind;
  if (event.category != Category::kBenign) row.category = CategoryName(event.category);
  row.rule = event.rule;
  if (rule_name && event.rule != 0) row.rule_name = rule_name(event.rule);
  if (event.log_id != 0) row.ah = FormatLogId(event.log_id);
  row.cost = event.cost;
  row.poured = UnitsOf(event.poured);
  row.limit = TagName(event.limit);
  row.score = UnitsOf(event.level);
  row.capacity = event.capacity;
  row.any_score = UnitsOf(event.any_level);
  row.status = event.status;
  row.answered = (event.flags & kStoryAnswered) != 0;
  row.foreign = (event.flags & kStoryForeign) != 0;
  row.crawl = (event.flags & kStoryCrawl) != 0;
  row.widespread = (event.flags & kStoryWidespread) != 0;
  row.foreign_only = (event.flags & kStoryForeignOnly) != 0;
  row.method = event.method;
  row.vhost = event.vhost;
  row.uri = event.uri;
  row.until = event.until;
  row.strikes = event.strikes;
  if (event.kind == StoryKind::kForgiven) row.count = event.count;
  return row;
}

void AddDenials(uint32_t count, Tick first, Tick last, std::vector<StoryRow>& rows) {
  if (count == 0) return;
  StoryRow row;
  row.kind = StoryKind::kDenied;
  row.time = first;
  row.count = count;
  row.last = last;
  rows.push_back(std::move(row));
}

StoryRows RowsOf(const Story& story, const std::function<std::string(uint32_t)>& rule_name) {
  StoryRows told;
  for (const StoryRecord& record : story.records) {
    if (Info(record.event.kind).block != StoryOfBlock::kNothing)
      AddDenials(record.event.count, record.event.denied_first, record.event.denied_last, told.rows);
    told.rows.push_back(RowOf(record, rule_name));
  }
  AddDenials(story.denials, story.denied_first, story.denied_last, told.rows);
  told.forgotten = story.told - std::min<uint64_t>(story.told, story.records.size());
  return told;
}

}  // namespace

std::vector<StoryRows> TakeStories(const SegmentReader& segment, const ClientAddress& client,
                                   const std::function<std::string(uint32_t)>& rule_name) {
  std::vector<StoryRows> stories;
  for (uint8_t scope = 0; scope < kScopeNames; ++scope) {
    const std::string name = segment.ScopeName(scope);
    if (name.empty()) continue;
    const ClientKey key = segment.clients().KeyOf(client, ScopeHash(name));
    const std::optional<Story> story = segment.stories().Find(key.fingerprint);
    if (!story || (story->records.empty() && story->denials == 0)) continue;
    StoryRows rows = RowsOf(*story, rule_name);
    rows.client = {key.address, segment.prefix()};
    rows.scope = name;
    std::ranges::stable_sort(rows.rows, {}, &StoryRow::time);
    stories.push_back(std::move(rows));
  }
  return stories;
}

}  // namespace errwatch::store

namespace errwatch {
namespace {

bool IsSame(const StoryRow& a, const StoryRow& b) {
  return a.time == b.time && a.kind == b.kind && a.rule == b.rule;
}

void AddWhatIsMore(const StoryRow& more, StoryRow& row) {
  const auto add = [](const std::string& from, std::string& to) {
    // An incident has more room for a text.
    if (from.size() > to.size()) to = from;
  };
  for (std::string StoryRow::*text : {&StoryRow::message, &StoryRow::uri, &StoryRow::vhost, &StoryRow::method,
                                      &StoryRow::rule_name, &StoryRow::ah})
    add(more.*text, row.*text);
  if (row.status == 0) row.status = more.status;
  if (row.until == Tick()) row.until = more.until;
}

}  // namespace

StoryRow StoryRowOf(const IncidentRow& incident) {
  StoryRow row;
  row.time = incident.time;
  row.kind = StoryKindOf(incident.kind);
  row.category = incident.category;
  row.rule = incident.rule;
  row.rule_name = incident.rule_name;
  row.ah = incident.ah;
  row.limit = incident.limit;
  row.status = incident.status;
  row.foreign_only = incident.foreign_only;
  row.method = incident.method;
  row.vhost = incident.vhost;
  row.uri = incident.uri;
  row.message = incident.message;
  row.until = incident.until;
  row.strikes = incident.strikes;
  if (incident.kind == IncidentKind::kEntry) {
    row.cost = incident.score;
    row.poured = incident.poured;
  } else if (incident.kind == IncidentKind::kTakeover) {
    row.count = incident.score;
  } else {
    row.score = incident.score;
    row.capacity = incident.capacity;
  }
  return row;
}

void AddIncidents(const std::vector<IncidentRow>& incidents, StoryRows& story) {
  const std::size_t told = story.rows.size();
  const auto first_entry = std::ranges::find(story.rows, StoryKind::kEntry, &StoryRow::kind);
  const Tick entries_from = first_entry == story.rows.end() ? Tick{kMaxTick} : first_entry->time;
  for (const IncidentRow& incident : incidents) {
    StoryRow row = StoryRowOf(incident);
    const auto end = story.rows.begin() + static_cast<std::ptrdiff_t>(told);
    const auto same =
        std::find_if(story.rows.begin(), end, [&](const StoryRow& other) { return IsSame(row, other); });
    if (same != end) {
      AddWhatIsMore(row, *same);
    } else if (row.kind != StoryKind::kEntry || (row.time < entries_from && row.poured != 0)) {
      story.rows.push_back(std::move(row));
    }
  }
  std::ranges::stable_sort(story.rows, {}, &StoryRow::time);
}

}  // namespace errwatch
