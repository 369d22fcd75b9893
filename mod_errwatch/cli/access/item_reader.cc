#include "cli/access/item_reader.h"

#include <algorithm>
#include <cstring>

#include "base/ascii.h"
#include "cli/access/log_escapes.h"
#include "model/session_cookie.h"

namespace errwatch::cli {
namespace {

using F = AccessField;

// A line of a format whose values stand without quotation marks may be read in many ways: so many are tried.
constexpr int kMostTries = 512;

constexpr bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20; }

bool IsNumber(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return IsDigit(c) || c == '-'; });
}

// Which of several is the client: the one that the server took the request for.
int RankOf(AccessField field) { return field == F::kAddress ? 3 : field == F::kHost ? 2 : 1; }

}  // namespace

ItemReader::ItemReader(const AccessFormat& format) : format_(format), values_(format.items.size()) {}

bool ItemReader::Read(std::string_view text, AccessLine& line) {
  line = AccessLine();
  client_rank_ = 0;
  space_.clear();
  space_.reserve(text.size());
  headers_.clear();
  cookies_.clear();
  text_ = text;
  tries_left_ = kMostTries;
  if (!Match(0, 0)) return false;
  Take(line);
  return true;
}

bool ItemReader::Finish(std::size_t at) const {
  const std::string_view rest = text_.substr(at);
  return format_.more_follows ? rest.starts_with(format_.after) : rest == format_.after;
}

// Whether the items from `item` on stand at `at`.
bool ItemReader::Match(std::size_t item, std::size_t at) {
  const std::size_t items = format_.items.size();
  for (; item < items; ++item) {
    const FormatItem& wanted = format_.items[item];
    const std::string_view rest = text_.substr(at);
    if (!rest.starts_with(wanted.before)) return false;
    at += wanted.before.size();
    if (wanted.shape == ValueShape::kTime) {
      const std::optional<std::size_t> bytes = BytesOfTime(wanted, at);
      if (!bytes) return false;
      values_[item] = text_.substr(at, *bytes);
      at += *bytes;
      continue;
    }
    const bool last = item + 1 == items;
    const std::string_view behind = last ? std::string_view(format_.after) : format_.items[item + 1].before;
    const std::optional<std::size_t> end = EndOf(wanted, at, behind, last);
    if (!end) return MatchOpen(item, at, behind);
    if (*end == std::string_view::npos) return false;
    values_[item] = text_.substr(at, *end - at);
    if (wanted.shape == ValueShape::kNumber && !IsNumber(values_[item])) return false;
    at = *end;
  }
  return Finish(at);
}

std::optional<std::size_t> ItemReader::BytesOfTime(const FormatItem& item, std::size_t at) const {
  const std::string_view text = text_.substr(at);
  if (!item.time.is_common()) {
    TimeParts parts;
    return item.time.Read(text, parts);
  }
  const bool looks = text.size() >= kCommonTimeBytes && IsDigit(text[0]) && text[2] == '/' &&
                     text[6] == '/' && text[11] == ':' && text[20] == ' ' && IsDigit(text[25]);
  return looks ? std::optional(kCommonTimeBytes) : std::nullopt;
}

// Where the value ends that begins at `at`; npos: nowhere, so that it is none. Nothing: only what follows
// tells.
std::optional<std::size_t> ItemReader::EndOf(const FormatItem& item, std::size_t at, std::string_view behind,
                                             bool last) const {
  const std::string_view rest = text_.substr(at);
  const bool word = item.shape != ValueShape::kText;
  const auto there = [at](std::size_t end) { return end == std::string_view::npos ? end : at + end; };
  if (behind.empty()) {
    if (!last) return std::nullopt;
    if (!word && !format_.more_follows) return text_.size();
    const std::size_t blank = rest.find(' ');
    if (format_.more_follows) return there(std::min(blank, rest.size()));
    return blank == std::string_view::npos ? text_.size() : blank;
  }
  if (behind[0] == '"') return there(EndOfQuoted(rest));
  if (IsControl(behind[0])) return there(rest.find(behind[0]));
  if (!word) return std::nullopt;
  if (behind[0] == ' ') return there(rest.find(' '));
  const std::size_t first = rest.find(behind);
  const std::size_t blank = rest.find(' ');
  if (first == std::string_view::npos || blank < first) return std::string_view::npos;
  const bool once = rest.substr(0, blank).find(behind, first + 1) == std::string_view::npos;
  return once ? std::optional(there(first)) : std::nullopt;
}

// Tries one end after the other: the first behind which all the rest fits.
bool ItemReader::MatchOpen(std::size_t item, std::size_t at, std::string_view behind) {
  const bool word = format_.items[item].shape != ValueShape::kText;
  for (std::size_t end = at;; ++end) {
    end = text_.find(behind, end);
    if (end == std::string_view::npos || tries_left_-- <= 0) return false;
    const std::string_view value = text_.substr(at, end - at);
    if (word && value.find(' ') != std::string_view::npos) return false;
    values_[item] = value;
    if (format_.items[item].shape == ValueShape::kNumber && !IsNumber(value)) return false;
    if (Match(item + 1, end)) return true;
    if (end >= text_.size()) return false;
  }
}

