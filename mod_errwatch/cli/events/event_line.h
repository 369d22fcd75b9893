// A line of the event log (ErrWatchEventLog) -> what was written (pages/render_event.cc).
#pragma once

#include <cstddef>
#include <string_view>

#include "pages/snapshot.h"

namespace errwatch::cli {

// The module's lines are shorter than 4096 bytes; a collector may add fields of its own.
inline constexpr std::size_t kMostEventBytes = std::size_t{64} << 10;

enum class EventLine : uint8_t {
  kEvent,
  kUnknownKind,  // an event of the module's, but of a kind that this version does not know
  kOther,        // no event of the module's, or one that lacks its time or kind
};

// Fills `event` if it returns kEvent; what the line does not say stays as it is in an empty row. In front of
// the JSON may stand what syslog puts there. Texts may hold any bytes: escape them.
EventLine ReadEventLine(std::string_view line, IncidentRow& event);

}  // namespace errwatch::cli
