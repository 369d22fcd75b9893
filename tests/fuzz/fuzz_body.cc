// First byte: the kind of body; second byte: how it is cut; the rest: the body. Whatever the pieces, the text
// is the same. Forms, XML and JSON are compared with what simple and slow splitters and a parser make of them.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "match/body_reader.h"
#include "match/object_names.h"
#include "model/secret_field.h"

namespace {

using errwatch::BodyKind;
using errwatch::BodyReader;
using errwatch::BodyText;
using errwatch::SecretKind;

constexpr std::size_t kLimit = 4096;
constexpr std::string_view kBoundary = "AB";

void Require(bool condition) {
  if (!condition) std::abort();
}

std::string Read(BodyKind kind, std::string_view body, std::size_t piece, bool* full) {
  std::deque<std::string> blocks;
  const auto allocate = [](void* from, std::size_t bytes) {
    return static_cast<std::deque<std::string>*>(from)->emplace_back(bytes, '\0').data();
  };
  BodyReader reader({kind, kBoundary}, kLimit, body.size() / 2, {allocate, &blocks});
  while (!body.empty()) {
    const std::size_t bytes = std::min(piece, body.size());
    reader.Read(std::string(body.substr(0, bytes)));
    body.remove_prefix(bytes);
  }
  *full = reader.full();
  return std::string(reader.text());
}

// What a form is kept as.
std::string OfForm(std::string_view body) {
  std::string text;
  while (!body.empty()) {
    const std::string_view field = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(field.size() + 1, body.size()));
    if (field.empty()) continue;
    const std::size_t equals = field.find('=');
    const std::string_view name = field.substr(0, equals);
    std::string_view value = equals == std::string_view::npos ? "" : field.substr(equals + 1);
    const auto kind = equals == std::string_view::npos ? SecretKind::kNone : errwatch::SecretKindOf(name);
    if (kind == SecretKind::kPassword)
      value.remove_prefix(std::min({value.size(), errwatch::kSecretBytes, value.find(';')}));
    if (kind == SecretKind::kToken && errwatch::IsTokenValue(value)) value = {};
    if (!text.empty()) text += '&';
    text += field.substr(0, name.size() + (equals != std::string_view::npos ? 1 : 0));
    text += value;
  }
  return text;
}

