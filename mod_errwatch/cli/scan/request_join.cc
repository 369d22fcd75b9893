#include "cli/scan/request_join.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "cli/scan/zone_shift.h"

namespace errwatch::cli {
namespace {

// Buckets take a stamp that is up to ten seconds ahead as it is (model/leaky_bucket.h).
constexpr int64_t kLongestWait = 5'000'000;
constexpr int64_t kMostBetweenEntries = 200'000;  // of one request, by time and path alone
constexpr std::size_t kForgetEvery = 8'192;       // records
constexpr std::size_t kMostOfClient = 64;         // requests
constexpr std::size_t kMostWaiting = 16'384;      // entries

constexpr std::string_view Entry::*kTexts[] = {
    &Entry::message,  &Entry::module,  &Entry::uri,  &Entry::args,       &Entry::method,
    &Entry::agent,    &Entry::referer, &Entry::host, &Entry::cookie,     &Entry::headers,
    &Entry::location, &Entry::vhost,   &Entry::user, &Entry::credentials};
// What an entry of the error log does not say of its request.
constexpr std::string_view Entry::*kAsked[] = {
    &Entry::uri,  &Entry::args,   &Entry::method,  &Entry::agent, &Entry::referer,
    &Entry::host, &Entry::cookie, &Entry::headers, &Entry::user,  &Entry::credentials};

uint32_t KindOf(const ScanRecord& record) {
  return record.entry.log_id != 0 ? record.entry.log_id : record.what.rule;
}

std::string Decoded(std::string_view uri) {
  std::string text;
  for (std::size_t i = 0; i < uri.size(); ++i) {
    const bool encoded =
        uri[i] == '%' && i + 2 < uri.size() && HexValue(uri[i + 1]) >= 0 && HexValue(uri[i + 2]) >= 0;
    text += encoded ? static_cast<char>(HexValue(uri[i + 1]) * 16 + HexValue(uri[i + 2])) : uri[i];
    if (encoded) i += 2;
  }
  return text;
}

std::string_view WithoutSlashes(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

}  // namespace

bool IsPathOf(std::string_view path, std::string_view uri) {
  while (!path.empty() && (path.back() == ',' || path.back() == ':' || path.back() == '.'))
    path.remove_suffix(1);
  if (path.empty() || !uri.starts_with('/')) return false;
  const std::string decoded = Decoded(uri);
  const std::string_view wanted = WithoutSlashes(decoded);
  path = WithoutSlashes(path);
  if (wanted == "/") return path == "/";
  return path.ends_with(wanted) || path == WithoutSlashes(uri);
}

uint64_t UniqueIdIn(std::string_view message) {
  if (!message.ends_with(']')) return 0;
  const std::string_view id = ModSecurityTag(message, "unique_id");
  return id.empty() ? 0 : RequestHash(id);
}

void RequestJoin::Kept::Keep(const Entry& entry) {
  entry_ = entry;
  std::size_t bytes = 0;
  for (const auto text : kTexts) bytes += (entry.*text).size();
  texts_.clear();
  texts_.reserve(bytes);
  for (const auto text : kTexts) {
    const std::size_t begin = texts_.size();
    texts_ += entry.*text;
    entry_.*text = std::string_view(texts_).substr(begin);
  }
}

// An id that both have decides; where only one has any, and where none has, what they speak of does. Of
// several that fit, a request that an entry is held against comes before one of which nothing bad is said:
// else that would take the answer of the other, and the client pay twice for it.
RequestJoin::Fit RequestJoin::FitOf(const Request& request, const ScanRecord& record, int64_t at_us) {
  const uint64_t unique = record.unique_id;
  if (record.request != 0 && request.log_id != 0)
    return record.request == request.log_id ? Fit::kId : Fit::kNone;
  if (unique != 0 && request.unique != 0) return unique == request.unique ? Fit::kId : Fit::kNone;
  const std::string_view path = record.entry.uri;
  if (record.of_access_log) {
    if (request.answered) return Fit::kNone;
    const bool fits = request.path.empty() ? record.entry.status >= 400 : IsPathOf(request.path, path);
    if (!fits) return Fit::kNone;
    if (request.kinds.empty()) return Fit::kSaysNothing;
    return request.path.empty() ? Fit::kPerhaps : Fit::kPath;
  }
  if (!record.says_nothing() && std::ranges::find(request.kinds, KindOf(record)) != request.kinds.end())
    return Fit::kNone;
  const Entry& asked = request.asked.entry();
  const bool fits = !request.answered ? path == request.path && at_us - request.time_us <= kMostBetweenEntries
                    : path.empty()    ? asked.status >= 400
                                      : IsPathOf(path, asked.uri);
  return fits ? Fit::kPath : Fit::kNone;
}

RequestJoin::Request& RequestJoin::RequestOf(const ScanRecord& record) {
  Requests& requests = recent_[record.client];
  std::erase_if(requests, [this](const auto& r) { return r->time_us + kLongestWait < now_us_; });
  const auto best =
      std::ranges::max_element(requests, {}, [&](const auto& r) { return FitOf(*r, record, now_us_); });
  if (best != requests.end() && FitOf(**best, record, now_us_) != Fit::kNone) return **best;
  if (requests.size() >= kMostOfClient) requests.erase(requests.begin());
  Request& request = *requests.emplace_back(std::make_unique<Request>());
  request.time_us = now_us_;
  request.log_id = record.request;
  request.unique = record.unique_id;
  const uint64_t own = record.request != 0 ? record.request : record.unique_id;
  request.id = own != 0 ? own : RequestHash("request " + std::to_string(++last_id_));
  return request;
}

void RequestJoin::Add(const ScanRecord& record, std::size_t file, uint64_t line, const Emit& emit) {
  if (record.time_us) now_us_ = *record.time_us;
  ReleaseOld(emit);
  if (record.client.empty()) return emit(record, file, line);  // what says nothing has one
  if (++since_forgotten_ >= kForgetEvery) Forget();
  if (record.of_access_log) {
    AddAnswer(record, file, line, emit);
  } else {
    AddEntry(record, file, line, emit);
  }
}

void RequestJoin::AddEntry(const ScanRecord& record, std::size_t file, uint64_t line, const Emit& emit) {
  const auto entry = std::make_shared<Waiting>();
  entry->record = record;
  if (record.unique_id == 0) entry->record.unique_id = UniqueIdIn(record.entry.message);
  const bool has_id = entry->record.request != 0 || entry->record.unique_id != 0;
  if (record.says_nothing() && !has_id && record.entry.uri.empty()) {
    if (tells_every_entry_) emit(record, file, line);
    return;
  }
  Request& request = RequestOf(entry->record);
  if (request.kinds.empty() && !request.answered) request.path = record.entry.uri;
  if (!record.says_nothing()) request.kinds.push_back(KindOf(record));
  entry->record.request = request.id;
  entry->file = file;
  entry->line = line;
  if (request.answered) {
    Complete(*entry, request);
    const ScanRecord& complete = entry->record;
    // What weighs more is news, though what weighs less was counted.
    const auto known = [](const Classification& answer, const Classification& late) {
      return answer.category != Category::kBenign && late.category != Category::kBenign &&
             late.cost <= answer.cost;
    };
    entry->record.again = known(request.what, complete.what);
    entry->record.other_again = known(request.other, complete.other);
    return Release(*entry, emit);
  }
  alone_ += !record.says_nothing();
  entry->kept.Keep(record.entry);
  entry->record.entry = entry->kept.entry();
  request.waiting.push_back(entry);
  waiting_.push_back(entry);
}

void RequestJoin::AddAnswer(const ScanRecord& record, std::size_t file, uint64_t line, const Emit& emit) {
  Request& request = RequestOf(record);
  request.answered = true;
  request.asked.Keep(record.entry);
  request.what = record.what;
  request.other = record.other;
  for (const auto& entry : request.waiting) {
    alone_ -= !entry->record.says_nothing();
    Complete(*entry, request);
  }
  ScanRecord answer = record;
  answer.request = request.id;
  CountOnce(request, answer);
  for (const auto& entry : request.waiting) Release(*entry, emit);
  request.waiting.clear();
  if (!record.says_nothing()) Tell(answer, file, line, emit);
}

// Of the same weight the entry of the error log: its message says more.
void RequestJoin::CountOnce(const Request& request, ScanRecord& answer) {
  const auto by = [&](Classification ScanRecord::*what, bool ScanRecord::*again) {
    if ((answer.*what).category == Category::kBenign) return;
    const auto outweighs = [&](const auto& entry) {
      const Classification& own = entry->record.*what;
      return own.category != Category::kBenign && (entry->gone || own.cost >= (answer.*what).cost);
    };
    answer.*again = std::ranges::any_of(request.waiting, outweighs);
    for (const auto& entry : request.waiting)
      entry->record.*again = !(answer.*again) && (entry->record.*what).category != Category::kBenign;
  };
  by(&ScanRecord::what, &ScanRecord::again);
  by(&ScanRecord::other, &ScanRecord::other_again);
  answer.keeps_vhost = answer.again && std::ranges::all_of(request.waiting, [](const auto& entry) {
                         return entry->record.entry.vhost.empty();
                       });
}

void RequestJoin::Tell(const ScanRecord& record, std::size_t file, uint64_t line, const Emit& emit) {
  if (record.again) elsewhere_.Add(record);
  emit(record, file, line);
}

// Gives the entry what its request asked for, and judges it by that.
void RequestJoin::Complete(Waiting& waiting, const Request& request) {
  if (waiting.gone) return;
  ScanRecord& record = waiting.record;
  const std::string_view path =
      std::exchange(record.entry.uri, {});  // of the message: no request is judged by it
  for (const auto text : kAsked) {
    const std::string_view asked = request.asked.entry().*text;
    if (!asked.empty()) record.entry.*text = asked;
  }
  record.answered = request.asked.entry().status;
  if (judge_ != nullptr && !judge_->Judge(record)) {
    waiting.gone = true;
    record.what = record.other = {};  // filtered: nothing is counted by it
    return;
  }
  if (record.entry.uri.empty()) record.entry.uri = path;
}

void RequestJoin::Release(Waiting& waiting, const Emit& emit) {
  if (std::exchange(waiting.gone, true)) return;
  if (waiting.record.says_nothing() && !tells_every_entry_) return;
  Tell(waiting.record, waiting.file, waiting.line, emit);
}

void RequestJoin::ReleaseOld(const Emit& emit) {
  while (!waiting_.empty()) {
    Waiting& first = *waiting_.front();
    const bool old = first.record.time_us.value_or(now_us_) + kLongestWait < now_us_;
    if (!first.gone && !old && waiting_.size() < kMostWaiting) return;
    Release(first, emit);
    waiting_.pop_front();
  }
}

void RequestJoin::Flush(const Emit& emit) {
  for (const auto& entry : waiting_) Release(*entry, emit);
  waiting_.clear();
}

void RequestJoin::Forget() {
  since_forgotten_ = 0;
  std::erase_if(recent_, [this](const auto& client) {
    return client.second.empty() || client.second.back()->time_us + kLongestWait < now_us_;
  });
}

JoinedLogs ReadJoined(LogsToRead logs, const RequestJoin::Emit& emit) {
  RequestJoin join;
  if (logs.plan.every_entry) join.TellEveryEntry();
  ZoneShift zones(&IsPathOf);
  uint64_t entries = 0;
  std::optional<JoinedJudge> judge;
  logs.on_both_logs = [&] { join.JudgeBy(judge.emplace(logs.plan)); };
  JoinedLogs joined;
  joined.read = ReadLogs(logs, [&](const ScanRecord& record, std::size_t file, uint64_t line) {
    if (!judge) return emit(record, file, line);
    record.of_access_log ? zones.AddAnswer(record) : zones.AddEntry(record);
    entries += !record.of_access_log && !record.says_nothing();
    join.Add(record, file, line, emit);
  });
  join.Flush(emit);
  if (judge) joined.read.tally.Add(judge->correction());
  joined.read.tally.Remove(join.elsewhere(), *logs.plan.rules);
  joined.not_joined = join.alone();
  if (2 * joined.not_joined > entries) joined.other_zone = zones.Found();
  return joined;
}

}  // namespace errwatch::cli
