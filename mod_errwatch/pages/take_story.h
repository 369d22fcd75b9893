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

// Add those that are of the story's scope: of the incident ring, the newest first, or of the event log, as
// it has them; each has each of them once. What the story tells already (same_event.h) is added to where they
// say more; of the rest nothing is left out but entries that weighed nothing. Sorted by time, within a tick
// as the source has them, and a block right behind its request.
void AddIncidents(const std::vector<IncidentRow>& incidents, StoryRows& story);
void AddEvents(const std::vector<IncidentRow>& events, StoryRows& story);

}  // namespace errwatch
