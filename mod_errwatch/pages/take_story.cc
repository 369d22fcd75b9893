#include "pages/take_story.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/both_ends.h"
#include "model/bucket_tag.h"
#include "model/leaky_bucket.h"
#include "model/log_id.h"
#include "store/incident_code.h"

namespace errwatch {
namespace {

// In which order things happen that happened within a tick: a block that is over has ended, and another
// begins, after what caused it.
int PlaceWithinATick(StoryKind kind) {
  switch (kind) {
    case StoryKind::kExpired:
      return 0;
    case StoryKind::kDenied:
      return 3;
    case StoryKind::kUnblocked:
      return 4;
    default:
      return Info(kind).block == StoryOfBlock::kBegin ? 2 : 1;
  }
}

void SortByTime(std::vector<StoryRow>& rows) {
  std::ranges::stable_sort(
      rows, {}, [](const StoryRow& row) { return std::pair(row.time, PlaceWithinATick(row.kind)); });
}

}  // namespace
}  // namespace errwatch

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

// Not of a range, which has an address of its own.
bool IsOfABlock(const StoryRow& row) {
  return row.until != Tick() && row.kind != StoryKind::kRangeBlock &&
         Info(row.kind).block != StoryOfBlock::kNothing;
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
    for (StoryRow& row : rows.rows)
      if (IsOfABlock(row)) row.incident = CodeOf(segment.hash_key(), key.address, row.until).data();
    SortByTime(rows.rows);
    stories.push_back(std::move(rows));
  }
  return stories;
}

}  // namespace errwatch::store

namespace errwatch {
namespace {

// Whether `whole`, of which both ends may be cut less, is what `cut` was made of.
bool IsCutOf(std::string_view cut, std::string_view whole) {
  const std::size_t gap = cut.find(kLeftOut);
  if (gap == std::string_view::npos) return cut == whole;
  return whole.starts_with(cut.substr(0, gap)) && whole.ends_with(cut.substr(gap + kLeftOut.size()));
}

// A client can send many of one kind within a tick.
bool IsSame(const StoryRow& row, const StoryRow& told) {
  return row.time == told.time && row.kind == told.kind && row.rule == told.rule &&
         (told.uri.empty() || IsCutOf(told.uri, row.uri));
}

void AddWhatIsMore(const StoryRow& more, StoryRow& row) {
  const auto add = [](const std::string& from, std::string& to) {
    // An incident has more room for a text.
    if (from.size() > to.size()) to = from;
  };
  for (std::string StoryRow::*text : {&StoryRow::message, &StoryRow::uri, &StoryRow::vhost, &StoryRow::method,
                                      &StoryRow::rule_name, &StoryRow::ah, &StoryRow::incident})
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
  row.incident = incident.incident;
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
  std::vector<bool> taken(told);
  for (const IncidentRow& incident : incidents) {
    if (incident.scope != story.scope) continue;
    StoryRow row = StoryRowOf(incident);
    std::size_t same = 0;
    while (same < told && (taken[same] || !IsSame(row, story.rows[same]))) ++same;
    if (same != told) {
      taken[same] = true;
      AddWhatIsMore(row, story.rows[same]);
    } else if (row.kind != StoryKind::kEntry || (row.time <= entries_from && row.poured != 0)) {
      story.rows.push_back(std::move(row));
    }
  }
  SortByTime(story.rows);
}

}  // namespace errwatch
