#include "cli/logs/log_streams.h"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "cli/logs/log_beginning.h"
#include "cli/logs/ordered_source.h"
#include "cli/logs/repeated_hour.h"

namespace errwatch::cli {
namespace {

Result<std::unique_ptr<OrderedSource>> OpenLog(const std::string& path, const ScanPlan& plan) {
  return OrderedSource::Open(path, plan.InputOf(path), plan.now_us, plan.bounds);
}

// What was looked into is gone then.
bool IsReadOnce(const std::string& path) {
  struct stat status {};
  return path == "-" ||
         (::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode));
}

void FindFirst(OrderedSource& source, const ScanPlan& plan, LogFile& file) {
  LogBeginning beginning = BeginningOf(source, plan.InputOf(file.path), plan.now_us);
  if (beginning.block.empty()) return;
  file.input = beginning.file.form;
  file.first_us = beginning.first_us;
  file.first_line = std::move(beginning.first_line);
}

}  // namespace

// One file that is being read, with its blocks in order.
struct LogStreams::Stream {
  std::size_t file = 0;
  std::unique_ptr<OrderedSource> source;
  std::deque<std::unique_ptr<BlockPool::Job>> jobs;
  std::size_t next = 0;       // record of the front job
  uint64_t lines_before = 0;  // lines of the jobs that are done with
  int64_t time = INT64_MIN;   // of the next record; one without a time is taken with the one before it
  bool ended = false;
  FormCensus census;
  bool begun = false;
  RequestOrder order;
  RepeatedHour repeated;

  // In order: of an access log when the request was answered.
  const ScanRecord& record() {
    ScanRecord& record = jobs.front()->block.records[next];
    PutInOrder(record, order);
    return record;
  }
};

LogStreams::LogStreams(BlockPool& pool, const std::vector<std::string>& paths, const ScanPlan& plan)
    : pool_(pool) {
  for (const std::string& path : paths) {
    LogFile file;
    file.path = path;
    if (!IsReadOnce(path)) {
      const Result<std::unique_ptr<OrderedSource>> source = OpenLog(path, plan);
      if (source) {
        bytes_total_ += source.value()->bytes_total();
        FindFirst(*source.value(), plan, file);
      } else {
        file.error = source.error();
      }
    }
    files_.push_back(std::move(file));
  }
  std::stable_sort(files_.begin(), files_.end(),
                   [](const LogFile& a, const LogFile& b) { return a.first_us < b.first_us; });
  joins_ = HoldBothLogs(files_);
}

bool HoldBothLogs(const std::vector<LogFile>& files) {
  const auto some = [&](InputKind kind) {
    return std::ranges::any_of(files, [kind](const LogFile& file) { return file.input.kind == kind; });
  };
  return some(InputKind::kAccess) && (some(InputKind::kLog) || some(InputKind::kAny));
}

std::vector<std::string> LogStreams::Copies() const {
  std::vector<std::string> notes;
  for (auto file = files_.begin(); file != files_.end(); ++file) {
    const auto earlier = std::find_if(files_.begin(), file, [&](const LogFile& other) {
      return !file->first_line.empty() && other.first_line == file->first_line;
    });
    if (earlier != file)
      notes.push_back(file->path + " begins as " + earlier->path +
                      " does: of a log and its copy each entry counts twice, so name one of the two");
  }
  return notes;
}

LogStreams::~LogStreams() {
  // Threads may still be at work on blocks of an abandoned run.
  for (const auto& stream : streams_) {
    for (const auto& job : stream->jobs) pool_.Abandon(job.get());
  }
}

uint64_t LogStreams::bytes_read() const {
  uint64_t bytes = bytes_closed_;
  for (const auto& stream : streams_) bytes += stream->source->bytes_read();
  return bytes;
}

void LogStreams::Open(std::size_t file) {
  if (!files_[file].error.empty()) return;
  Result<std::unique_ptr<OrderedSource>> source = OpenLog(files_[file].path, pool_.plan());
  if (!source) {
    files_[file].error = source.error();
    return;
  }
  auto stream = std::make_unique<Stream>();
  stream->file = file;
  stream->source = std::move(source).value();
  streams_.push_back(std::move(stream));
}

