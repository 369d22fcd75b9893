// Files of an event log, which rotation cut and others wrote to. The first byte says where a log is cut in
// two: what is read of both is what is read of the whole, as far as the cut is between lines; a copy adds
// nothing; and of each line a reader of lines says the same.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "../unit/temporary_directory.h"
#include "base/ascii.h"
#include "base/text_encoding.h"
#include "cli/events/event_line.h"
#include "cli/events/event_reader.h"
#include "pages/render.h"

namespace {

using namespace errwatch;       // NOLINT: a program of its own
using namespace errwatch::cli;  // NOLINT

void Require(bool condition) {
  if (!condition) std::abort();
}

struct Read {
  EventsRead counts;
  std::vector<std::string> events;
};

Read ReadFiles(const std::vector<std::string>& files) {
  Read read;
  read.counts = ReadEvents(files, {}, [&](IncidentRow&& event) {
    read.events.push_back(RenderEvent(event, SIZE_MAX));
    Require(event.time != Tick());
  });
  Require(read.counts.events == read.events.size() + read.counts.again);
  Require(read.counts.lines >= read.counts.events + read.counts.unknown);
  Require(read.counts.complete || !read.counts.notes.empty());
  return read;
}

// Nothing that is packed, of another encoding or without an event at its front.
struct Plain {
  uint64_t lines = 0, unknown = 0, other = 0;
  std::vector<std::string> events;
};

Plain PlainRead(std::string_view text) {
  Plain plain;
  for (bool first = true; !text.empty(); first = false) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (first && line.starts_with(kUtf8Mark)) line.remove_prefix(kUtf8Mark.size());
    if (Trim(line).empty()) continue;
    ++plain.lines;
    IncidentRow event;
    const EventLine kind = ReadEventLine(line, event);
    plain.unknown += kind == EventLine::kUnknownKind;
    plain.other += kind == EventLine::kOther;
    if (kind == EventLine::kEvent) plain.events.push_back(RenderEvent(event, SIZE_MAX));
  }
  return plain;
}

bool IsWhole(const Read& read) { return read.counts.complete && read.counts.notes.empty(); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  static const TemporaryDirectory directory;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string whole = directory.Write("whole.log", text), copy = directory.Write("copy.log", text);
  const Read read = ReadFiles({whole});
  if (!IsWhole(read)) return 0;
  if (!text.starts_with("[") && !text.starts_with("{\"hits\"")) {
    const Plain plain = PlainRead(text);
    Require(read.counts.lines == plain.lines && read.counts.other == plain.other);
    Require(read.counts.unknown == plain.unknown && read.events == plain.events);
  }
  const Read twice = ReadFiles({whole, copy, whole});
  Require(twice.events == read.events && twice.counts.again == read.events.size());

  const std::size_t newline = text.find('\n', (size - 1) * data[0] / 256);
  if (newline == std::string_view::npos) return 0;
  const Read parts = ReadFiles({directory.Write("one.log", text.substr(0, newline + 1)),
                                directory.Write("two.log", text.substr(newline + 1))});
  if (!IsWhole(parts)) return 0;
  Require(parts.counts.lines == read.counts.lines && parts.counts.other == read.counts.other);
  Require(parts.events.size() + parts.counts.again == read.events.size());
  return 0;
}
