#include "cli/story/story.h"

#include <unistd.h>

#include <algorithm>
#include <iterator>
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

// What is known of the target, wherever it comes from.
struct Known {
  std::vector<ClientRow> clients;
  std::vector<IncidentRow> incidents;  // of shared memory
  std::vector<IncidentRow> logged;     // events
  std::vector<StoryRows> stories;
  bool complete = true;  // all of each file was read
};

// The files that are read, and what is said of what could not be.
void ReadEventLogs(const StoryOptions& options, const std::vector<std::string>& of_server,
                   const BlockTarget& target, Known& known) {
  std::vector<std::string> files = options.events;
  if (files.empty()) {
    // One that is not there yet holds nothing.
    std::ranges::copy_if(of_server, std::back_inserter(files),
                         [](const std::string& file) { return ::access(file.c_str(), F_OK) == 0; });
  }
  const EventsRead read = ReadEvents(files, options.bounds, [&](IncidentRow&& event) {
    if (IsOf(target, event.client)) known.logged.push_back(std::move(event));
  });
  for (const std::string& note : read.notes) Complain(note);
  if (read.other != 0 && read.events != 0)
    Complain(FormatCount(read.other) + (read.other == 1 ? " line is" : " lines are") +
             " no event, and passed over");
  known.complete = read.complete;
}

void TakeFromMemory(const LiveServer& server, const BlockTarget& target, Known& known) {
  Snapshot snapshot = TakeOne(server, target);
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
                                     const std::vector<IncidentRow>& of_memory,
                                     const std::vector<IncidentRow>& of_log, Tick since) {
  for (const std::vector<IncidentRow>* source : {&of_memory, &of_log})
    for (const IncidentRow& incident : *source) StoryOfScope(incident, stories);
  for (StoryRows& story : stories) {
    AddIncidents(of_memory, story);
    AddEvents(of_log, story);
    std::erase_if(story.rows, [&](const StoryRow& row) { return std::max(row.time, row.last) < since; });
  }
  std::erase_if(stories, [](const StoryRows& story) { return story.rows.empty(); });
  return stories;
}

int RunStory(const StoryOptions& options) {
  if (ComplainsOfAddress(options.address)) return kExitUsage;
  const Result<std::optional<int64_t>> since = ParseMoment("--since", options.since, NowMicros());
  if (!since) return EndWith(kExitUsage, since.error());
  const Result<std::unique_ptr<LiveServer>> server = LiveServer::Attach(options.live);
  // What is in files can be told without a server, and who names one wants to know what is wrong with it.
  const bool alone = !server && !options.events.empty() && options.live.state.empty() &&
                     options.live.config.empty() && server.failure().kind == ErrorKind::kMissing;
  if (!server)
    Complain(alone ? "told from the event log alone: there is no state file of a server" : server.error());
  if (!server && options.events.empty()) return kExitNothing;
  const ClientPrefix prefix = server ? server.value()->segment().prefix() : PrefixAsWritten(options.address);
  const auto target = TargetOrComplaint(options.address, prefix);
  if (!target) return kExitUsage;
  Known known;
  if (server) TakeFromMemory(*server.value(), *target, known);
  ReadEventLogs(options, server ? server.value()->EventFiles() : std::vector<std::string>(), *target, known);
  const Tick from = since.value() ? TickFromUnixMs(*since.value() / 1000) : Tick();
  known.stories = MergedStories(std::move(known.stories), known.incidents, known.logged, from);
  if (known.stories.empty())
    return EndWith(kExitNothing, Quoted(options.address) + " has no story: nothing that it did counted" +
                                     (options.since.empty() ? ", or that is forgotten" : " since then"));
  if (options.format == "json") {
    PrintText(JsonOf(known));
  } else {
    PrintText(StoryText(known.stories, known.clients, Now(), ColourOn(STDOUT_FILENO)));
  }
  return known.complete ? kExitDone : kExitNothing;
}

}  // namespace errwatch::cli
