#include "cli/logs/csv_export.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/ascii.h"
#include "base/text_encoding.h"
#include "cli/logs/json_fields.h"
#include "cli/logs/structured_line.h"

namespace errwatch::cli {
namespace {

constexpr std::string_view kSeparators = ",;\t";

bool IsColumnName(std::string_view name) {
  return !name.empty() && name.size() <= 64 && name.find(' ') == std::string_view::npos &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return IsAlnum(c) || std::string_view("_.@-").find(c) != std::string_view::npos;
         });
}

std::string JsonText(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// Without the object that only holds the entry.
std::string_view WithoutEnvelope(std::string_view name) {
  for (const std::string_view envelope : {"_source.", "result."})
    if (name.starts_with(envelope)) name.remove_prefix(envelope.size());
  return name;
}

// Fields of the first record of `text`, which is taken off; empty = it is not well formed or has no end.
std::vector<std::string> FirstRecord(std::string_view& text, char separator) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  std::size_t at = 0;
  for (; at < text.size() && (quoted || text[at] != '\n'); ++at) {
    const char c = text[at];
    if (c == '"' && quoted && at + 1 < text.size() && text[at + 1] == '"') {
      fields.back() += c;
      ++at;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == separator && !quoted) {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  const bool ended = !quoted && at < text.size();
  text.remove_prefix(std::min(at + 1, text.size()));
  return ended ? fields : std::vector<std::string>();
}

// The separator of a header that has a column for the text; 0 = it is no header.
char SeparatorOf(std::string_view header) {
  for (const char separator : kSeparators) {
    std::string_view rest = header;
    const std::vector<std::string> names = FirstRecord(rest, separator);
    if (names.size() < 2 || !std::all_of(names.begin(), names.end(), IsColumnName)) continue;
    if (std::any_of(names.begin(), names.end(), [](const std::string& name) {
          return TextRank(PlainName(WithoutEnvelope(name))).has_value();
        }))
      return separator;
  }
  return 0;
}

}  // namespace

bool CsvExport::Is(std::string_view beginning) {
  const std::size_t end = beginning.find('\n');
  if (end == std::string_view::npos) return false;
  const char separator = SeparatorOf(beginning.substr(0, end + 1));
  if (separator == 0) return false;
  const std::size_t columns = FirstRecord(beginning, separator).size();
  // All that is there of it must fit: what looks like a header is else what a child process wrote into a log
  // of httpd's, whose lines begin with a bracket and may have as many commas.
  while (!beginning.empty()) {
    if (beginning.starts_with('[')) return false;
    const std::vector<std::string> record = FirstRecord(beginning, separator);
    if (record.size() != columns && !(record.empty() && beginning.empty())) return false;
  }
  return true;
}

void CsvExport::Take(std::string_view text, std::string& lines) {
  for (const char byte : text) {
    if (names_.empty() && separator_ == 0) {
      field_ += byte;
      if (byte != '\n') continue;
      TakeHeader();
    } else {
      TakeByte(byte, lines);
    }
  }
}

void CsvExport::TakeHeader() {
  std::string_view header = field_;
  if (header.starts_with(kUtf8Mark)) header.remove_prefix(kUtf8Mark.size());
  separator_ = SeparatorOf(header);
  std::optional<std::size_t> best;
  for (const std::string& name : FirstRecord(header, separator_)) {
    names_.emplace_back(WithoutEnvelope(name));
    const std::optional<std::size_t> rank = TextRank(PlainName(names_.back()));
    if (!rank || (best && *best <= *rank)) continue;
    best = rank;
    text_ = names_.size() - 1;
  }
  field_.clear();
}

void CsvExport::TakeByte(char byte, std::string& lines) {
  if (++record_bytes_ > most_bytes_ && state_ != State::kBroken) {
    ++left_out_;
    state_ = State::kBroken;  // up to the next line end
  }
  if (byte == '\n' && state_ != State::kQuoted) return EndRecord(lines);
  switch (state_) {
    case State::kBroken:
      return;
    case State::kQuoted:
      if (byte == '"') {
        state_ = State::kQuoteInQuoted;
      } else {
        field_ += byte;
      }
      return;
    case State::kQuoteInQuoted:
      if (byte == '"') {
        field_ += byte;
        state_ = State::kQuoted;
      } else if (byte == separator_) {
        EndField();
      } else {
        malformed_ = malformed_ || byte != '\r';
      }
      return;
    case State::kFieldBegin:
      if (byte == '"') {
        state_ = State::kQuoted;
        return;
      }
      state_ = State::kPlain;
      [[fallthrough]];
    case State::kPlain:
      if (byte == separator_) return EndField();
      malformed_ = malformed_ || byte == '"';
      if (byte != '\r') field_ += byte;
  }
}

void CsvExport::EndField() {
  if (fields_.size() <= names_.size()) fields_.push_back(field_);  // one too many tells as much as a thousand
  field_.clear();
  state_ = State::kFieldBegin;
}

void CsvExport::EndRecord(std::string& lines) {
  const bool empty = record_bytes_ <= 1;
  const bool broken = state_ == State::kBroken;
  EndField();
  malformed_ = malformed_ || fields_.size() != names_.size();
  if (!empty && !broken) Write(lines);
  fields_.clear();
  malformed_ = false;
  record_bytes_ = 0;
}

void CsvExport::Write(std::string& lines) const {
  if (malformed_) {
    lines += "{}\n";
    return;
  }
  std::string others;
  for (std::size_t i = 0; i < names_.size(); ++i)
    if (i != text_ && !fields_[i].empty())
      others.append(",").append(JsonText(names_[i])).append(":").append(JsonText(fields_[i]));
  std::string_view text = fields_[text_];
  do {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    text.remove_prefix(std::min(end + 1, text.size()));
    lines.append("{").append(JsonText(names_[text_])).append(":").append(JsonText(line));
    lines.append(others).append("}\n");
  } while (!text.empty());
}

void CsvExport::Finish(std::string& lines) {
  if (names_.empty() || record_bytes_ == 0) return;
  // A quotation that is never closed: what stands in it may be the rest of the file.
  malformed_ = malformed_ || state_ == State::kQuoted;
  EndRecord(lines);
}

}  // namespace errwatch::cli
