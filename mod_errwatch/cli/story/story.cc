#include "cli/story/story.h"

#include <unistd.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/quoted.h"
#include "base/time_text.h"
#include "cli/events/event_reader.h"
#include "cli/logs/log_time.h"
#include "cli/logs/moment.h"
#include "cli/output/exit_code.h"
#include "cli/output/terminal.h"
#include "cli/server/one_client.h"
#include "cli/server/status.h"
#include "cli/story/story_text.h"
#include "pages/story_json.h"
#include "pages/take_story.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kAllRows = std::numeric_limits<std::size_t>::max();

// What is known of the target, wherever it comes from.
struct Known {
  std::vector<ClientRow> clients;
  std::vector<IncidentRow> incidents;
  std::vector<StoryRows> stories;
  bool complete = true;  // all of each file was read
};

// The files that are read, and what is said of what could not be.
void ReadEventLogs(const StoryOptions& options, const std::string& of_server, const BlockTarget& target,
                   Known& known) {
  std::vector<std::string> files = options.events;
  // One that is not there yet holds nothing.
  if (files.empty() && !of_server.empty() && ::access(of_server.c_str(), F_OK) == 0) files = {of_server};
  const EventsRead read = ReadEvents(files, options.bounds, [&](IncidentRow&& event) {
    if (IsOf(target, event.client, event.is_range)) known.incidents.push_back(std::move(event));
  });
  for (const std::string& note : read.notes) Complain(note);
  if (read.other != 0 && read.events != 0)
    Complain(FormatCount(read.other) + (read.other == 1 ? " line is" : " lines are") +
             " no event, and passed over");
  known.complete = read.complete;
}

void TakeFromMemory(const LiveServer& server, const BlockTarget& target, Known& known) {
  store::SnapshotOptions wanted;
  wanted.clients = wanted.incidents = kAllRows;
  if (!target.is_range()) wanted.only = target.given;
  Snapshot snapshot = server.Take(std::move(wanted));
  KeepOnly(target, snapshot);
  TellAbout(server, snapshot);
  known.clients = std::move(snapshot.clients);
  known.stories = std::move(snapshot.stories);
  known.incidents = std::move(snapshot.incidents);
}

std::string JsonOf(const Known& known) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const StoryRows& story : known.stories) all.push_back(StoryJson(story));
  return nlohmann::ordered_json({{"stories", all}})
      .dump(2, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
}

StoryRows& StoryOfScope(const IncidentRow& incident, std::vector<StoryRows>& stories) {
  const auto found = std::ranges::find(stories, incident.scope, &StoryRows::scope);
  if (found != stories.end()) return *found;
  StoryRows& added = stories.emplace_back();
  added.client = incident.client;
  added.scope = incident.scope;
  return added;
}

}  // namespace

std::vector<StoryRows> MergedStories(std::vector<StoryRows> stories,
                                     const std::vector<IncidentRow>& incidents, Tick since) {
  for (const IncidentRow& incident : incidents) StoryOfScope(incident, stories);
  for (StoryRows& story : stories) {
    AddIncidents(incidents, story);
    std::erase_if(story.rows, [&](const StoryRow& row) { return std::max(row.time, row.last) < since; });
  }
  std::erase_if(stories, [](const StoryRows& story) { return story.rows.empty(); });
  return stories;
}

int RunStory(const StoryOptions& options) {
  if (ComplainsOfAddress(options.address)) return kExitUsage;
  const Result<std::optional<int64_t>> since = ParseMoment("--since", options.since, NowMicros());
  if (!since) {
    Complain(since.error());
    return kExitUsage;
  }
  const Result<std::unique_ptr<LiveServer>> server = LiveServer::Attach(options.live);
  if (!server) Complain(server.error());
  // What is in files can be told without a server.
  if (!server && options.events.empty()) return kExitNothing;
  const ClientPrefix prefix = server ? server.value()->segment().prefix() : ClientPrefix();
  const auto target = TargetOrComplaint(options.address, prefix);
  if (!target) return kExitUsage;
  Known known;
  if (server) TakeFromMemory(*server.value(), *target, known);
  ReadEventLogs(options, server ? server.value()->EventFile() : "", *target, known);
  const Tick from = since.value() ? TickFromUnixMs(*since.value() / 1000) : Tick();
  known.stories = MergedStories(std::move(known.stories), known.incidents, from);
  if (known.stories.empty()) {
    Complain(Quoted(options.address) + " has no story: nothing that it did counted" +
             (options.since.empty() ? ", or that is forgotten" : " since then"));
    return kExitNothing;
  }
  if (options.format == "json") {
    PrintText(JsonOf(known));
  } else {
    PrintText(StoryText(known.stories, known.clients, Now(), ColourOn(STDOUT_FILENO)));
  }
  return known.complete ? kExitDone : kExitNothing;
}

}  // namespace errwatch::cli
