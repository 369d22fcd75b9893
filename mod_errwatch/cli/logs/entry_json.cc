#include "cli/logs/entry_json.h"

#include <cmath>
#include <cstdio>
#include <deque>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/ascii.h"
#include "base/calendar.h"
#include "base/quoted.h"
#include "match/body_reader.h"
#include "model/body_type.h"
#include "model/request_headers.h"
#include "model/system_error.h"

namespace errwatch::cli {
namespace {

using Json = nlohmann::ordered_json;  // headers stay in the order in which they were sent

// A log may hold bytes that no JSON text may;
// rather than be blind to such a line, read it with those bytes as '?'.
std::string Sanitized(std::string_view line) {
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const auto byte = static_cast<unsigned char>(line[i]);
    const bool surrogate = line[i] == '\\' && i + 5 < line.size() && line[i + 1] == 'u' &&
                           ToLower(line[i + 2]) == 'd' && HexValue(line[i + 3]) >= 8;
    if (surrogate) {
      text += '?';
      i += 5;
    } else if (line[i] == '\\' && i + 1 < line.size()) {
      text += line.substr(i++, 2);
    } else {
      text += byte >= 0x80 || (byte < 0x20 && byte != '\t') ? '?' : line[i];
    }
  }
  return text;
}

// Reads one field at a time; remembers the first that has the wrong type.
class Fields {
 public:
  explicit Fields(const Json& object) : object_(object) {}

  const Json* Find(const char* name) const {
    const auto found = object_.find(name);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
  }

  void Text(const char* name, std::string& to) {
    const Json* value = Find(name);
    if (value == nullptr) return;
    if (const auto* text = value->get_ptr<const std::string*>()) {
      to = *text;
    } else {
      Refuse(name, "a string");
    }
  }

  void Refuse(const char* name, const char* wanted) {
    if (error_.empty()) error_ = "\"" + std::string(name) + "\" must be " + wanted;
  }

  const std::string& error() const { return error_; }

 private:
  const Json& object_;
  std::string error_;
};

std::string HeaderValue(const Json& value) {
  if (const auto* text = value.get_ptr<const std::string*>()) return *text;
  std::string joined;
  if (value.is_array()) {
    for (const Json& part : value) {
      if (!part.is_string()) continue;
      joined += (joined.empty() ? "" : ", ") + part.get<std::string>();
    }
  }
  return joined;
}

void TakeHeader(std::string_view name, std::string value, OwnedEntry& entry) {
  struct Known {
    std::string_view name;
    std::string OwnedEntry::*field;
  };
  static constexpr Known kKnown[] = {
#define ERRWATCH_HEADER_OWNED(name, target, member) {name, &OwnedEntry::member},
      ERRWATCH_HEADER_FIELDS(ERRWATCH_HEADER_OWNED)
#undef ERRWATCH_HEADER_OWNED
  };
  for (const Known& known : kKnown) {
    if (!EqualsIgnoreCase(name, known.name)) continue;
    entry.*known.field = std::move(value);
    return;
  }
  if (EqualsIgnoreCase(name, "Authorization")) entry.credentials = value;
  if (EqualsIgnoreCase(name, "Content-Type")) entry.content_type = value;
  if (EqualsIgnoreCase(name, "Content-Encoding")) entry.content_encoding = value;
  if (!IsOtherHeader(name)) return;
  PutHeaderLine(entry.headers.empty(), name, value,
                [&](std::string_view piece) { entry.headers.append(piece); });
}

void TakeHeaders(Fields& fields, OwnedEntry& entry) {
  const Json* headers = fields.Find("headers");
  if (headers == nullptr) return;
  if (!headers->is_object()) return fields.Refuse("headers", "an object");
  for (const auto& [name, value] : headers->items()) TakeHeader(name, HeaderValue(value), entry);
}

void TakeErrno(Fields& fields, OwnedEntry& entry) {
  const Json* error = fields.Find("errno");
  if (error == nullptr) return;
  std::optional<int> number;
  if (const auto* name = error->get_ptr<const std::string*>()) {
    number = ParseErrno(*name);
  } else if (error->is_number_integer() && error->get<int64_t>() == static_cast<int>(error->get<int64_t>())) {
    number = error->get<int>();
  }
  if (!number) return fields.Refuse("errno", "the name of an error of the system (\"EACCES\") or its number");
  entry.os_error = *number;
}

void TakeNumbers(Fields& fields, OwnedEntry& entry) {
  if (const Json* status = fields.Find("status")) {
    const bool fits =
        status->is_number_integer() && status->get<int64_t>() >= 0 && status->get<int64_t>() <= 999;
    if (fits) {
      entry.status = static_cast<uint16_t>(status->get<int64_t>());
    } else {
      fields.Refuse("status", "a response code, 100 to 599");
    }
  }
  TakeErrno(fields, entry);
  std::string level;
  fields.Text("level", level);
  if (!level.empty()) {
    entry.level = ParseLevel(level);
    if (!entry.level)
      fields.Refuse("level", "emerg, alert, crit, error, warn, notice, info, debug or trace1 to trace8");
  }
  std::string ah;
  fields.Text("ah", ah);
  entry.log_id = ah.empty() ? LeadingLogId(entry.message) : ParseLogId(ah);
  if (!ah.empty() && entry.log_id == 0) fields.Refuse("ah", "a tag such as \"AH00128\"");
}

void SplitTarget(OwnedEntry& entry) {
  const std::size_t query = entry.uri.find('?');
  if (query == std::string::npos) return;
  if (entry.args.empty()) entry.args = entry.uri.substr(query + 1);
  entry.uri.resize(query);
}

// Objects that keep their order take time for each name with each other.
constexpr std::size_t kMostNamesInLine = 16'000;

// Strings that a colon follows; what looks like it inside a string is text.
std::size_t NamesIn(std::string_view line) {
  std::size_t names = 0;
  bool inside = false;  // a string
  bool ended = false;   // ... has just done so
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (inside) {
      i += c == '\\';
      inside = c != '"';
      ended = !inside;
    } else if (c == '"') {
      inside = true;
    } else if (!IsSpace(c)) {
      names += ended && c == ':';
      ended = false;
    }
  }
  return names;
}

