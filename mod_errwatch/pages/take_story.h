// What shared memory tells of one client.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "model/client_address.h"
#include "pages/client_story.h"
#include "pages/snapshot.h"
#include "store/segment.h"

namespace errwatch::store {

// Of each scope in which there is something to tell. `rule_name` may be null.
std::vector<StoryRows> TakeStories(const SegmentReader& segment, const ClientAddress& client,
                                   const std::function<std::string(uint32_t)>& rule_name);

}  // namespace errwatch::store

namespace errwatch {

// What an incident, of shared memory or of the event log, tells in the story of its client.
StoryRow StoryRowOf(const IncidentRow& incident);

// Adds what `story` does not tell yet of those in its scope: what is of the same moment, kind and rule is the
// same, and what it says more is added to it; entries are told by the story from its first one on. Sorted by
// time.
void AddIncidents(const std::vector<IncidentRow>& incidents, StoryRows& story);

}  // namespace errwatch
