#include "cli/logs/json_export.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/ascii.h"
#include "base/text_encoding.h"
#include "cli/logs/json_fields.h"
#include "cli/logs/structured_line.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kMostOpen = 64;       // brackets; what is deeper is no log
constexpr std::size_t kMostNameBytes = 32;  // of a name that is of interest

// Lists of entries, by their names.
constexpr std::array<std::string_view, 8> kEntryLists = {"hits",   "events",  "logEvents", "streams",
                                                         "result", "results", "entries",   "records"};

bool IsEntryList(std::string_view name) { return std::ranges::find(kEntryLists, name) != kEntryLists.end(); }

// What JsonExport::open_ has for brackets of lists.
constexpr char kEntries = 'E';
constexpr char kPairs = 'P';

std::size_t SkipJsonBlanks(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(" \t\r\n", at), text.size());
}

// What stands outside of texts. The lines of a log have other letters there.
bool IsJsonSign(char c) {
  constexpr std::string_view kSigns = "{}[],:\" \t\r\n+-.0123456789eEtrufalsn";
  return kSigns.find(c) != std::string_view::npos;
}

bool IsAllJson(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!IsJsonSign(text[at])) return false;
    if (text[at] != '"') continue;
    for (++at; at < text.size() && text[at] != '"'; ++at)
      if (text[at] == '\\') ++at;
  }
  return true;
}

bool BeginsEntry(std::string_view text, std::size_t at) {
  at = SkipJsonBlanks(text, at);
  return at < text.size() && (text[at] == '{' || text[at] == '[');
}

// Whether an object has such a list, and nothing of its own that an entry has: httpd writes quotation marks
// of a request into lines of JSON as they are, so a client can put such a list into one.
bool HoldsEntryList(std::string_view text) {
  std::size_t depth = 0;
  std::string_view last;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      const std::size_t begin = ++at;
      while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? std::size_t{2} : 1;
      last = text.substr(begin, std::min(at, text.size()) - begin);
      const bool name = at < text.size() && text.substr(SkipJsonBlanks(text, at + 1)).starts_with(':');
      if (name && depth == 1 && last.size() <= kMostNameBytes && IsFieldName(PlainName(last))) return false;
    } else if (c == '[') {
      if (IsEntryList(last) && depth <= 3 && BeginsEntry(text, at + 1)) return true;
      ++depth;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (--depth == 0) return false;
    }
  }
  return false;
}

// ["1732269600000000000","line"] -> {"ts":"1732269600.000000000","line":"line"}; empty = something else.
std::string LineOfPair(const std::string& pair) {
  constexpr std::size_t kNanosecondDigits = 9;
  const nlohmann::json read = nlohmann::json::parse(pair, nullptr, false);
  if (!read.is_array() || read.size() < 2 || !read[0].is_string() || !read[1].is_string()) return {};
  std::string time = read[0];
  if (time.size() > 2 * kNanosecondDigits && std::all_of(time.begin(), time.end(), IsDigit))
    time.insert(time.size() - kNanosecondDigits, 1, '.');
  nlohmann::json line;
  line["ts"] = time;
  line["line"] = read[1];
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

bool JsonExport::Is(std::string_view beginning) {
  if (!IsAllJson(beginning)) return false;
  beginning.remove_prefix(SkipJsonBlanks(beginning, 0));
  if (beginning.starts_with('[')) {
    const std::size_t at = SkipJsonBlanks(beginning, 1);
    return at < beginning.size() && beginning[at] == '{';
  }
  return beginning.starts_with('{') && HoldsEntryList(beginning);
}

void JsonExport::Take(std::string_view text, std::string& lines) {
  for (const char byte : text) {
    if (broken_) return;
    if (!begun_ && kUtf8Mark.find(byte) != std::string_view::npos) continue;
    begun_ = true;
    if (in_text_) {
      TakeString(byte);
    } else if (!IsJsonSign(byte)) {
      broken_ = true;
      ++left_out_;
    } else if (byte == '{' || byte == '[') {
      Open(byte);
    } else if (byte == '}' || byte == ']') {
      Keep(byte);
      Close(lines);
    } else {
      if (byte == '"') {
        in_text_ = true;
        last_.clear();
      }
      Keep(byte == '\n' || byte == '\r' ? ' ' : byte);
    }
  }
}

void JsonExport::TakeString(char byte) {
  Keep(byte == '\n' ? ' ' : byte);
  if (escaped_) {
    escaped_ = false;
  } else if (byte == '\\') {
    escaped_ = true;
  } else if (byte == '"') {
    in_text_ = false;
    return;
  }
  if (last_.size() <= kMostNameBytes) last_ += byte;
}

void JsonExport::Open(char bracket) {
  const char around = open_.empty() ? '\0' : open_.back();
  // Loki: what seemed an entry holds a list of them.
  const bool pair = around == kPairs && bracket == '[';
  if (pair || (record_depth_ == 0 && around == kEntries && bracket == '{')) Begin(pair);
  Keep(bracket);
  if (open_.size() >= kMostOpen) {
    broken_ = true;
    return;
  }
  if (bracket == '[' && around == '{' && last_ == "values") bracket = kPairs;
  if (bracket == '[' && (around == '\0' || (around == '{' && IsEntryList(last_)))) bracket = kEntries;
  open_ += bracket;
}

void JsonExport::Begin(bool list) {
  record_.clear();
  too_long_ = false;
  record_is_list_ = list;
  record_depth_ = open_.size() + 1;
}

void JsonExport::Keep(char byte) {
  if (record_depth_ == 0 || too_long_) return;
  record_ += byte;
  too_long_ = record_.size() > most_bytes_;
  if (too_long_) record_.clear();
}

void JsonExport::Close(std::string& lines) {
  if (record_depth_ != 0 && open_.size() == record_depth_) {
    const std::string line = record_is_list_ ? LineOfPair(record_) : record_;
    left_out_ += too_long_;
    if (!too_long_ && !line.empty()) lines.append(line).append("\n");
    record_depth_ = 0;
    record_.clear();
  }
  if (!open_.empty()) open_.pop_back();
}

}  // namespace errwatch::cli
