#include "cli/logs/structured_line.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "cli/logs/collector_time.h"
#include "cli/logs/json_fields.h"
#include "cli/logs/log_message.h"
#include "cli/logs/log_parser.h"
#include "cli/logs/log_prefix.h"

namespace errwatch::cli {
namespace {

using TextField = std::string StructuredLine::*;

// Names in lower case, without anything but letters and digits; those of an object within the object are
// joined: {"log":{"level":..}} is "loglevel".
struct FieldName {
  std::string_view name;
  TextField field;
};
// clang-format off
constexpr FieldName kFieldNames[] = {
    // Elastic, Wazuh, container runtimes, Loki, journald, Splunk, Graylog, clouds, formats of one's own
    {"eventoriginal", &StructuredLine::text},
    {"fulllog", &StructuredLine::text},
    {"logoriginal", &StructuredLine::text},
    {"raw", &StructuredLine::text},
    {"log", &StructuredLine::text},
    {"line", &StructuredLine::text},
    {"fullmessage", &StructuredLine::text},
    {"message", &StructuredLine::text},
    {"shortmessage", &StructuredLine::text},
    {"textpayload", &StructuredLine::text},
    {"msg", &StructuredLine::text},
    {"errormessage", &StructuredLine::text},
    {"apacheerrormessage", &StructuredLine::text},
    {"logmessage", &StructuredLine::text},
    {"body", &StructuredLine::text},
    {"text", &StructuredLine::text},
    {"content", &StructuredLine::text},
    {"error", &StructuredLine::text},
    {"time", &StructuredLine::time},
    {"timestamp", &StructuredLine::time},
    {"sourcerealtimetimestamp", &StructuredLine::time},
    {"realtimetimestamp", &StructuredLine::time},
    {"ts", &StructuredLine::time},
    {"datetime", &StructuredLine::time},
    {"date", &StructuredLine::time},
    {"eventtime", &StructuredLine::time},
    {"logtime", &StructuredLine::time},
    {"logtimestamp", &StructuredLine::time},
    {"logdate", &StructuredLine::time},
    {"eventtimestamp", &StructuredLine::time},
    {"eventdate", &StructuredLine::time},
    {"eventcreated", &StructuredLine::time},
    {"timelocal", &StructuredLine::time},
    {"localtime", &StructuredLine::time},
    {"timeiso8601", &StructuredLine::time},
    {"isotime", &StructuredLine::time},
    {"isodate", &StructuredLine::time},
    {"asctime", &StructuredLine::time},
    {"created", &StructuredLine::time},
    {"createdat", &StructuredLine::time},
    {"client", &StructuredLine::client},
    {"clientip", &StructuredLine::client},
    {"clientaddress", &StructuredLine::client},
    {"clientaddr", &StructuredLine::client},
    {"sourceip", &StructuredLine::client},
    {"sourceaddress", &StructuredLine::client},
    {"remoteip", &StructuredLine::client},
    {"remoteaddr", &StructuredLine::client},
    {"remoteaddress", &StructuredLine::client},
    {"remotehost", &StructuredLine::client},
    {"remote", &StructuredLine::client},
    {"apacheerrorclient", &StructuredLine::client},
    {"srcip", &StructuredLine::client},
    {"datasrcip", &StructuredLine::client},
    {"ip", &StructuredLine::client},
    {"level", &StructuredLine::level},
    {"loglevel", &StructuredLine::level},
    {"severity", &StructuredLine::level},
    {"function", &StructuredLine::level},
    {"lvl", &StructuredLine::level},
    {"module", &StructuredLine::module},
    {"apacheerrormodule", &StructuredLine::module},
    {"modulename", &StructuredLine::module},
    {"mod", &StructuredLine::module},
    {"vhost", &StructuredLine::vhost},
    {"virtualhost", &StructuredLine::vhost},
    {"servername", &StructuredLine::vhost},
    {"referer", &StructuredLine::referer},
    {"referrer", &StructuredLine::referer},
    {"httprequestreferrer", &StructuredLine::referer},
};
// Names that httpd's own formats give the client, and collectors that have read httpd's line. Others may be
// the address of who sent the line here.
constexpr std::array<std::string_view, 5> kClientNames = {"client", "clientip", "clientaddress", "clientaddr",
                                                          "apacheerrorclient"};
// Texts that are lines, by their names.
constexpr std::array<std::string_view, 6> kLineNames = {"eventoriginal", "fulllog", "logoriginal",
                                                        "raw",           "log",     "line"};
// Names that other programs than httpd use for their level.
struct LevelWord {
  std::string_view word;
  Level level;
};
constexpr LevelWord kLevelWords[] = {
    {"fatal", Level::kCrit}, {"critical", Level::kCrit}, {"panic", Level::kEmerg},
    {"emergency", Level::kEmerg}, {"information", Level::kInfo}, {"informational", Level::kInfo},
    {"trace", Level::kTrace1},
};
// clang-format on

constexpr uint8_t kFirstWrapping = 100;

// Collects values by name.
class Collector {
 public:
  void Add(std::string_view name, std::string value) {
    names_client_ = names_client_ || IsOneOf(name, kClientNames);
    const auto known = std::ranges::find(kFieldNames, name, &FieldName::name);
    if (known == std::end(kFieldNames)) return;
    const auto at = static_cast<std::size_t>(known - std::begin(kFieldNames));
    const bool client = known->field == &StructuredLine::client;
    if (client) client_at_ = std::min(client_at_, at);
    if (value.empty()) return;
    std::string& kept = values_[at];
    // Said twice, it is said by two: a quotation mark in what a client sent may have ended its text.
    if (client && !kept.empty() && kept != value) kept = "-";
    if (kept.empty()) kept = std::move(value);
  }

