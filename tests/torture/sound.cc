#include "torture/sound.h"

namespace errwatch::torture {
namespace {

using namespace store;

constexpr BucketShape kTen{10, 60'000};

std::string FillBlockAndLetIn(const Doing& doing, uint32_t client) {
  ClientTable clients = doing.segment.clients();
  const ClientKey key = doing.KeyOf(client);
  clients.Unblock(key, doing.now);
  const uint64_t refused = doing.segment.counters().Sum(Counter::kEvictionsRefused);
  int pours = 0;
  for (;;) {
    const PourResult poured = clients.Pour(key, kXssTag, kQuantaPerUnit, kTen, doing.now);
    // Only where an administrator blocked all of its set.
    if (!poured.tracked)
      return doing.segment.counters().Sum(Counter::kEvictionsRefused) > refused ? "" : "a pour is lost";
    if (poured.overflow) break;
    if (++pours > 10) return "a bucket never fills";
  }
  BlockWord opened;
  if (clients.Block(key, kXssTag, Limit{kTen, Milliseconds(-1)}, BlockPolicy{}, {}, doing.now, &opened) !=
      BlockChange::kOpened)
    return "a block does not open";
  if (!clients.FindBlock(key).value_or(BlockWord{}).Active(doing.now)) return "a block does not hold";
  if (!clients.Unblock(key, doing.now)) return "an unblocked client was not blocked";
  if (clients.FindBlock(key).value_or(BlockWord{}).Active(doing.now)) return "a block does not end";
  return {};
}

std::string TellAndTake(const Doing& doing) {
  IncidentRing ring = doing.segment.incidents();
  Incident incident;
  incident.time = doing.now;
  incident.uri = "/after";
  const uint64_t ticket = ring.Append(incident);
  const auto read = ring.Read(ticket);
  if (!read || read->incident.uri != "/after") return "an incident is not there";
  uint64_t lost = 0;
  Tick waited = doing.now;
  for (int i = 0; i < 40 && ring.HasUntaken(); ++i) {
    const auto taken = ring.TakeNext(waited, &lost);
    if (taken && taken->ticket == ticket) return {};
    waited = {waited.value + IncidentRing::kWriterGrace + 1};
  }
  return "an incident is never taken";
}

std::string NoteAndRead(const Doing& doing) {
  Journal journal = doing.segment.journal();
  journal.WantUntil({doing.now.value + 1000});
  JournalEntry entry;
  entry.time = doing.now;
  entry.quanta = 5;
  journal.Note(entry);
  return journal.Read(journal.head() - 1) == entry ? "" : "an entry of the journal is not there";
}

std::string TellStory(const Doing& doing, uint32_t client) {
  ClientStories stories = doing.segment.stories();
  const Fingerprint print = doing.KeyOf(client).fingerprint;
  StoryEvent event;
  event.kind = StoryKind::kBlock;
  event.time = doing.now;
  event.until = {doing.now.value + 1'000'000'000};
  event.level = event.any_level = 10'000;
  const StoryTicket ticket = stories.Tell(print, event);
  if (ticket == 0) return "no story is told";
  const auto story = stories.Find(print);
  return story && !story->records.empty() && story->records.back().ticket == ticket - 1
             ? ""
             : "a record of a story is not there";
}

std::string AllowAndDisallow(const Doing& doing, uint32_t client) {
  ListedRanges listed = doing.segment.listed();
  ListedRange range;
  range.kind = ListKind::kAllowed;
  range.bits = 32;
  range.address = AddressOf(client);
  if (!listed.Enter(range, {doing.now.value + 1000}, "", doing.now)) return "nobody can be allowed";
  if (!listed.Allows(AddressOf(client), doing.now)) return "who is allowed is not";
  listed.EndIf([&](const ListedView& view) { return view.address == range.address && view.bits == 32; },
               doing.now, [](const ListedView&) {});
  return listed.Allows(AddressOf(client), doing.now) ? "who is no longer allowed is" : "";
}

std::string BlockRange(const Doing& doing) {
  ClientRangeTable ranges = doing.segment.ranges();
  const auto key = [&](uint32_t part) {
    return doing.segment.clients().KeyOf(ClientAddress::FromWords(0x20010DB8'FFFF0000 | part, 0), kScope);
  };
  BlockWord block;
  block.until = {doing.now.value + 6000};
  ClientRangeTable::Opened opened;
  for (uint32_t part = 0; part < 256; ++part) {
    if (ranges.NoteBlocked(key(part), 1, block, block.until, doing.now, opened) == 0) continue;
    return ranges.FindBlock(key(255), doing.now) ? "" : "the block of a range does not hold";
  }
  return "a range is never blocked";
}

}  // namespace

std::string WhatFails(const Doing& doing) {
  if (!doing.segment.clients().FindBlock(doing.KeyOf(kBlockedByHand)).value_or(BlockWord{}).Active(doing.now))
    return "a block by hand is gone";
  for (const uint32_t client : {doing.client, 10U, 11U, 12U, 13U, 14U, 2000U}) {
    if (std::string said = FillBlockAndLetIn(doing, client); !said.empty()) return said;
    if (std::string said = TellStory(doing, client); !said.empty()) return said;
    if (std::string said = AllowAndDisallow(doing, client); !said.empty()) return said;
  }
  for (const auto& part : {TellAndTake, NoteAndRead, BlockRange}) {
    if (std::string said = part(doing); !said.empty()) return said;
  }
  return {};
}

}  // namespace errwatch::torture
