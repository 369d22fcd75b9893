// What is told in order: incidents and who takes them, the journal for other hosts, clients' stories.
#include "torture/operations.h"

namespace errwatch::torture {
namespace {

using namespace store;

void Append(const Doing& doing) {
  Incident incident;
  incident.client = doing.Address();
  incident.category = Category::kXss;
  incident.time = doing.now;
  incident.vhost = "www.example.org";
  incident.uri = "/index.html?q=<script>";
  incident.message = "AH00128: File does not exist";
  doing.segment.incidents().Append(incident);
}
void Append(const Doing& doing, int times) {
  for (int i = 0; i < times; ++i) Append(doing);
}
void Take(const Doing& doing, IncidentQueue queue = {}) {
  uint64_t lost = 0;
  doing.segment.incidents().TakeNext(doing.now, &lost, queue);
}
void Announce(const Doing& doing, uint64_t generation) {
  const EventLogName logs[] = {{"/var/log/a", "a"}, {"/var/log/b", "b"}};
  doing.segment.event_logs().Announce(generation, logs);
}

std::vector<Operation> Incidents() {
  return {
      {"append an incident", [](Doing&) {}, [](const Doing& d) { Append(d); }},
      {"append over an older incident", [](Doing& d) { Append(d, 17); }, [](const Doing& d) { Append(d); }},
      {"take an incident", [](Doing& d) { Append(d, 3); }, [](const Doing& d) { Take(d); }},
      {"take after some were overwritten", [](Doing& d) { Append(d, 20); }, [](const Doing& d) { Take(d); }},
      {"skip what was overwritten", [](Doing& d) { Append(d, 20); },
       [](const Doing& d) { d.segment.incidents().SkipOverwritten({}); }},
      {"announce event logs", [](Doing& d) { Append(d, 2); }, [](const Doing& d) { Announce(d, 5); },
       Who::kOne},
      {"take an event",
       [](Doing& d) {
         Announce(d, 5);
         Append(d, 3);
       },
       [](const Doing& d) { Take(d, IncidentQueue::OfEventLog(1)); }},
      {"count an event that was written", [](Doing& d) { Announce(d, 5); },
       [](const Doing& d) { d.segment.event_logs().CountWritten(1); }},
      {"count events that were dropped", [](Doing& d) { Announce(d, 5); },
       [](const Doing& d) { d.segment.event_logs().CountDropped(1, 3, DropReason::kSlow, 0, d.now); }},
  };
}

JournalEntry EntryOf(const Doing& doing) {
  JournalEntry entry;
  entry.tag = kXssTag;
  entry.quanta = 64;
  entry.time = doing.now;
  entry.client = doing.Address();
  return entry;
}
void Want(Doing& doing) { doing.segment.journal().WantUntil({doing.now.value + 1'000'000}); }
void WantAndNote(Doing& doing) {
  Want(doing);
  for (int i = 0; i < 3; ++i) doing.segment.journal().Note(EntryOf(doing));
}
const OtherStream kStream{"host-b", "memory-1", 0};

std::vector<Operation> Sharing() {
  return {
      {"note in the journal", Want, [](const Doing& d) { d.segment.journal().Note(EntryOf(d)); }},
      {"want the journal", [](Doing&) {},
       [](const Doing& d) { d.segment.journal().WantUntil({d.now.value + 1'000'000}); }},
      {"mark what is given", WantAndNote, [](const Doing& d) { d.segment.journal().Mark(1, 77); }, Who::kOne},
      {"settle when it counts", WantAndNote,
       [](const Doing& d) { d.segment.journal().Settle(1, {d.now.value + 5}); }, Who::kOne},
      {"claim and acknowledge a batch", WantAndNote,
       [](const Doing& d) {
         d.segment.journal().Claim(77);
         d.segment.journal().Acknowledge(77);
       },
       Who::kOne},
      {"close the journal", WantAndNote, [](const Doing& d) { d.segment.journal().Close(); }, Who::kOne},
      {"resume the journal", WantAndNote, [](const Doing& d) { d.segment.journal().Resume(d.now); },
       Who::kOne},
      {"forget the journal", WantAndNote, [](const Doing& d) { d.segment.journal().Forget(); }, Who::kOne},
      {"a stream of another host", [](Doing&) {},
       [](const Doing& d) { d.segment.other_hosts().FirstToTake(kStream, 5, d.now); }, Who::kOne},
      {"take in a change", [](Doing& d) { d.segment.other_hosts().FirstToTake(kStream, 5, d.now); },
       [](const Doing& d) { d.segment.other_hosts().Take(kStream, 5, 2); }, Who::kOne},
      {"tell of the other hosts", [](Doing&) {},
       [](const Doing& d) {
         ShareStatus status;
         status.host = "host-a";
         status.told = d.now;
         status.since = d.now;
         SharePeer peer;
         peer.name = "host-b";
         peer.seen = d.now;
         status.peers.push_back(peer);
         d.segment.share().Tell(status);
       },
       Who::kOne},
      {"set the group", [](Doing&) {}, [](const Doing& d) { d.segment.share().SetGroup("shop"); }, Who::kOne},
  };
}

StoryEvent EventOf(const Doing& doing, StoryKind kind = StoryKind::kEntry) {
  StoryEvent event;
  event.kind = kind;
  event.time = doing.now;
  event.level = event.any_level = 128;
  event.uri = "/index.html";
  event.until = {doing.now.value + 5000};
  return event;
}
StoryTicket Tell(const Doing& doing, uint32_t client, StoryKind kind = StoryKind::kEntry) {
  return doing.segment.stories().Tell(doing.KeyOf(client).fingerprint, EventOf(doing, kind));
}
void Deny(const Doing& doing) { doing.segment.stories().CountDenial(doing.Key().fingerprint, doing.now); }

std::vector<Operation> Stories() {
  return {
      {"begin a story", [](Doing&) {}, [](const Doing& d) { Tell(d, d.client); }},
      {"go on with a story", [](Doing& d) { Tell(d, d.client); },
       [](const Doing& d) { d.segment.stories().TellMore(d.Key().fingerprint, EventOf(d)); }},
      {"go on over an older record",
       [](Doing& d) {
         for (int i = 0; i < 17; ++i) Tell(d, d.client);
       },
       [](const Doing& d) { Tell(d, d.client); }},
      {"a story instead of another",
       [](Doing& d) {
         for (uint32_t client = 1000; client < 1400; ++client) Tell(d, client);
       },
       [](const Doing& d) { Tell(d, d.client); }},
      {"tell of a block",
       [](Doing& d) {
         Tell(d, d.client);
         for (int i = 0; i < 3; ++i) Deny(d);
       },
       [](const Doing& d) { Tell(d, d.client, StoryKind::kBlock); }},
      {"tell of an answer", [](Doing& d) { d.number = static_cast<uint32_t>(Tell(d, d.client)); },
       [](const Doing& d) { d.segment.stories().Answer(d.Key().fingerprint, d.number, 404); }},
      {"tell of a denial", [](Doing& d) { Tell(d, d.client); }, Deny},
  };
}

}  // namespace

std::vector<Operation> RecordOperations() {
  std::vector<Operation> all = Incidents();
  for (const auto& more : {Sharing(), Stories()}) all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace errwatch::torture