  std::optional<StructuredLine> Result() {
    StructuredLine line;
    std::size_t text = std::size(kFieldNames);
    for (std::size_t i = 0; i < std::size(kFieldNames); ++i) {
      if (values_[i].empty()) continue;
      if (kFieldNames[i].field == &StructuredLine::text && text == std::size(kFieldNames)) text = i;
      std::string& field = line.*kFieldNames[i].field;
      if (field.empty()) field = std::move(values_[i]);
    }
    if (text == std::size(kFieldNames)) return std::nullopt;
    line.wrapping = static_cast<uint8_t>(kFirstWrapping + text);
    line.names_client = names_client_;
    line.text_is_line = IsOneOf(kFieldNames[text].name, kLineNames);
    for (std::size_t i = 0; i <= client_at_ && i < std::size(kFieldNames); ++i)
      line.client_name +=
          client_at_ < std::size(kFieldNames) && kFieldNames[i].field == &StructuredLine::client;
    return line;
  }

 private:
  std::array<std::string, std::size(kFieldNames)> values_;
  std::size_t client_at_ = std::size(kFieldNames);  // the first name of a client that is there
  bool names_client_ = false;
};

// As many bits as an element has room for beside kHasFields.
static_assert(std::ranges::count(kFieldNames, &StructuredLine::client, &FieldName::field) <= kClientName);

// key=value key="quoted \" value".
bool ParseLogfmt(std::string_view text, Collector& to) {
  for (text = Trim(text); !text.empty(); text = Trim(text)) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0) return false;
    const std::string_view name = text.substr(0, equals);
    if (name.find_first_of(" \t\"") != std::string_view::npos) return false;
    text.remove_prefix(equals + 1);
    std::string value;
    if (text.starts_with('"')) {
      std::size_t at = 1;
      for (; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == '"' || text[at + 1] == '\\')) ++at;
        value += text[at];
      }
      if (at >= text.size()) return false;
      text.remove_prefix(at + 1);
    } else {
      const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
      value = text.substr(0, end);
      text.remove_prefix(end);
    }
    to.Add(PlainName(name), std::move(value));
  }
  return true;
}

std::string_view WithoutBrackets(std::string_view text) noexcept {
  return text.starts_with('[') && text.ends_with(']') ? text.substr(1, text.size() - 2) : text;
}

void TakeLevelField(std::string_view text, LogLine& line) noexcept {
  std::optional<LevelGroup> group = LevelOfGroup(WithoutBrackets(text));
  for (const LevelWord& known : kLevelWords) {
    if (!group && EqualsIgnoreCase(text, known.word)) group = LevelGroup{known.level, {}, false};
  }
  if (!group) return;
  line.level = group->level;
  line.has_level = true;
  if (line.module.empty()) line.module = group->module;
}

