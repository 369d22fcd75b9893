// `errwatch story ADDRESS`: what one client did, from first to last.
#pragma once

#include <string>
#include <vector>

#include "cli/logs/read_bounds.h"
#include "cli/server/block_target.h"
#include "cli/server/live_server.h"
#include "pages/client_story.h"

namespace errwatch::cli {

struct StoryOptions {
  LiveOptions live;
  std::string address;              // of a client, or a range that can be blocked as a whole
  std::vector<std::string> events;  // files; none: that of the configuration, if it is known
  std::string since;                // a moment
  std::string format = "text";      // text, json
  ReadBounds bounds;
};

// Exit status 1 where nothing is known.
int RunStory(const StoryOptions& options);

// Of each scope, from what shared memory tells, from its incidents, and from the event log, each told once.
// Without what ended before `since`.
std::vector<StoryRows> MergedStories(std::vector<StoryRows> stories,
                                     const std::vector<IncidentRow>& of_memory,
                                     const std::vector<IncidentRow>& of_log, Tick since);

}  // namespace errwatch::cli
