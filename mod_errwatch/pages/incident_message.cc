#include "pages/incident_message.h"

#include "base/quoted.h"
#include "base/time_text.h"
#include "base/visible_text.h"
#include "model/incident_kind.h"
#include "pages/anomaly_text.h"
#include "pages/place_text.h"

namespace errwatch {
namespace {

std::string Asked(std::string_view introduction, const IncidentRow& row) {
  std::string text;
  if (!row.uri.empty())
    text.append(introduction).append(QuotedWhole(row.method.empty() ? row.uri : row.method + " " + row.uri));
  if (!row.vhost.empty()) text += " on " + row.vhost;
  return text;
}

std::string Request(const IncidentRow& row) { return Asked(", last request ", row); }

std::string Evidence(const IncidentRow& row) {
  std::string text;
  if (row.rule != 0)
    text += ", rule " + std::to_string(row.rule) + (row.rule_name.empty() ? "" : " (" + row.rule_name + ")");
  if (const std::string place = PlaceText(row); !place.empty()) text += ", found in " + place;
  text += Request(row);
  // Another host's part in it (ErrWatchShare) is no entry of this one.
  const bool of_another_host = Info(row.kind).overflow != Overflow::kNone && row.rule == 0 && row.uri.empty();
  if (!row.message.empty())
    text += ", " + (of_another_host ? VisibleText(row.message) : "entry " + QuotedWhole(row.message));
  return text;
}

std::string Length(const IncidentRow& row) {
  const int64_t seconds = DurationOf(TicksSince(row.time, row.until)).count() / 1000;
  return std::to_string(seconds) + " s until " + FormatTime(row.until) +
         (row.foreign_only ? ", " + std::string(kForeignOnlyText) : std::string());
}

std::string Detected(const IncidentRow& row) {
  return row.until == Tick() ? "reached a limit that does not block"
                             : "would have been blocked for " + Length(row);
}

// Without a count where another host decided it.
std::string Score(const IncidentRow& row) {
  if (row.capacity == 0) return row.limit;
  return row.limit + " " + std::to_string(row.score) + "/" + std::to_string(row.capacity);
}

// Of an entry that many clients cause at once.
std::string Charged(const IncidentRow& row) {
  return MayBeTheServer(ParseCategory(row.category).value_or(Category::kBenign))
             ? "not charged to each of them"
             : "each of them is charged with its own";
}

std::string WhyLetIn(const IncidentRow& row) {
  return row.message.empty() ? " by an administrator" : ": " + row.message;
}

// What an anomaly is about: a path and its site, an account, what all entries of a kind have in common.
std::string About(const IncidentRow& row) {
  std::string text;
  if (row.rule != 0) text += ", rule " + std::to_string(row.rule);
  text += Asked(", at ", row);
  if (!row.message.empty()) text += ", about " + QuotedWhole(row.message);
  return text;
}

std::string By(const IncidentRow& row) {
  return row.client.empty() ? "" : ", client " + row.client.ToString();
}

// Which explain most of an anomaly.
std::string Ranges(const IncidentRow& row) {
  return row.found || row.excerpt.empty() ? "" : ", mostly from " + row.excerpt;
}

// What stands for a name in braces in a message of ERRWATCH_INCIDENT_KINDS.
struct Field {
  std::string_view name;
  std::string (*text)(const IncidentRow&);
};
constexpr Field kFields[] = {
    {"client", [](const IncidentRow& row) { return row.client.ToString(); }},
    {"who",
     [](const IncidentRow& row) { return (row.is_range ? "range " : "client ") + row.client.ToString(); }},
    {"category", [](const IncidentRow& row) { return row.category; }},
    {"strikes", [](const IncidentRow& row) { return std::to_string(row.strikes); }},
    {"score", Score},
    {"length", Length},
    {"detected", Detected},
    {"incident",
     [](const IncidentRow& row) { return row.incident.empty() ? "" : ", incident " + row.incident; }},
    {"joined",
     [](const IncidentRow& row) {
       return row.joined ? ", " + JoinedText(row.kind, *row.joined) : std::string();
     }},
    {"evidence", Evidence},
    {"charged", Charged},
    {"why", WhyLetIn},
    {"reason",
     [](const IncidentRow& row) { return row.message.empty() ? "" : ": " + VisibleText(row.message); }},
    {"request", Request},
    {"message", [](const IncidentRow& row) { return row.message; }},
    {"place", [](const IncidentRow& row) { return QuotedWhole(row.message); }},
    {"anomaly",
     [](const IncidentRow& row) {
       return row.anomaly ? AnomalyText(*row.anomaly, row.time) : std::string();
     }},
    {"by", By},
    {"about", About},
    {"ranges", Ranges},
    {"attempts",
     [](const IncidentRow& row) { return FormatCount(row.score, "failed attempt", "failed attempts"); }},
    {"count", [](const IncidentRow& row) { return std::to_string(row.score); }},
};

std::string TextOf(std::string_view name, const IncidentRow& row) {
  for (const Field& field : kFields) {
    if (field.name == name) return field.text(row);
  }
  return "{" + std::string(name) + "}";
}

}  // namespace

std::string IncidentMessage(const IncidentRow& incident) {
  std::string_view rest = Info(incident.kind).message;
  std::string text;
  // What is put in is not looked at again: a client may send braces, too.
  for (size_t open; (open = rest.find('{')) != std::string_view::npos;) {
    const size_t close = std::min(rest.find('}', open), rest.size() - 1);
    text.append(rest.substr(0, open)).append(TextOf(rest.substr(open + 1, close - open - 1), incident));
    rest.remove_prefix(close + 1);
  }
  return text.append(rest);
}

}  // namespace errwatch