void TakeClientField(std::string_view text, LogLine& line) noexcept {
  text = WithoutBrackets(text);
  if (text.starts_with("client ")) text.remove_prefix(7);
  line.client = AddressWithoutPort(text, false);
  if (!line.client.empty()) line.client_form = ClientForm::kField;
}

// One that ErrWatchEventLog writes (pages/): what the module said of an entry is no entry. By what stands in
// front of all that a client can write.
bool IsOwnEvent(std::string_view text) noexcept {
  constexpr std::string_view kBegin = R"({"@timestamp":")", kVersion = R"(","ecs":{"version":")",
                             kEvent = R"("},"event":{"kind":")",
                             kDataset = R"("module":"errwatch","dataset":"errwatch.)";
  for (const std::string_view part : {kBegin, kVersion, kEvent}) {
    if (!text.starts_with(part)) return false;
    text.remove_prefix(part.size());
    text.remove_prefix(std::min(text.find('"'), text.size()));
  }
  return text.substr(0, text.find('}')).find(kDataset) != std::string_view::npos;
}

}  // namespace

std::optional<std::size_t> TextRank(std::string_view plain_name) noexcept {
  const auto known = std::ranges::find(kFieldNames, plain_name, &FieldName::name);
  if (known == std::end(kFieldNames) || known->field != &StructuredLine::text) return std::nullopt;
  return static_cast<std::size_t>(known - std::begin(kFieldNames));
}

bool IsFieldName(std::string_view plain_name) noexcept {
  return std::ranges::find(kFieldNames, plain_name, &FieldName::name) != std::end(kFieldNames);
}

bool MayBeStructured(std::string_view text) noexcept {
  if (text.starts_with('{')) return true;
  const std::size_t equals = text.substr(0, 32).find('=');
  if (equals == std::string_view::npos || equals == 0) return false;
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(equals),
                     [](char c) { return IsAlnum(c) || c == '_' || c == '.' || c == '@' || c == '-'; });
}

std::optional<StructuredLine> ParseStructured(std::string_view text) {
  if (IsOwnEvent(text)) return std::nullopt;
  Collector fields;
  if (!text.starts_with('{')) return ParseLogfmt(text, fields) ? fields.Result() : std::nullopt;
  const std::optional<std::vector<JsonField>> read = ReadJsonFields(text);
  if (!read) return std::nullopt;
  for (const JsonField& field : *read) fields.Add(field.name, field.value);
  return fields.Result();
}

LogLine ReadStructured(const StructuredLine& fields) noexcept {
  LogLine line = ParseLogLine(fields.text);
  const bool whole = line.has_level || line.client_form != ClientForm::kNone;
  const bool words = fields.names_client && !fields.text_is_line;
  if (words || line.begins_with_client || (!whole && line.wrapping == 0)) {
    // A message alone, be it a child's words: the client is who the other fields say.
    const std::string_view time = words ? std::string_view() : line.time;
    line = LogLine();
    line.message = fields.text;
    if (fields.names_client || !fields.client.empty())
      line.elements = static_cast<Elements>(kHasFields | fields.client_name);
    while (line.message.ends_with('\n') || line.message.ends_with('\r')) line.message.remove_suffix(1);
    line.time = time;
    if (!fields.client.empty()) TakeClientField(fields.client, line);
    line.module = fields.module;
    if (!fields.level.empty()) TakeLevelField(fields.level, line);
    line.vhost = fields.vhost;
    line.referer = fields.referer == "-" ? std::string_view() : fields.referer;
    line.has_prefix = line.has_level || !line.client.empty();
    const std::string_view referer = line.referer;
    FinishMessage(line);
    if (line.referer.empty()) line.referer = referer;
  } else if (fields.names_client && line.client_form != ClientForm::kNone) {
    // A collector has read both from one line. Where they differ, a message looks like a line.
    LogLine outer;
    TakeClientField(fields.client, outer);
    if (outer.client != line.client) line.client = {};
    if (line.client.empty()) line.client_form = ClientForm::kNone;
  }
  line.own = fields.text;
  const std::string_view time = WithoutBrackets(fields.time);
  if (!time.empty() && (line.time.empty() || NamesZone(time))) line.time = time;
  line.wrapping = line.wrapping << 8 | fields.wrapping;
  return line;
}

}  // namespace errwatch::cli
