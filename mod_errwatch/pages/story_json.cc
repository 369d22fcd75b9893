#include "pages/story_json.h"

#include <cmath>
#include <string>

#include "pages/json_member.h"

namespace errwatch {
namespace {

using StoryObject = nlohmann::ordered_json;

void PutCount(StoryObject& object, const char* name, uint32_t count) {
  if (count != 0) object[name] = count;
}
void PutUnits(StoryObject& object, const char* name, double units) {
  if (std::isfinite(units) && units > 0) object[name] = std::round(units * 100) / 100;
}
void PutMark(StoryObject& object, const char* name, bool mark) {
  if (mark) object[name] = true;
}

StoryObject RowJson(const StoryRow& row) {
  StoryObject object = StoryObject::object();
  SetTime(object, "time", row.time);
  object["kind"] = Info(row.kind).name;
  SetText(object, "category", row.category);
  PutCount(object, "rule", row.rule);
  SetText(object, "rule_name", row.rule_name);
  SetText(object, "ah", row.ah);
  PutCount(object, "cost", row.cost);
  PutUnits(object, "poured", row.poured);
  SetText(object, "limit", row.limit);
  PutUnits(object, "score", row.score);
  PutCount(object, "capacity", row.capacity);
  PutUnits(object, "any_score", row.any_score);
  PutCount(object, "status", row.status);
  PutMark(object, "answered", row.answered);
  PutMark(object, "attack_answered_2xx", row.Succeeded());
  PutMark(object, "foreign", row.foreign);
  PutMark(object, "crawl", row.crawl);
  PutMark(object, "widespread", row.widespread);
  PutMark(object, "foreign_only", row.foreign_only);
  SetJoined(object, row.joined);
  SetText(object, "vhost", row.vhost);
  SetText(object, "method", row.method);
  SetText(object, "uri", row.uri);
  SetText(object, "message", row.message);
  SetTime(object, "until", row.until);
  SetText(object, "incident", row.incident);
  PutCount(object, "strikes", row.strikes);
  PutCount(object, "count", row.count);
  SetTime(object, "last", row.last);
  return object;
}

}  // namespace

nlohmann::ordered_json StoryJson(const StoryRows& story) {
  StoryObject object = {{"client", story.client.ToString()}, {"scope", story.scope}};
  object["attacks"] = story.Attacks();
  object["answered_2xx"] = story.Successes();
  object["forgotten"] = story.forgotten;
  object["rows"] = StoryObject::array();
  for (const StoryRow& row : story.rows) object["rows"].push_back(RowJson(row));
  return object;
}

}  // namespace errwatch
