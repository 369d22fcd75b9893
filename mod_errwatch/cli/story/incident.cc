#include "cli/story/incident.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "base/quoted.h"
#include "cli/events/event_reader.h"
#include "cli/events/rotated_logs.h"
#include "cli/output/exit_code.h"
#include "cli/output/terminal.h"
#include "cli/server/one_client.h"
#include "cli/server/status.h"
#include "cli/story/story.h"
#include "pages/take_story.h"
#include "store/incident_code.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kEverything = std::numeric_limits<std::size_t>::max();
constexpr std::ptrdiff_t kToldBefore = 12;
constexpr std::size_t kToldAfter = 8;

// What was asked for: a block by its code, or any incident by its place in the ring. Eight digits may be
// both.
struct Wanted {
  std::optional<std::string> code;
  std::optional<uint64_t> sequence;
  bool Matches(const std::string& incident) const { return code && incident == *code; }
  bool Matches(const IncidentRow& row) const {
    return Matches(row.incident) || (sequence && row.number == *sequence && row.kind != IncidentKind::kEntry);
  }
};

std::optional<Wanted> ParseNumber(std::string_view text) {
  if (text.starts_with('#')) text.remove_prefix(1);
  Wanted wanted;
  wanted.code = store::ReadIncidentCode(text);
  uint64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure == std::errc() && end == text.data() + text.size()) wanted.sequence = number;
  return wanted.code || wanted.sequence ? std::optional(wanted) : std::nullopt;
}

// Of the memory and of the event logs, where both have it, once. What a rule is called only the
// configuration knows, and the event that was written under it.
void AddRecord(IncidentRow&& row, std::vector<IncidentRow>& records) {
  const auto known = std::ranges::find_if(records, [&](const IncidentRow& other) {
    return other.kind == row.kind && other.number == row.number && other.time == row.time;
  });
  if (known == records.end()) {
    records.push_back(std::move(row));
  } else if (known->rule_name.empty()) {
    known->rule_name = std::move(row.rule_name);
  }
}

std::vector<std::string> FilesOf(const IncidentOptions& options, const LiveServer* server) {
  if (!options.events.empty() || server == nullptr) return options.events;
  return WithRotated(server->EventFiles());
}

void FindInEventLogs(const std::vector<std::string>& files, const IncidentOptions& options,
                     const Wanted& wanted, IncidentFacts& facts, bool& complete) {
  const EventsRead read = ReadEvents(files, options.bounds, [&](IncidentRow&& event) {
    if (wanted.Matches(event)) AddRecord(std::move(event), facts.records);
  });
  for (const std::string& note : read.notes) Complain(note);
  complete = complete && read.complete;
}

// The scope's own, as far as it is about the time around the incident.
std::vector<StoryRow> StoryAround(std::vector<StoryRows> stories, const IncidentRow& incident) {
  std::erase_if(stories, [&](const StoryRows& story) { return story.scope != incident.scope; });
  if (stories.empty()) return {};
  std::vector<StoryRow>& rows = stories.front().rows;
  // Behind what it is about.
  const auto after =
      std::ranges::find_if(rows, [&](const StoryRow& row) { return row.time > incident.time; });
  const auto begin = after - rows.begin() > kToldBefore ? after - kToldBefore : rows.begin();
  const auto rest = static_cast<std::size_t>(rows.end() - after);
  return {begin, after + static_cast<std::ptrdiff_t>(std::min(rest, kToldAfter))};
}

std::string UnblockCommand(const ShownClient& client, const LiveOptions& live) {
  std::string command = "errwatch unblock " + client.ToString();
  if (!live.config.empty()) command += " --config " + live.config;
  if (!live.state.empty()) command += " --state " + live.state;
  return command;
}

Snapshot TakeEverything(const LiveServer& server) {
  store::SnapshotOptions all;
  all.clients = all.incidents = kEverything;
  return server.Take(std::move(all));
}

void FindInMemory(const Snapshot& snapshot, const Wanted& wanted, IncidentFacts& facts) {
  for (const IncidentRow& row : snapshot.incidents)
    if (wanted.Matches(row)) AddRecord(IncidentRow(row), facts.records);
  for (const ClientRow& row : snapshot.clients)
    if (wanted.Matches(row.incident)) facts.clients.push_back(row);
}

// Another block may have taken the place of the one that was asked for: who asks wants to know whether he is
// kept out.
void AddLaterBlock(const Snapshot& snapshot, IncidentFacts& facts) {
  if (!facts.clients.empty() || facts.records.empty() || facts.records.front().client.empty()) return;
  const IncidentRow& first = facts.records.front();
  for (const ClientRow& row : snapshot.clients) {
    if (row.blocked_until > snapshot.now && row.scope == first.scope &&
        (row.range_bits != 0) == first.is_range && row.address.ToString() == first.client.ToString())
      facts.clients.push_back(row);
  }
}

// Of whom the incident is, once that is known.
void AddStory(const LiveServer& server, IncidentFacts& facts) {
  if (facts.records.empty() || facts.records.front().client.empty()) return;
  const Snapshot snapshot = server.TakeClient(facts.records.front().client.address);
  facts.story =
      StoryAround(MergedStories(snapshot.stories, snapshot.incidents, {}, Tick()), facts.records.front());
}

}  // namespace

int RunIncident(const IncidentOptions& options) {
  const std::optional<Wanted> wanted = ParseNumber(options.number);
  if (!wanted)
    return EndWith(
        kExitUsage,
        Quoted(options.number) +
            " is no number of an incident: that is eight letters and digits, such as K7Q2-M9XD, or the "
            "event.sequence of an event");
  const Result<std::unique_ptr<LiveServer>> attached = LiveServer::Attach(options.live);
  if (!attached) Complain(attached.error());
  if (!attached && options.events.empty()) return kExitNothing;
  const LiveServer* server = attached ? attached.value().get() : nullptr;
  IncidentFacts facts;
  bool complete = true;
  Snapshot memory;
  if (server != nullptr) {
    memory = TakeEverything(*server);
    TellAbout(*server, memory);
    FindInMemory(memory, *wanted, facts);
  }
  FindInEventLogs(FilesOf(options, server), options, *wanted, facts, complete);
  std::ranges::stable_sort(facts.records, {}, [](const IncidentRow& row) { return row.time; });
  if (facts.records.empty() && facts.clients.empty())
    return EndWith(
        kExitNothing,
        "no incident " + Quoted(options.number) +
            " is known: neither memory nor the event logs have it. Those that were rotated away: --events "
            "FILE...");
  facts.number = wanted->code.value_or(options.number);
  if (server != nullptr) {
    AddLaterBlock(memory, facts);
    AddStory(*server, facts);
  }
  if (!facts.clients.empty()) facts.unblock = UnblockCommand(facts.clients.front().address, options.live);
  PrintText(options.format == "json" ? IncidentJson(facts)
                                     : IncidentText(facts, Now(), ColourOn(STDOUT_FILENO)));
  return complete ? kExitDone : kExitNothing;
}

}  // namespace errwatch::cli
