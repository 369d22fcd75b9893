#include "model/incident_kind.h"

#include <array>

namespace errwatch {
namespace {

constexpr std::array<IncidentKindInfo, kIncidentKindCount> kTable = {{
#define ERRWATCH_INCIDENT_ROW(id, name, overflow, event, ecs, severity, recognised, colour, text, level, \
                              message)                                                                   \
  {name, Overflow::overflow, event, ecs, severity, recognised, colour, text, Level::level, message},
    ERRWATCH_INCIDENT_KINDS(ERRWATCH_INCIDENT_ROW)
#undef ERRWATCH_INCIDENT_ROW
}};

}  // namespace

const IncidentKindInfo& Info(IncidentKind kind) {
  const auto index = static_cast<std::size_t>(kind);
  return kTable[index < kTable.size() ? index : static_cast<std::size_t>(IncidentKind::kEntry)];
}

std::optional<IncidentKind> ParseIncidentKind(std::string_view name) {
  for (std::size_t i = 0; i < kTable.size(); ++i) {
    if (kTable[i].name == name) return static_cast<IncidentKind>(i);
  }
  return std::nullopt;
}

}  // namespace errwatch