std::string Encoded(const std::string& value) {
  std::deque<std::string> blocks;
  const auto allocate = [](void* from, std::size_t bytes) {
    return static_cast<std::deque<std::string>*>(from)->emplace_back(bytes, '\0').data();
  };
  BodyText text(100'000, 0, {allocate, &blocks});
  text.Encode(value);
  return std::string(text.view());
}

// Every string of a document is the value of a field, in order. False: there are secrets in it.
bool CollectStrings(const nlohmann::ordered_json& value, std::vector<std::string>* strings) {
  if (value.is_string()) strings->push_back(Encoded(value.get<std::string>()));
  if (!value.is_structured()) return true;
  for (const auto& [name, inner] : value.items()) {
    if (value.is_object() && errwatch::SecretKindOf(Encoded(name)) != SecretKind::kNone) return false;
    if (!CollectStrings(inner, strings)) return false;
  }
  return true;
}

// The same name twice in an object is one member for the parser and two for the scanner.
bool HasDuplicates(std::string_view body) {
  std::vector<std::vector<std::string>> names;
  bool twice = false;
  const auto callback = [&](int, nlohmann::ordered_json::parse_event_t event, nlohmann::ordered_json& value) {
    using Event = nlohmann::ordered_json::parse_event_t;
    if (event == Event::object_start) names.emplace_back();
    if (event == Event::object_end) names.pop_back();
    if (event == Event::key) {
      const auto name = value.get<std::string>();
      twice = twice || std::find(names.back().begin(), names.back().end(), name) != names.back().end();
      names.back().push_back(name);
    }
    return true;
  };
  const auto parsed = nlohmann::ordered_json::parse(body, callback, false);
  return parsed.is_discarded() || twice;
}

void CheckJson(std::string_view body, std::string_view text) {
  if (HasDuplicates(body)) return;
  const auto parsed = nlohmann::ordered_json::parse(body, nullptr, false);
  if (!parsed.is_structured()) return;
  std::vector<std::string> strings;
  if (!CollectStrings(parsed, &strings)) return;
  for (const std::string& value : strings) {
    std::size_t at = 0;
    for (bool found = false; !found; ++at) {
      at = text.find("=" + value, at);
      Require(at != std::string_view::npos);
      const std::size_t end = at + 1 + value.size();
      found = end == text.size() || text[end] == '&';
    }
    text.remove_prefix(at);
  }
}

// What of the run goes behind what splits it: its last bytes, no escape taken apart.
std::size_t MovedFrom(const std::string& text, std::size_t run, std::size_t end) {
  std::size_t from = end - std::min(end - std::min(run, end), BodyText::kMovedBytes);
  if (from == run) return from;
  for (const std::size_t back : {1U, 2U})
    if (from >= run + back && text[from - back] == '%') return from + 3 - back;
  return from;
}

void Move(std::string* text, std::size_t* run, std::size_t end) {
  const std::size_t from = MovedFrom(*text, *run, end);
  const std::string moved = text->substr(from, end - from);
  *text = text->substr(0, from) + text->substr(end) + moved;
  *run = text->size() - moved.size();
}

// XML as parsers put its texts together.
std::string Joined(std::string_view body) {
  std::string text;
  std::size_t run = 0;
  bool tag = false;
  while (!body.empty()) {
    const std::size_t before = text.size();
    const bool section = body.starts_with("<![CDATA[");
    const std::string_view open = body.starts_with("<!--") ? "<!--" : body.starts_with("<?") ? "<?" : "";
    if (section) {
      text += "<![CDATA[";
      body.remove_prefix(9);
      Move(&text, &run, before);
      const std::size_t close = body.find("]]>");
      text += Encoded(std::string(body.substr(0, close)));
      if (close == std::string_view::npos) return text;
      const std::size_t end = text.size();
      text += "]]>";
      Move(&text, &run, end);
      body.remove_prefix(close + 3);
      tag = false;
    } else if (!open.empty()) {
      const std::string_view end = open == "<?" ? "?>" : "-->";
      const std::size_t close = body.find(end, open.size());
      const std::size_t bytes = close == std::string_view::npos ? body.size() : close + end.size();
      text += Encoded(std::string(body.substr(0, bytes)));
      body.remove_prefix(bytes);
      if (close != std::string_view::npos) Move(&text, &run, before);
      tag = false;
    } else if (body.front() == '<') {
      // As far as it may be one of those, and one byte.
      std::size_t bytes = 1;
      const auto may_be = [&] {
        const std::string_view begin = body.substr(0, bytes);
        return std::string_view("<!--").starts_with(begin) ||
               std::string_view("<![CDATA[").starts_with(begin);
      };
      while (bytes < body.size() && body[bytes] != '<' && may_be()) ++bytes;
      const bool is_tag = !may_be();
      text += Encoded(std::string(body.substr(0, bytes)));
      if (is_tag) tag = body[bytes - 1] != '>';
      if (is_tag) run = text.size();
      body.remove_prefix(bytes);
    } else {
      text += Encoded(std::string(1, body.front()));
      if (tag && body.front() == '>') run = text.size();
      if (body.front() == '>') tag = false;
      body.remove_prefix(1);
    }
  }
  return text;
}

std::size_t Undone(std::string_view text) {
  return text.size() - 2 * static_cast<std::size_t>(std::ranges::count(text, '%'));
}

void CheckMarkup(std::string_view body, std::string_view text) {
  if (!body.starts_with('<') || body.size() < 2 || body[1] == '\0') return;
  // No password was left out.
  if (!text.starts_with('=') || Undone(text) != body.size() + 1) return;
  Require(text.substr(1) == Joined(body));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const auto kind = static_cast<BodyKind>(data[0] % errwatch::kBodyKindCount);
  const std::size_t piece = data[1] % 32 + std::size_t{1};
  const std::string_view body(reinterpret_cast<const char*>(data) + 2, size - 2);
  bool full = false;
  bool full_too = false;
  const std::string text = Read(kind, body, body.size(), &full);
  Require(text == Read(kind, body, piece, &full_too) && full == full_too);
  Require(text.size() <= kLimit && (!full || text.size() == kLimit));
  // What is read as a form stays as it was sent.
  if (kind == BodyKind::kMultipart || kind == BodyKind::kText || kind == BodyKind::kBytes ||
      kind == BodyKind::kFile || kind == BodyKind::kDescription)
    for (const char c : text) Require(static_cast<unsigned char>(c) >= ' ' && c != '\x7f');
  // From there on long runs are left out.
  if (text.size() >= kLimit / 2) return 0;
  // The classes of a serialised object stand between its fields.
  const bool object = !body.empty() && errwatch::ObjectNames::MayBegin(body.front());
  if (kind == BodyKind::kForm && !object) Require(text == OfForm(body));
  if (kind == BodyKind::kJson) CheckJson(body, text);
  if (kind == BodyKind::kText) CheckMarkup(body, text);
  return 0;
}
