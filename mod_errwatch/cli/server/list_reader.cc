#include "cli/server/list_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/ascii.h"
#include "base/quoted.h"
#include "cli/logs/log_time.h"
#include "cli/server/json_in.h"

namespace errwatch::cli {
namespace {

using AnyJson = nlohmann::json;

constexpr std::string_view kBlanks = " \t\r\n\v\f,";

class Reader {
 public:
  Reader(ListForm form, int64_t now_us) : now_us_(now_us), clock_(now_us) { read_.form = form; }

  void Plain(std::string_view text) {
    ForEachLine(text, [&](std::string_view line) { PlainLine(line); });
  }
  void Fail2ban(std::string_view text);
  void Csv(std::string_view text);
  Status OfJson(std::string_view text);
  ListRead Take() && { return std::move(read_); }

 private:
  template <typename F>
  void ForEachLine(std::string_view text, F&& read);
  void PlainLine(std::string_view line);
  void WithTime(std::string_view line);
  void Object(const AnyJson& object, const std::string& path);
  void Decision(const AnyJson& object);
  void Add(ListEntry entry, std::optional<Milliseconds> left);
  void Malformed(std::string_view what);
  std::optional<Milliseconds> LeftUntil(std::string_view time);

  int64_t now_us_;
  LogClock clock_;
  ListRead read_;
  uint64_t line_ = 0;
  std::vector<std::string> columns_;
};

void Reader::Malformed(std::string_view what) {
  ++read_.malformed;
  if (read_.malformed_at.size() < kMostListRemarks)
    read_.malformed_at.push_back((line_ == 0
                                      ? "record " + std::to_string(read_.malformed + read_.entries.size())
                                      : "line " + std::to_string(line_)) +
                                 ": " + Quoted(what) + " is no entry of this kind of list");
}

void Reader::Add(ListEntry entry, std::optional<Milliseconds> left) {
  if (left && left->count() <= 0) {
    ++read_.others;
    return;
  }
  entry.left = left;
  read_.entries.push_back(std::move(entry));
}

template <typename F>
void Reader::ForEachLine(std::string_view text, F&& read) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    ++line_;
    read(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// Whether it could be an address, so that what is none is told of by its line.
bool LooksLikeAddress(std::string_view word) {
  return word.find_first_of(".:") != std::string_view::npos &&
         word.find_first_not_of("0123456789abcdefABCDEF.:/[]") == std::string_view::npos;
}

void Reader::PlainLine(std::string_view line) {
  line = line.substr(0, line.find_first_of("#;"));
  std::vector<std::string_view> words;
  for (;;) {
    const std::size_t begin = line.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) break;
    line.remove_prefix(begin);
    words.push_back(line.substr(0, line.find_first_of(kBlanks)));
    line.remove_prefix(words.back().size());
  }
  if (const auto bad = std::ranges::find_if_not(words, LooksLikeAddress); bad != words.end())
    return Malformed(*bad);
  for (const std::string_view word : words) Add({std::string(word), {}, {}, {}, {}}, std::nullopt);
}

std::optional<Milliseconds> Reader::LeftUntil(std::string_view time) {
  const std::optional<int64_t> end_us = clock_.Parse(time);
  if (!end_us) return std::nullopt;
  return Milliseconds((*end_us - now_us_) / 1000);
}

// "192.0.2.1 <tab>2026-11-22 10:00:00 + 3600 = 2026-11-22 11:00:00", in local time. One that never ends has
// -1 for its length.
void Reader::WithTime(std::string_view line) {
  const std::string_view address = line.substr(0, line.find_first_of(" \t"));
  const std::size_t equals = line.rfind(" = ");
  const std::size_t plus = line.find(" + ");
  if (!LooksLikeAddress(address) || equals == std::string_view::npos || plus == std::string_view::npos ||
      plus > equals)
    return Malformed(line);
  ListEntry entry{std::string(address), {}, {}, {}, "fail2ban"};
  if (Trim(line.substr(plus + 3, equals - plus - 3)).starts_with('-'))
    return Add(std::move(entry), std::nullopt);
  const std::optional<Milliseconds> left = LeftUntil(Trim(line.substr(equals + 3)));
  if (!left) return Malformed(line);
  Add(std::move(entry), left);
}

// [{'jail': ['192.0.2.1', '2001:db8::7']}, {'other': []}]: what stands between quotation marks behind a colon
// and within brackets is an address. On one line, whatever it holds.
void Reader::Fail2ban(std::string_view text) {
  const std::string_view all = Trim(text);
  if (!all.starts_with('['))
    return ForEachLine(text, [&](std::string_view line) {
      if (!Trim(line).empty()) WithTime(line);
    });
  std::string jail;
  int depth = 0;
  for (std::size_t at = 0; at < all.size(); ++at) {
    if (all[at] == '[') ++depth;
    if (all[at] == ']') --depth;
    if (all[at] != '\'' && all[at] != '"') continue;
    const std::size_t end = all.find(all[at], at + 1);
    if (end == std::string_view::npos) return Malformed(all.substr(at));
    const std::string_view word = all.substr(at + 1, end - at - 1);
    at = end;
    if (depth < 2) {
      jail = word;
    } else if (LooksLikeAddress(word)) {
      Add({std::string(word), {}, {}, {}, "fail2ban: " + jail}, std::nullopt);
    } else {
      Malformed(word);
    }
  }
}

bool IsBan(std::string_view type) { return type.empty() || EqualsIgnoreCase(type, "ban"); }
bool IsOfAddress(std::string_view scope) {
  return scope.empty() || EqualsIgnoreCase(scope, "ip") || EqualsIgnoreCase(scope, "range");
}

// Of CrowdSec: of a list, or for an import.
void Reader::Decision(const AnyJson& object) {
  const std::string value = TextIn(object, "value");
  const std::string duration = TextIn(object, "duration");
  if (!IsBan(TextIn(object, "type")) || !IsOfAddress(TextIn(object, "scope"))) {
    ++read_.others;
    return;
  }
  const auto left = duration.empty() ? std::nullopt : ParseGoDuration(duration);
  if (!LooksLikeAddress(value) || (!duration.empty() && !left)) return Malformed(value + " " + duration);
  std::string reason = TextIn(object, "scenario");
  if (reason.empty()) reason = TextIn(object, "reason");
  Add({value, {}, {}, {}, "crowdsec" + (reason.empty() ? "" : ": " + reason)}, left);
}

// Of errwatch export.
void Reader::Object(const AnyJson& object, const std::string& path) {
  const std::string address = TextIn(object, "address");
  const std::string kind = TextIn(object, "kind");
  const std::string until = TextIn(object, "until");
  const auto left = until.empty() ? std::nullopt : LeftUntil(until);
  if (!LooksLikeAddress(address) ||
      (!kind.empty() && kind != NameOf(store::ListKind::kBlocked) &&
       kind != NameOf(store::ListKind::kAllowed)) ||
      (!until.empty() && !left))
    return Malformed(path);
  Add({address,
       kind == NameOf(store::ListKind::kAllowed) ? store::ListKind::kAllowed : store::ListKind::kBlocked,
       {},
       TextIn(object, "scope"),
       TextIn(object, "reason")},
      left);
}

Status Reader::OfJson(std::string_view text) {
  const AnyJson all = AnyJson::parse(text, nullptr, false);
  if (all.is_discarded()) return Error{"it is no JSON"};
  if (all.is_null()) return Ok{};  // cscli's word for nobody
  if (all.is_object() && all.contains("entries") && all["entries"].is_array()) {
    for (const AnyJson& entry : all["entries"]) {
      entry.is_object() ? Object(entry, TextIn(entry, "address")) : Malformed(entry.type_name());
    }
    return Ok{};
  }
  if (!all.is_array()) return Error{"it is neither errwatch's nor CrowdSec's JSON"};
  for (const AnyJson& entry : all) {
    const auto decisions = entry.is_object() ? entry.find("decisions") : entry.end();
    if (entry.is_object() && decisions != entry.end() && decisions->is_array()) {
      for (const AnyJson& decision : *decisions) {
        decision.is_object() ? Decision(decision) : Malformed(decision.type_name());
      }
    } else if (entry.is_object()) {
      Decision(entry);
    } else {
      Malformed(entry.type_name());
    }
  }
  return Ok{};
}

// The columns by their names: those of errwatch, of cscli decisions list -o raw, and of an import there.
void Reader::Csv(std::string_view text) {
  ForEachLine(text, [&](std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) return;
    const auto cells = SplitCsvRecord(line);
    if (columns_.empty()) {
      if (cells) columns_ = *cells;
      for (std::string& name : columns_) std::ranges::transform(name, name.begin(), ToLower);
      return;
    }
    if (!cells || cells->size() != columns_.size()) return Malformed(line);
    AnyJson object = AnyJson::object();
    for (std::size_t i = 0; i < columns_.size(); ++i) object[columns_[i]] = (*cells)[i];
    if (object.contains("address")) return Object(object, std::string(line));
    // "Ip:192.0.2.1"
    if (const std::string ip = TextIn(object, "ip"); !object.contains("value") && !ip.empty()) {
      const std::size_t colon = ip.find(':');
      object["scope"] = ip.substr(0, colon);
      object["value"] = colon == std::string::npos ? "" : ip.substr(colon + 1);
      object["type"] = TextIn(object, "action");
      object["duration"] = TextIn(object, "expiration");
    }
    Decision(object);
  });
}

}  // namespace

