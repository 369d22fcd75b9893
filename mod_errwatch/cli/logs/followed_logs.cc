#include "cli/logs/followed_logs.h"

#include <algorithm>
#include <utility>

#include "cli/logs/file_form.h"

namespace errwatch::cli {
FollowedLogs::FollowedLogs(const std::vector<std::string>& paths, const ScanPlan& plan) : plan_(plan) {
  for (const std::string& path : paths) {
    logs_.emplace_back(path, plan.bounds);
    files_.emplace_back().path = path;
  }
}

void FollowedLogs::SkipToEnd() {
  for (std::size_t i = 0; i < logs_.size(); ++i) {
    // What is there tells the form of what will come.
    std::string block;
    if (logs_[i].source.Next(block)) {
      Begin(i, block);
      if (files_[i].input.kind == InputKind::kLog) LineReader::Count(block, logs_[i].census);
    }
    logs_[i].source.SkipToEnd();
  }
}

// Time stamps without a year are read with the help of the present, so that must not be long ago.
void FollowedLogs::RenewScanner() {
  constexpr int64_t kHourMicros = 3'600'000'000;
  const int64_t now_us = NowMicros();
  if (scanner_ && now_us - plan_.now_us < kHourMicros) return;
  plan_.now_us = now_us;
  scanner_.emplace(plan_);
}

// What the file holds, by the first lines that it ever had.
void FollowedLogs::Begin(std::size_t index, std::string_view beginning) {
  if (std::exchange(logs_[index].begun, true)) return;
  const FileForm form = FormOfFile(plan_.InputOf(files_[index].path), beginning);
  files_[index].input = form.form;
  files_[index].is_access_log = form.is_access_log;
}

// The next block. False when there is none at present.
bool FollowedLogs::Load(std::size_t index, const LogStreams::Done& done) {
  Log& log = logs_[index];
  LogFile& file = files_[index];
  const bool loaded = log.source.Next(log.block.text);
  file.error = log.source.error();
  file.cut_lines = log.source.cut_lines();
  if (!loaded) return false;
  Begin(index, log.block.text);
  log.block.input = file.input;
  if (file.input.kind == InputKind::kLog) LineReader::Count(log.block.text, log.census);
  log.block.form = log.census.Form();
  log.block.joins = HoldBothLogs(files_);
  scanner_->Scan(log.block);
  log.next = 0;
  const ScanTally& tally = log.block.tally;
  file.lines += tally.lines;
  file.of_httpd += tally.of_httpd;
  file.entries += log.block.Evidence();
  if (file.first_us == INT64_MIN && tally.first_us <= tally.last_us) file.first_us = tally.first_us;
  done(log.block, index, log.source.first_line());
  return true;
}

std::size_t FollowedLogs::Earliest() {
  std::size_t best = logs_.size();
  for (std::size_t i = 0; i < logs_.size(); ++i) {
    Log& log = logs_[i];
    if (log.done()) continue;
    PutInOrder(log.block.records[log.next], log.order);
    log.time = OrderOf(log.block.records[log.next]).value_or(log.time);
    if (best == logs_.size() || log.time < logs_[best].time) best = i;
  }
  return best;
}

void FollowedLogs::Read(const LogStreams::Visit& visit, const LogStreams::Done& done,
                        const std::function<bool()>& pause) {
  while (!pause()) {
    RenewScanner();
    bool nothing_in_it = false;
    for (std::size_t i = 0; i < logs_.size(); ++i) {
      if (logs_[i].done() && Load(i, done)) nothing_in_it |= logs_[i].done();
    }
    if (nothing_in_it) continue;
    std::size_t at = Earliest();
    if (at == logs_.size()) return;
    // Until one of them must be asked for more, which costs a system call.
    for (bool all = true; all; at = Earliest()) {
      Log& log = logs_[at];
      const ScanRecord& record = log.block.records[log.next++];
      visit(record, at, log.source.first_line() + record.line);
      all = !log.done();
    }
  }
}

bool FollowedLogs::Watch(ChangeWatch& watch) {
  uint64_t opened = 0;
  for (const Log& log : logs_) opened += log.source.files_opened();
  if (opened == opened_watched_) return false;
  opened_watched_ = opened;
  WatchAnew(watch);
  return true;
}

void FollowedLogs::WatchAnew(ChangeWatch& watch) {
  std::vector<std::string> directories;
  std::vector<int> descriptors;
  for (const Log& log : logs_) {
    directories.push_back(log.source.directory());
    const std::vector<int> open = log.source.descriptors();
    descriptors.insert(descriptors.end(), open.begin(), open.end());
  }
  watch.Watch(directories, descriptors);
}

}  // namespace errwatch::cli
