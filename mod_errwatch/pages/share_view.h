// What pages and the command line say of the hosts that count as one with this one (ErrWatchShare).
#pragma once

#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"
#include "base/ticks.h"
#include "store/share_status.h"

namespace errwatch {

// One member for each field; texts as found.
nlohmann::ordered_json ShareJson(const store::ShareStatus& share, Tick now);

// How sharing is, as one word: that of its link, or kShareNotRunning where nobody has told of late.
inline constexpr const char* kShareNotRunning = "not_running";
inline constexpr auto kShareStateNames = std::to_array<const char*>(
    {store::kShareLinkNames[0], store::kShareLinkNames[1], store::kShareLinkNames[2], kShareNotRunning});
static_assert(kShareStateNames.size() == store::kShareLinkNames.size() + 1);
std::string_view ShareStateName(const store::ShareStatus& share, Tick now);

// What an operator should see to, in this order.
enum class ShareTroubleKind : uint8_t {
  kNotRunning,  // nobody carries the lines; nothing else is known then
  kNotReached,
  kOwnName,   // this host and another bear one name, or one memory
  kUnsigned,  // lately
  kCutOff,
  kPeerName,  // two others bear one name
  kLost,
};
struct ShareTrouble {
  ShareTroubleKind kind;
  std::string text;
};
// Empty where nothing is amiss. That a host is gone is none: it may have been switched off.
std::vector<ShareTrouble> ShareTroubles(const store::ShareStatus& share, Tick now, Language language);
// Their texts.
std::vector<std::string> ShareWarnings(const store::ShareStatus& share, Tick now, Language language);

}  // namespace errwatch