// Keeps the threads busy ahead of the reader.
void LogStreams::Fill(Stream& stream) {
  const std::size_t wanted = streams_.size() == 1 ? 2 * pool_.threads() + 1 : 2;
  while (!stream.ended && stream.jobs.size() < wanted) {
    std::unique_ptr<BlockPool::Job> job = pool_.Take();
    if (!stream.source->Next(job->block.text)) {
      stream.ended = true;
      files_[stream.file].error = stream.source->error();
      files_[stream.file].cut_lines = stream.source->cut_lines();
      pool_.GiveBack(std::move(job));
      return;
    }
    if (!Begin(stream, job->block.text)) return pool_.GiveBack(std::move(job));
    job->block.input = files_[stream.file].input;
    if (job->block.input.kind == InputKind::kLog) LineReader::Count(job->block.text, stream.census);
    job->block.form = stream.census.Form();
    job->block.joins = joins_;
    job->block.order = stream.repeated.Before(job->block, pool_.plan());
    pool_.Start(job.get());
    stream.jobs.push_back(std::move(job));
  }
}

// What the file holds. False: what nobody asked for.
bool LogStreams::Begin(Stream& stream, std::string_view beginning) {
  if (stream.begun) return true;
  stream.begun = true;
  LogFile& file = files_[stream.file];
  const FileForm form = FormOfFile(pool_.plan().InputOf(file.path), beginning);
  file.input = form.form;
  file.is_access_log = form.is_access_log;
  if (form.error.empty()) return true;
  file.error = file.path + ": " + form.error;
  stream.ended = true;
  return false;
}

// Makes record() the next one. False when the stream has none left.
bool LogStreams::Settle(Stream& stream, const Done& done) {
  for (;;) {
    Fill(stream);
    if (stream.jobs.empty()) return false;
    BlockPool::Job* const job = stream.jobs.front().get();
    pool_.Wait(job);
    if (stream.next < job->block.records.size()) {
      stream.time = OrderOf(stream.record()).value_or(stream.time);
      return true;
    }
    LogFile& file = files_[stream.file];
    for (auto& [line, text] : job->block.unparsed)
      line = stream.source->LineInFile(stream.lines_before + 1 + line) - (stream.lines_before + 1);
    done(job->block, stream.file, stream.lines_before + 1);
    file.lines += job->block.tally.lines;
    file.of_httpd += job->block.tally.of_httpd;
    file.entries += job->block.Evidence();
    stream.lines_before += job->block.tally.lines;
    stream.next = 0;
    pool_.GiveBack(std::move(stream.jobs.front()));
    stream.jobs.pop_front();
  }
}

std::size_t LogStreams::Earliest() const {
  std::size_t best = 0;
  for (std::size_t i = 1; i < streams_.size(); ++i) {
    if (streams_[i]->time < streams_[best]->time) best = i;
  }
  return best;
}

void LogStreams::Run(const Visit& visit, const Done& done) {
  std::size_t unopened = 0;
  for (;;) {
    const std::size_t at = streams_.empty() ? 0 : Earliest();
    if (unopened < files_.size() && (streams_.empty() || files_[unopened].first_us <= streams_[at]->time)) {
      Open(unopened++);
      if (!streams_.empty() && streams_.back()->file == unopened - 1 && !Settle(*streams_.back(), done)) {
        bytes_closed_ += streams_.back()->source->bytes_read();
        streams_.pop_back();
      }
      continue;
    }
    if (streams_.empty()) return;
    Stream& stream = *streams_[at];
    // All of a block at once where nothing else is to be merged with it.
    const std::size_t count = stream.jobs.front()->block.records.size();
    const bool alone = streams_.size() == 1;
    do {
      if (alone && unopened < files_.size()) stream.time = OrderOf(stream.record()).value_or(stream.time);
      if (alone && unopened < files_.size() && files_[unopened].first_us <= stream.time) break;
      visit(stream.record(), stream.file,
            stream.source->LineInFile(stream.lines_before + stream.record().line + 1));
      ++stream.next;
    } while (alone && stream.next < count);
    if (!Settle(stream, done)) {
      bytes_closed_ += stream.source->bytes_read();
      streams_.erase(streams_.begin() + static_cast<std::ptrdiff_t>(at));
    }
  }
}

}  // namespace errwatch::cli
