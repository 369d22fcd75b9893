// `errwatch incident NUMBER`: one block in full, for whoever is asked why somebody is kept out.
#pragma once

#include <string>
#include <vector>

#include "cli/logs/read_bounds.h"
#include "cli/server/live_server.h"
#include "pages/snapshot.h"

namespace errwatch::cli {

struct IncidentOptions {
  LiveOptions live;
  std::string number;               // as a refused visitor read it, or event.sequence of an event
  std::vector<std::string> events;  // files; none: those of the configuration, with the rotated ones
  std::string format = "text";      // text, json
  ReadBounds bounds;
};

// Exit status 1 where nothing is known of it.
int RunIncident(const IncidentOptions& options);

// What is known of an incident, wherever it comes from.
struct IncidentFacts {
  std::string number;                // as it is called
  std::vector<IncidentRow> records;  // its own, the oldest first: how it began, and how it ended
  std::vector<ClientRow> clients;    // how its client, or the range, stands now, while it is kept out
  std::vector<StoryRow> story;       // what the client did around it, the oldest first
  std::string unblock;               // the command that lets it in; empty where nobody is kept out
};

std::string IncidentText(const IncidentFacts& facts, Tick now, bool colour);
std::string IncidentJson(const IncidentFacts& facts);

}  // namespace errwatch::cli
