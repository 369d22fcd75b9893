// A client's story as JSON. The field names are a public interface, as those of render_json.cc.
#pragma once

#include <nlohmann/json.hpp>

#include "pages/client_story.h"

namespace errwatch {

// {"client": ..., "scope": ..., "attacks": n, "answered_2xx": n, "forgotten": n, "rows": [...]}
nlohmann::ordered_json StoryJson(const StoryRows& story);

}  // namespace errwatch