void ItemReader::Take(AccessLine& line) {
  TakeTime(line);
  for (std::size_t i = 0; i < format_.items.size(); ++i) {
    const std::string_view value = values_[i];
    if (value.empty() || value == "-") continue;
    TakeItem(format_.items[i], value, line);
  }
  line.headers = headers_;
  if (line.cookie.empty()) line.cookie = cookies_;
  if (!line.end && line.time && line.took_us) line.end = *line.time + *line.took_us;
}

void ItemReader::TakeTime(AccessLine& line) {
  TimeParts begin, end;
  bool some_begin = false, some_end = false;
  for (std::size_t i = 0; i < format_.items.size(); ++i) {
    const FormatItem& item = format_.items[i];
    if (item.shape != ValueShape::kTime) continue;
    const bool of_begin = item.field == F::kBegin;
    if (item.time.is_common()) {
      (of_begin ? line.time : line.end) = times_.OfCommon(values_[i]);
      if (of_begin) line.whole_seconds = true;
      continue;
    }
    item.time.Read(values_[i], of_begin ? begin : end);
    (of_begin ? some_begin : some_end) = true;
  }
  // What is put together is more exact than what stands in brackets.
  if (some_begin) {
    const std::optional<int64_t> time = times_.Join(begin);
    if (time) {
      line.time = time;
      line.whole_seconds = !begin.has_fraction;
    } else if (line.time && begin.has_fraction) {
      *line.time += begin.micros;  // "%t %{usec_frac}t"
      line.whole_seconds = false;
    }
  }
  if (some_end) {
    if (const std::optional<int64_t> time = times_.Join(end)) line.end = time;
  }
  if (!line.time && line.end) line.time = line.end;
}

void ItemReader::TakeClient(std::string_view text, int rank, AccessLine& line) {
  if (rank <= client_rank_) return;
  client_rank_ = rank;
  line.client_text = text;
  if (text != last_client_text_) {
    last_client_text_ = text;
    last_client_ = ClientAddress::Parse(text).value_or(ClientAddress());
  }
  line.client = last_client_;
}

void ItemReader::TakeItem(const FormatItem& item, std::string_view value, AccessLine& line) {
  switch (item.field) {
    case F::kAddress:
    case F::kHost:
    case F::kPeer:
      return TakeClient(value, RankOf(item.field), line);
    case F::kUser:
      if (value != "\"\"") line.user = AsSent(value);
      return;
    case F::kRequest:
      return SetRequest(AsSent(value), line);
    case F::kMethod:
      if (line.method.empty()) line.method = AsSent(value);
      return;
    case F::kPath:
      if (line.request.empty()) SetTarget(AsSent(value), line);
      return;
    case F::kQuery:
      if (line.request.empty()) line.args = AsSent(value.substr(value.starts_with('?') ? 1 : 0));
      return;
    case F::kProtocol:
      if (line.protocol.empty()) line.protocol = AsSent(value);
      return;
    case F::kStatus:
      return SetStatus(value, line);
    case F::kFirstStatus:
      if (line.status == 0) SetStatus(value, line);
      return;
    case F::kHeader:
      return SetHeader(item.name, AsSent(value), headers_, line);
    case F::kVhost:
      if (line.vhost.empty()) line.vhost = AsSent(value);
      return;
    default:
      return TakeRare(item, value, line);
  }
}

void ItemReader::TakeRare(const FormatItem& item, std::string_view value, AccessLine& line) {
  switch (item.field) {
    case F::kBytes:
      line.bytes = NumberIn(value);
      return;
    case F::kBytesSent:
      if (!line.bytes) line.bytes = NumberIn(value);
      return;
    case F::kDuration:
      return TakeDuration(item, value, line);
    case F::kCookie:
      cookies_.append(cookies_.empty() ? "" : "; ").append(item.name).append("=").append(AsSent(value));
      return;
    case F::kResponseHeader:
      if (EqualsIgnoreCase(item.name, "Location")) line.location = AsSent(value);
      if (EqualsIgnoreCase(item.name, "Set-Cookie")) line.opens_session = MayOpenSession(AsSent(value));
      return;
    case F::kClientPort:
      line.client_port = static_cast<uint16_t>(NumberIn(value).value_or(0));
      return;
    case F::kLogId:
      line.log_id = value;
      return;
    case F::kConnectionId:
      line.connection_id = value;
      return;
    case F::kUniqueId:
      line.unique_id = value;
      return;
    default:
      return;
  }
}

// The finer one of several.
void ItemReader::TakeDuration(const FormatItem& item, std::string_view value, AccessLine& line) {
  constexpr uint64_t kLongest = uint64_t{365} * 24 * 3600 * 1'000'000;
  const std::optional<uint64_t> took = NumberIn(value);
  const auto unit = static_cast<uint64_t>(item.unit_us);
  if (!took || *took > kLongest / unit || (line.took_us && unit_of_duration_ <= item.unit_us)) return;
  line.took_us = static_cast<int64_t>(*took * unit);
  unit_of_duration_ = item.unit_us;
}

// What is undone is never longer than it was: nothing of `space_` moves while a line is read.
std::string_view ItemReader::AsSent(std::string_view value) {
  if (std::memchr(value.data(), '\\', value.size()) == nullptr) return value;
  const std::size_t begin = space_.size();
  UndoLogEscapes(value, space_);
  return std::string_view(space_).substr(begin);
}

}  // namespace errwatch::cli
