#include "cli/server/let_in.h"

#include <vector>

#include "store/end_of_block.h"

namespace errwatch::cli {
namespace {

using Let = std::vector<HandledClient>;
using store::ClientView;

// Of every scope, those of whom `wanted`, a function of (const ClientAddress&), is true.
template <typename W>
void FreeClients(store::Segment& segment, W&& wanted, Tick now, Let& done) {
  store::ClientTable clients = segment.clients();
  std::vector<ClientView> blocked;
  clients.ForEach([&](const ClientView& view) {
    if (view.block.Active(now) && wanted(view.address)) blocked.push_back(view);
  });
  for (const ClientView& view : blocked) {
    store::ClientKey key;
    key.address = view.address;
    key.fingerprint = view.fingerprint;
    if (!clients.Unblock(key, now)) continue;
    store::Incident incident = IncidentByHand(IncidentKind::kUnblocked, view.address, 0, view.scope, now);
    incident.ended = view.block.until;
    segment.incidents().Append(incident);
    segment.stories().TellMore(view.fingerprint, store::StoryOfBlock(StoryKind::kUnblocked, Tick(), now));
    done.push_back({{view.address, segment.prefix()}, segment.ScopeName(view.scope), 0});
  }
}

// What was listed by hand, of every scope.
template <typename W>
void FreeListed(store::Segment& segment, W&& wanted, Tick now, Let& done) {
  segment.listed().EndIf(
      [&](const store::ListedView& view) { return view.kind == store::ListKind::kBlocked && wanted(view); },
      now,
      [&](const store::ListedView& view) {
        segment.counters().Add(store::Counter::kUnblocked);
        store::Incident incident =
            IncidentByHand(IncidentKind::kUnblocked, view.address, view.bits, view.scope, now);
        incident.ended = view.until;
        segment.incidents().Append(incident);
        done.push_back({{view.address, PrefixOfRange(view.bits)}, segment.ScopeName(view.scope), view.bits});
      });
}

auto TellRange(store::Segment& segment, Tick now, Let& done) {
  return [&segment, now, &done](const store::RangeView& range) {
    store::Incident incident =
        IncidentByHand(IncidentKind::kUnblocked, range.address, range.bits, range.scope, now);
    incident.ended = range.block.until;
    segment.incidents().Append(incident);
    done.push_back({{range.address, PrefixOfRange(range.bits)}, segment.ScopeName(range.scope), range.bits});
  };
}

// Whoever lets a client or range in lets in the ranges that it is in, and knows that not all of their clients
// are bad. `wanted` is null for all of them.
void FreeRanges(store::Segment& segment, const BlockTarget* wanted, Tick now, Let& done) {
  store::ClientRangeTable ranges = segment.ranges();
  if (wanted == nullptr) {
    ranges.UnblockIf([](const store::RangeView&) { return true; }, now, TellRange(segment, now, done));
    return FreeListed(
        segment, [](const store::ListedView&) { return true; }, now, done);
  }
  const auto meets = [&](const auto& view) {
    return store::Overlap(view.address, view.bits, wanted->address, wanted->bits());
  };
  ranges.UnblockIf(meets, now, TellRange(segment, now, done));
  // What is let in is not blocked again for what its other clients did.
  if (wanted->bits() >= (wanted->address.is_ipv4() ? 24 : 48))
    ranges.NoteGood(segment.clients().KeyOf(wanted->address, 0), now);
  FreeListed(segment, meets, now, done);
}

}  // namespace

std::vector<HandledClient> LetIn(store::Segment& segment, const BlockTarget& target, Tick now) {
  Let done;
  if (!target.is_range())
    FreeClients(
        segment, [&](const ClientAddress& client) { return client == target.address; }, now, done);
  FreeRanges(segment, &target, now, done);
  return done;
}

std::vector<HandledClient> LetEverybodyIn(store::Segment& segment, Tick now) {
  Let done;
  FreeClients(
      segment, [](const ClientAddress&) { return true; }, now, done);
  FreeRanges(segment, nullptr, now, done);
  return done;
}

std::vector<HandledClient> LetInAllOf(store::Segment& segment, const BlockTarget& target, Tick now) {
  Let done;
  const auto holds = [&](const ClientAddress& address, uint8_t bits) {
    return store::Holds(target.address, target.bits(), address, bits);
  };
  const ClientPrefix prefix = segment.prefix();
  FreeClients(
      segment,
      [&](const ClientAddress& client) {
        return holds(client, client.is_ipv4() ? prefix.ipv4 : prefix.ipv6);
      },
      now, done);
  segment.ranges().UnblockIf([&](const store::RangeView& range) { return holds(range.address, range.bits); },
                             now, TellRange(segment, now, done));
  FreeListed(
      segment, [&](const store::ListedView& view) { return holds(view.address, view.bits); }, now, done);
  return done;
}

}  // namespace errwatch::cli
