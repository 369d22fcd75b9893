#include "pages/snapshot.h"

namespace errwatch {

std::string TextOf(const ModeRow& mode) {
  const EnginesInUse& engines = mode.engines;
  const std::string scope = mode.scope.empty() || mode.scope == kUsualScope ? "" : " in scope " + mode.scope;
  if (engines.AllOff()) return "ErrWatchEngine is Off" + scope + ": nothing is counted and nobody is denied";
  if (engines.DetectAtMost())
    return "ErrWatchEngine is DetectionOnly" + scope + ": nobody is denied, and blocks say who would be";
  if (!engines.Has(Engine::kOff) && !engines.Has(Engine::kDetectionOnly)) return "";
  const char* elsewhere = !engines.Has(Engine::kOff)            ? "DetectionOnly"
                          : engines.Has(Engine::kDetectionOnly) ? "DetectionOnly or Off"
                                                                : "Off";
  return "ErrWatchEngine is On" + scope + ", but " + elsewhere + " in some places: nobody is denied there";
}

}  // namespace errwatch