std::optional<std::vector<std::string>> SplitCsvRecord(std::string_view line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      cells.back() += line[i++];
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += line[i];
    }
  }
  if (quoted) return std::nullopt;
  return cells;
}

std::optional<Milliseconds> ParseGoDuration(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  double milliseconds = 0;
  while (!text.empty()) {
    double number = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    // It reads "nan" and "inf", too.
    if (error != std::errc() || !std::isfinite(number) || number < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    struct Unit {
      std::string_view name;
      double milliseconds;
    };
    constexpr Unit kUnits[] = {{"ms", 1},          {"us", 1e-3},    {"\xC2\xB5s", 1e-3}, {"ns", 1e-6},
                               {"h", 3'600'000.0}, {"m", 60'000.0}, {"s", 1000},         {"d", 86'400'000.0}};
    const auto* unit = std::ranges::find_if(kUnits, [&](const Unit& u) { return text.starts_with(u.name); });
    if (unit == std::end(kUnits)) return std::nullopt;
    text.remove_prefix(unit->name.size());
    milliseconds += number * unit->milliseconds;
  }
  constexpr double kMost = 3650.0 * 86'400'000;
  const auto whole = static_cast<int64_t>(std::min(milliseconds, kMost));
  return Milliseconds(negative ? -whole : whole);
}

ListForm FormOf(std::string_view text) {
  const std::string_view all = Trim(text);
  const std::string_view first = all.substr(0, all.find('\n'));
  if (all.starts_with("[{'")) return ListForm::kFail2ban;
  if (all.starts_with('{')) return ListForm::kJson;
  if (all.starts_with('[') && !LooksLikeAddress(first.substr(0, first.find_first_of(kBlanks))))
    return ListForm::kCrowdsec;
  if (all == "null") return ListForm::kCrowdsec;
  if (first.find(" + ") != std::string_view::npos && first.find(" = ") != std::string_view::npos)
    return ListForm::kFail2ban;
  const auto columns = SplitCsvRecord(Trim(first));
  const auto has = [&](std::string_view name) {
    return columns && std::ranges::any_of(
                          *columns, [&](const std::string& cell) { return EqualsIgnoreCase(cell, name); });
  };
  if (has("address")) return ListForm::kCsv;
  if (has("value") || (has("ip") && has("expiration"))) return ListForm::kCrowdsec;
  return ListForm::kPlain;
}

Result<ListRead> ReadList(std::string_view text, ListForm form, int64_t now_us) {
  if (text.starts_with("SQLite format 3"))
    return Error{
        "it is a SQLite database; where it is fail2ban's, docs/from-other-tools.md has the line that reads "
        "it"};
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (form == ListForm::kAuto) form = FormOf(text);
  Reader reader(form, now_us);
  const std::string_view all = Trim(text);
  const bool json = all.starts_with('{') || all.starts_with('[') || all == "null";
  if (form == ListForm::kJson || (form == ListForm::kCrowdsec && json)) {
    if (Status read = reader.OfJson(all); !read) return read.failure();
  } else if (form == ListForm::kCsv || form == ListForm::kCrowdsec) {
    reader.Csv(text);
  } else if (form == ListForm::kFail2ban) {
    reader.Fail2ban(text);
  } else {
    reader.Plain(text);
  }
  return std::move(reader).Take();
}

}  // namespace errwatch::cli
