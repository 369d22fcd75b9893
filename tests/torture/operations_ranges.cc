// Ranges of addresses: blocked because of their clients, and by hand.
#include <cstring>

#include "torture/operations.h"

namespace errwatch::torture {
namespace {

using namespace store;

// Client number `part` of 2001:db8:CLIENT::/48, one for each /64.
ClientKey InRange(const Doing& doing, uint32_t part) {
  const uint64_t high = 0x20010DB8'00000000 | uint64_t{doing.client & 0xFFFF} << 16 | part;
  return doing.segment.clients().KeyOf(ClientAddress::FromWords(high, 0), kScope);
}
std::size_t NoteBlocked(const Doing& doing, uint32_t part) {
  BlockWord block;
  block.until = {doing.now.value + 60'000};
  ClientRangeTable::Opened opened;
  return doing.segment.ranges().NoteBlocked(InRange(doing, part), 1, block, block.until, doing.now, opened);
}
// All but the last block that it takes.
void PrepareNearlyBlocked(Doing& doing) {
  while (NoteBlocked(doing, doing.number) == 0 && doing.number < 256) ++doing.number;
  doing.segment.ranges().Unblock(InRange(doing, 0), doing.now, [](const RangeView&) {});
  doing.now = After(doing.now, Milliseconds(8 * 3'600'000));
  for (uint32_t part = 0; part < doing.number; ++part) NoteBlocked(doing, part);
}
void PrepareBlockedRange(Doing& doing) {
  while (NoteBlocked(doing, doing.number) == 0 && doing.number < 256) ++doing.number;
}

std::vector<Operation> FromClients() {
  return {
      {"first block of a range", [](Doing&) {}, [](const Doing& d) { NoteBlocked(d, 3); }},
      {"block of a range", PrepareNearlyBlocked, [](const Doing& d) { NoteBlocked(d, d.number); }},
      {"client seen in a range", PrepareNearlyBlocked,
       [](const Doing& d) { d.segment.ranges().NoteSeen(InRange(d, 200), d.now); }},
      {"client that does well in a range", PrepareNearlyBlocked,
       [](const Doing& d) { d.segment.ranges().NoteGood(InRange(d, 200), d.now); }},
      {"denial of a range", PrepareBlockedRange,
       [](const Doing& d) { d.segment.CountDenialOfRange(InRange(d, 0), d.now); }},
      {"unblock a range", PrepareBlockedRange,
       [](const Doing& d) { d.segment.ranges().Unblock(InRange(d, 0), d.now, [](const RangeView&) {}); }},
      {"announce the end of a range's block",
       [](Doing& d) {
         PrepareBlockedRange(d);
         d.now = {d.now.value + 70'000};
       },
       [](const Doing& d) { d.segment.ranges().SweepExpired(0, 64, d.now, [](const RangeView&) {}); }},
  };
}

ListedRange Listed(const Doing& doing, ListKind kind) {
  ListedRange range;
  range.kind = kind;
  range.bits = kind == ListKind::kAllowed ? 32 : 28;
  range.address = FirstOf(doing.Address(), range.bits);
  range.scope = kind == ListKind::kAllowed ? 0 : kScope;
  return range;
}
bool Enter(const Doing& doing, ListKind kind, uint64_t ticks) {
  return doing.segment.listed().Enter(Listed(doing, kind), {doing.now.value + ticks}, "by a person",
                                      doing.now);
}
void EndOwn(const Doing& doing, ListKind kind) {
  const ListedRange own = Listed(doing, kind);
  doing.segment.listed().EndIf(
      [&](const ListedView& view) { return view.kind == kind && view.address == own.address; }, doing.now,
      [](const ListedView&) {});
}

std::vector<Operation> ByHand() {
  return {
      {"allow", [](Doing&) {}, [](const Doing& d) { Enter(d, ListKind::kAllowed, 5000); }},
      {"block a range by hand", [](Doing&) {}, [](const Doing& d) { Enter(d, ListKind::kBlocked, 5000); }},
      {"allow for longer", [](Doing& d) { Enter(d, ListKind::kAllowed, 5000); },
       [](const Doing& d) { Enter(d, ListKind::kAllowed, 9000); }},
      {"allow once more",
       [](Doing& d) {
         Enter(d, ListKind::kAllowed, 5000);
         d.now = {d.now.value + 6000};
       },
       [](const Doing& d) { Enter(d, ListKind::kAllowed, 5000); }},
      {"disallow", [](Doing& d) { Enter(d, ListKind::kAllowed, 5000); },
       [](const Doing& d) { EndOwn(d, ListKind::kAllowed); }},
      {"unblock a range by hand", [](Doing& d) { Enter(d, ListKind::kBlocked, 5000); },
       [](const Doing& d) { EndOwn(d, ListKind::kBlocked); }},
      {"denial by a range by hand", [](Doing& d) { Enter(d, ListKind::kBlocked, 5000); },
       [](const Doing& d) { d.segment.CountDenialOfRange(d.Key(), d.now); }},
      {"announce the end of what was listed",
       [](Doing& d) {
         Enter(d, ListKind::kBlocked, 5000);
         d.now = {d.now.value + 6000};
       },
       [](const Doing& d) { d.segment.listed().SweepExpired(d.now, [](const ListedView&) {}); }},
  };
}

}  // namespace

std::vector<Operation> RangeOperations() {
  std::vector<Operation> all = FromClients();
  for (Operation& operation : ByHand()) all.push_back(std::move(operation));
  return all;
}

}  // namespace errwatch::torture
