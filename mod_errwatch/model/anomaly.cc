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

}  // namespace errwatch
