// A line of an event log: what is read of one is written as an event again, and read as the same.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cli/events/event_line.h"
#include "pages/render.h"

namespace {

using namespace errwatch;       // NOLINT: a program of its own
using namespace errwatch::cli;  // NOLINT

void Require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  IncidentRow event;
  if (ReadEventLine({reinterpret_cast<const char*>(data), size}, event) != EventLine::kEvent) return 0;
  Require(event.time != Tick());
  const std::string line = RenderEvent(event, SIZE_MAX);
  if (line.size() > kMostEventBytes) return 0;
  IncidentRow again;
  Require(ReadEventLine(line, again) == EventLine::kEvent);
  Require(RenderEvent(again, SIZE_MAX) == line);
  return 0;
}
