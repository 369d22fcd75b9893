#include "pages/take_story.h"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "model/bucket_tag.h"
#include "model/leaky_bucket.h"
#include "model/log_id.h"
#include "pages/same_event.h"
#include "store/incident_code.h"

namespace errwatch {
namespace {

// Within a tick they stay in the order in which they were told; a block stands right behind its request.
void PutInOrder(std::vector<StoryRow>& rows) {
  std::ranges::stable_sort(rows, {}, &StoryRow::time);
  for (auto block = rows.begin(); block != rows.end(); ++block) {
    if (block->kind != StoryKind::kBlock && block->kind != StoryKind::kDetection) continue;
    for (auto row = block; row != rows.begin() && (--row)->time == block->time;) {
      if (!IsItsRequest(*block, *row)) continue;
      std::rotate(row, row + 1, block);
      break;
    }
  }
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
  row.joined = event.joined;
  row.method = event.method;
  row.vhost = event.vhost;
  row.uri = event.uri;
  row.until = event.until;
  row.strikes = event.strikes;
  if (event.kind == StoryKind::kForgiven || event.kind == StoryKind::kUnusual) row.count = event.count;
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
    for (StoryRow& row : rows.rows) {
      row.client = rows.client;
      if (IsOfABlock(row)) row.incident = CodeOf(segment.hash_key(), key.address, row.until).data();
    }
    PutInOrder(rows.rows);
    stories.push_back(std::move(rows));
  }
  return stories;
}

}  // namespace errwatch::store

namespace errwatch {
namespace {

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
  if (row.number == 0) row.number = more.number;
}

// Where in a story something stands: with a row that it has already, in front of it or behind.
struct Place {
  Tick time;
  std::size_t row;
  std::ptrdiff_t beside;
  auto operator<=>(const Place&) const = default;
};

// Of events that the story does not tell yet: within a tick each stands behind what the source has in front
// of it, or in front of what comes next there, or last. `told`: by which row of the same tick.
std::vector<Place> PlacesOf(const std::vector<StoryRow>& events, const std::vector<std::size_t>& told) {
  const auto count = static_cast<std::ptrdiff_t>(events.size());
  std::vector<Place> places(events.size());
  std::optional<std::size_t> behind;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (i != 0 && events[i - 1].time != events[i].time) behind.reset();
    if (told[i] != kToldByNone) behind = std::max(behind.value_or(0), told[i]);
    places[i] = {events[i].time, behind.value_or(kToldByNone), static_cast<std::ptrdiff_t>(i) + 1};
  }
  std::size_t next = kToldByNone;
  for (std::size_t i = events.size(); i-- > 0;) {
    if (i + 1 != events.size() && events[i + 1].time != events[i].time) next = kToldByNone;
    if (told[i] != kToldByNone) next = std::min(next, told[i]);
    if (places[i].row == kToldByNone && next != kToldByNone)
      places[i] = {events[i].time, next, static_cast<std::ptrdiff_t>(i) - count};
  }
  return places;
}

// In the order in which they happened within a tick.
void Add(std::vector<StoryRow> events, StoryRows& story) {
  std::ranges::stable_sort(events, {}, &StoryRow::time);
  std::ranges::stable_sort(story.rows, {}, &StoryRow::time);
  const std::vector<std::size_t> told = WhatTells(story.rows, events);
  std::vector<std::size_t> beside = told;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (told[i] == kToldByNone) continue;
    StoryRow& row = story.rows[told[i]];
    if (row.time != events[i].time) beside[i] = kToldByNone;
    AddWhatIsMore(events[i], row);
  }
  const std::vector<Place> places = PlacesOf(events, beside);
  std::vector<std::pair<Place, StoryRow>> all;
  for (std::size_t i = 0; i < story.rows.size(); ++i)
    all.emplace_back(Place{story.rows[i].time, i, 0}, std::move(story.rows[i]));
  for (std::size_t i = 0; i < events.size(); ++i) {
    const bool counts = events[i].kind != StoryKind::kEntry || events[i].poured != 0;
    if (told[i] == kToldByNone && counts) all.emplace_back(places[i], std::move(events[i]));
  }
  std::ranges::sort(all, {}, [](const auto& one) { return one.first; });
  story.rows.clear();
  for (auto& [place, row] : all) story.rows.push_back(std::move(row));
  PutInOrder(story.rows);
}

}  // namespace

StoryRow StoryRowOf(const IncidentRow& incident) {
  StoryRow row;
  row.time = incident.time;
  row.kind = StoryKindOf(incident.kind);
  row.client = incident.client;
  row.number = incident.number;
  row.category = incident.category;
  row.rule = incident.rule;
  row.rule_name = incident.rule_name;
  row.ah = incident.ah;
  row.limit = incident.limit;
  row.status = incident.status;
  row.foreign_only = incident.foreign_only;
  if (incident.joined) row.joined = incident.joined->kind;
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
  } else if (incident.anomaly && incident.anomaly->kind == AnomalyKind::kUnusualRequest) {
    row.kind = StoryKind::kUnusual;
    row.count = incident.anomaly->seen;
  } else if (incident.kind == IncidentKind::kTakeover) {
    row.count = incident.score;
  } else {
    row.score = incident.score;
    row.capacity = incident.capacity;
  }
  return row;
}

void AddIncidents(const std::vector<IncidentRow>& incidents, StoryRows& story) {
  std::vector<StoryRow> events;
  for (auto incident = incidents.rbegin(); incident != incidents.rend(); ++incident)
    if (incident->scope == story.scope) events.push_back(StoryRowOf(*incident));
  Add(std::move(events), story);
}

void AddEvents(const std::vector<IncidentRow>& incidents, StoryRows& story) {
  std::vector<StoryRow> events;
  for (const IncidentRow& incident : incidents)
    if (incident.scope == story.scope) events.push_back(StoryRowOf(incident));
  Add(std::move(events), story);
}

}  // namespace errwatch
