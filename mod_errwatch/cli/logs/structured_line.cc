#include "cli/logs/structured_line.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/ascii.h"
#include "cli/logs/collector_time.h"
#include "cli/logs/log_message.h"
#include "cli/logs/log_parser.h"
#include "cli/logs/log_prefix.h"

namespace errwatch::cli {
namespace {

using UnorderedJson = nlohmann::json;  // thousands of names in an object take no longer
using TextField = std::string StructuredLine::*;

constexpr int kMostDepth = 4;

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
// What only holds the entry: its name is left out.
constexpr std::array<std::string_view, 6> kEnvelopes = {"_source", "result", "jsonpayload", "fields", "record",
                                                        "entry"};
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

std::string Plain(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (IsAlnum(c)) plain += ToLower(c);
  }
  return plain;
}

// Collects values by name.
class Collector {
 public:
  void Add(std::string_view name, std::string value) {
    names_client_ = names_client_ || IsOneOf(name, kClientNames);
    if (value.empty()) return;
    for (std::size_t i = 0; i < std::size(kFieldNames); ++i) {
      if (kFieldNames[i].name != name) continue;
      // Said twice, it is said by two.
      if (kFieldNames[i].field == &StructuredLine::client && !values_[i].empty() && values_[i] != value)
        value = values_[i] = "-";
      if (values_[i].empty()) values_[i] = std::move(value);
      return;
    }
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
    return line;
  }

 private:
  std::array<std::string, std::size(kFieldNames)> values_;
  bool names_client_ = false;
};

// journald gives a text that is no UTF-8 as the numbers of its bytes.
std::string BytesOf(const UnorderedJson& array) {
  std::string text;
  for (const UnorderedJson& byte : array) {
    if (!byte.is_number_unsigned() || byte.get<uint64_t>() > 255) return {};
    text += static_cast<char>(byte.get<unsigned>());
  }
  return text;
}

void Collect(const UnorderedJson& object, const std::string& before, int depth, Collector& to) {
  for (const auto& [name, value] : object.items()) {
    const bool envelope = IsOneOf(name, kEnvelopes);
    const std::string plain = before + (envelope && value.is_object() ? std::string() : Plain(name));
    if (value.is_object()) {
      if (depth < kMostDepth) Collect(value, plain, depth + 1, to);
    } else if (const auto* text = value.get_ptr<const std::string*>()) {
      to.Add(plain, *text);
    } else if (value.is_number()) {
      to.Add(plain, value.dump());
    } else if (value.is_array()) {
      to.Add(plain, BytesOf(value));
    }
  }
}

// httpd escapes what JSON would not: "\x1b" becomes "\u001b". Bytes that are no UTF-8 become '?'.
std::string Mended(std::string_view text) {
  std::string mended;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size()) {
      const char kind = text[++i];
      if (kind == 'x') {
        mended += "\\u00";
      } else {
        constexpr std::string_view kKnown = "\"\\/bfnrtu";
        mended += kKnown.find(kind) == std::string_view::npos ? "\\\\" : "\\";
        mended += kind;
      }
    } else {
      const auto byte = static_cast<unsigned char>(c);
      mended += byte >= 0x80 || byte < 0x20 ? '?' : c;
    }
  }
  return mended;
}

bool ParseJson(std::string_view text, Collector& to) {
  text = text.substr(0, text.rfind('}') + 1);  // of a list, and what closes it
  UnorderedJson object = UnorderedJson::parse(text, nullptr, false);
  if (object.is_discarded()) object = UnorderedJson::parse(Mended(text), nullptr, false);
  if (!object.is_object()) return false;
  Collect(object, {}, 0, to);
  return true;
}

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
    to.Add(Plain(name), std::move(value));
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

}  // namespace

bool MayBeStructured(std::string_view text) noexcept {
  if (text.starts_with('{')) return true;
  const std::size_t equals = text.substr(0, 32).find('=');
  if (equals == std::string_view::npos || equals == 0) return false;
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(equals),
                     [](char c) { return IsAlnum(c) || c == '_' || c == '.' || c == '@' || c == '-'; });
}

std::optional<StructuredLine> ParseStructured(std::string_view text) {
  Collector fields;
  const bool read = text.starts_with('{') ? ParseJson(text, fields) : ParseLogfmt(text, fields);
  return read ? fields.Result() : std::nullopt;
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
    if (fields.names_client || !fields.client.empty()) line.elements = kHasFields;
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