bool HasTooManyNames(std::string_view line) {
  constexpr std::size_t kLeastBytes = std::string_view("\"\":0,").size();
  return line.size() > kMostNamesInLine * kLeastBytes && NamesIn(line) > kMostNamesInLine;
}

// What the server's filter would have kept of the body.
void ReadBody(OwnedEntry& entry) {
  const BodyType type = BodyTypeOf({entry.method, entry.uri, entry.content_type});
  const std::string body = std::exchange(entry.body, {});
  if (body.empty() || type.kind == BodyKind::kNone || IsCompressed(entry.content_encoding, body)) return;
  std::deque<std::string> blocks;
  const auto allocate = [](void* from, std::size_t bytes) {
    return static_cast<std::deque<std::string>*>(from)->emplace_back(bytes, '\0').data();
  };
  BodyReader reader(type, kMaxBodyBytes, body.size(), {allocate, &blocks});
  reader.Read(body);
  entry.body = reader.text();
  entry.guess = reader.guess();
}

}  // namespace

Entry OwnedEntry::View() const {
  Entry view;
  view.message = message;
  view.module = module;
  view.uri = uri;
  view.args = args;
  view.method = method;
  view.agent = agent;
  view.referer = referer;
  view.host = host;
  view.cookie = cookie;
  view.headers = headers;
  view.location = location;
  view.body = body;
  view.guess = guess;
  view.vhost = vhost;
  view.log_id = log_id;
  view.level = level.value_or(Level::kError);
  view.status = status;
  view.user = user;
  view.credentials = credentials;
  view.authenticated = !user.empty() && message.empty() && status != 0 && status < 400;
  view.os_error = os_error;
  return view;
}

Result<OwnedEntry> ParseEntryJson(std::string_view line) {
  if (HasTooManyNames(line)) return Error{"more names than a request can have"};
  Json object = Json::parse(line, nullptr, false);
  if (object.is_discarded()) object = Json::parse(Sanitized(line), nullptr, false);
  if (object.is_discarded()) return Error{"no JSON: " + Quoted(line)};
  if (!object.is_object()) return Error{"must be a JSON object: " + Quoted(line)};
  OwnedEntry entry;
  Fields fields(object);
  fields.Text("time", entry.time);
  fields.Text("client", entry.client);
  fields.Text("message", entry.message);
  fields.Text("module", entry.module);
  fields.Text("uri", entry.uri);
  fields.Text("args", entry.args);
  fields.Text("method", entry.method);
  fields.Text("vhost", entry.vhost);
  fields.Text("user", entry.user);
  fields.Text("location", entry.location);
  fields.Text("body", entry.body);
  TakeHeaders(fields, entry);
  TakeNumbers(fields, entry);
  if (!fields.error().empty()) return Error{fields.error()};
  if (entry.message.empty() && entry.status == 0) return Error{"needs \"message\" or \"status\""};
  SplitTarget(entry);
  ReadBody(entry);
  return entry;
}

std::string ResultJson(const ResultFacts& facts, const Classification& what) {
  Json result;
  result["n"] = facts.number;
  if (!facts.client.empty()) result["client"] = facts.client;
  result["category"] = CategoryName(what.category);
  result["also"] = Json::array();
  for (uint8_t i = 0; i < kCategoryCount; ++i) {
    if (what.also.Has(static_cast<Category>(i)))
      result["also"].push_back(CategoryName(static_cast<Category>(i)));
  }
  result["rule"] = what.rule;
  result["cost"] = what.cost;
  result["rules"] = Json::array();
  for (std::size_t i = 0; i < what.rule_count && i < what.rules.size(); ++i)
    result["rules"].push_back(what.rules[i]);
  if (facts.log_id != 0) result["ah"] = FormatLogId(facts.log_id);
  if (!facts.module.empty()) result["module"] = facts.module;
  if (facts.level) result["level"] = LevelName(*facts.level);
  if (!facts.time.empty()) result["time"] = facts.time;
  if (facts.unlikeness) result["unlikeness"] = std::round(*facts.unlikeness * 10) / 10;
  if (what.limited) result["limited"] = true;
  if (!facts.error.empty()) result["error"] = facts.error;
  return result.dump(-1, ' ', true, Json::error_handler_t::replace);
}

std::string FormatMicros(int64_t unix_us) {
  if (unix_us == kNoTime) return {};
  constexpr int64_t kSecond = 1'000'000;
  const int64_t seconds = unix_us >= 0 ? unix_us / kSecond : (unix_us - kSecond + 1) / kSecond;
  const CivilTime c = CivilAt(seconds);
  char text[80];
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", c.year, c.month, c.day, c.hour,
                c.minute, c.second, static_cast<int>(unix_us - seconds * kSecond));
  return text;
}

}  // namespace errwatch::cli
