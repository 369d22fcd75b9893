#include "model/anomaly.h"

namespace errwatch {
namespace {

constexpr AnomalyKindInfo kKinds[] = {
#define ERRWATCH_ANOMALY_ROW(id, name, text) {name, text},
    ERRWATCH_ANOMALY_KINDS(ERRWATCH_ANOMALY_ROW)
#undef ERRWATCH_ANOMALY_ROW
};

}  // namespace

const AnomalyKindInfo& Info(AnomalyKind kind) {
  const auto at = static_cast<uint8_t>(kind);
  return kKinds[at < kAnomalyKindCount ? at : 0];
}

std::optional<AnomalyKind> ParseAnomalyKind(std::string_view name) {
  for (std::size_t i = 0; i < kAnomalyKindCount; ++i) {
    if (kKinds[i].name == name) return static_cast<AnomalyKind>(i);
  }
  return std::nullopt;
}

}  // namespace errwatch
