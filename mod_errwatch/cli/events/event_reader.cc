#include "cli/events/event_reader.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "base/text_encoding.h"
#include "cli/events/event_line.h"
#include "cli/logs/line_source.h"
#include "cli/logs/same_file.h"

namespace errwatch::cli {
namespace {

// Torn lines stand at the beginning of a file that was cut, one or two of them.
constexpr uint64_t kLinesThatTell = 100;

// What earlier files had.
class EventsSeen {
 public:
  bool IsNew(const IncidentRow& event) {
    const uint64_t print = PrintOfEvent(event);
    if (!of_last_file_) of_file_.push_back(print);
    return !std::ranges::binary_search(earlier_, print);
  }
  void BeginFile(bool last) {
    const auto middle = static_cast<std::ptrdiff_t>(earlier_.size());
    std::ranges::sort(of_file_);
    earlier_.insert(earlier_.end(), of_file_.begin(), of_file_.end());
    std::inplace_merge(earlier_.begin(), earlier_.begin() + middle, earlier_.end());
    of_file_.clear();
    of_last_file_ = last;
  }

 private:
  std::vector<uint64_t> earlier_, of_file_;
  bool of_last_file_ = false;  // with which nothing will be compared
};

class FileOfEvents {
 public:
  FileOfEvents(const std::string& path, EventsRead& read) : path_(path), read_(read) {}

  // False = it is none.
  bool Take(std::string_view block, EventsSeen& seen, const std::function<void(IncidentRow&&)>& visit) {
    bool of_module = true;
    ForEachLine(
        block, [&](std::string_view line) { of_module = of_module && TakeLine(line, seen, visit); },
        [](std::size_t) {});
    return of_module;
  }
  void Finish(const LineSource& source) {
    if (!source.error().empty()) {
      Fail(source.error());
    } else if (lines_ != 0 && ours_ == 0) {
      return Refuse();
    }
    if (const std::string cut = CutLinesNote(path_, source.cut_lines()); !cut.empty())
      read_.notes.push_back(cut);
  }
  void Refuse() {
    read_.other -= lines_;
    const std::string lines =
        lines_ == 1 ? "its line is no" : "none of its first " + std::to_string(lines_) + " lines is an";
    Fail(path_ + ": is no event log of mod_errwatch: " + lines + " event as ErrWatchEventLog writes them");
  }
  void Fail(const std::string& why) {
    read_.complete = false;
    read_.notes.push_back(why);
  }

 private:
  bool TakeLine(std::string_view line, EventsSeen& seen, const std::function<void(IncidentRow&&)>& visit) {
    if (lines_ == 0 && line.starts_with(kUtf8Mark)) line.remove_prefix(kUtf8Mark.size());
    if (Trim(line).empty()) return true;
    ++lines_;
    ++read_.lines;
    IncidentRow event;
    switch (ReadEventLine(line, event)) {
      case EventLine::kOther:
        ++read_.other;
        return ours_ != 0 || lines_ < kLinesThatTell;
      case EventLine::kUnknownKind:
        ++read_.unknown;
        break;
      case EventLine::kEvent:
        ++read_.events;
        if (seen.IsNew(event)) {
          visit(std::move(event));
        } else {
          ++read_.again;
        }
        break;
    }
    ++ours_;
    return true;
  }

  const std::string& path_;
  EventsRead& read_;
  uint64_t lines_ = 0;
  uint64_t ours_ = 0;
};

}  // namespace

uint64_t PrintOfEvent(const IncidentRow& event) noexcept {
  constexpr uint64_t kOdd = 0x9E3779B97F4A7C15;  // spreads numbers that follow each other
  return (static_cast<uint64_t>(event.kind) << 56) ^ event.number * kOdd ^ event.time.value;
}

EventsRead ReadEvents(const std::vector<std::string>& files, const ReadBounds& bounds,
                      const std::function<void(IncidentRow&&)>& visit) {
  EventsRead read;
  const NamedOnce once = NameOnce(files);
  read.notes = once.notes;
  EventsSeen seen;
  for (const std::string& path : once.files) {
    FileOfEvents file(path, read);
    seen.BeginFile(&path == &once.files.back());
    const Result<std::unique_ptr<LineSource>> source = LineSource::Open(path, bounds);
    if (!source) {
      file.Fail(source.error());
      continue;
    }
    bool of_module = true;
    for (std::string block; of_module && source.value()->Next(block);)
      of_module = file.Take(block, seen, visit);
    if (of_module) {
      file.Finish(*source.value());
    } else {
      file.Refuse();
    }
  }
  return read;
}

}  // namespace errwatch::cli
