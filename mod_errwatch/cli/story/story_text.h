// A client's story for a terminal.
#pragma once

#include <string>
#include <vector>

#include "base/ticks.h"
#include "cli/output/table.h"
#include "pages/client_story.h"
#include "pages/snapshot.h"

namespace errwatch::cli {

// Whether any of it may have succeeded is said first, then how it stands now (`clients`: of shared memory;
// may be empty), then what happened, the oldest first. Times are local ones.
std::string StoryText(const std::vector<StoryRows>& stories, const std::vector<ClientRow>& clients, Tick now,
                      bool colour);

// What happened, in local times.
Table StoryTable(const std::vector<StoryRow>& rows, Tick now);

}  // namespace errwatch::cli
