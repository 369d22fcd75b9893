#include "cli/server/let_in.h"

#include <string_view>
#include <vector>

#include "store/end_of_block.h"

namespace errwatch::cli {
namespace {

using Let = std::vector<HandledClient>;
using store::ClientView;

// Of every scope, those of whom `wanted`, a function of (const ClientAddress&), is true.
template <typename W>
void FreeClients(store::Segment& segment, W&& wanted, Tick now, std::string_view why, Let& done) {
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
    incident.message = why;
    segment.incidents().Append(incident);
    segment.stories().TellMore(view.fingerprint, store::StoryOfBlock(StoryKind::kUnblocked, Tick(), now));
    done.push_back({{view.address, segment.prefix()}, segment.ScopeName(view.scope), 0});
  }
}

// Ranges of every scope, blocked for what their clients did or listed by hand, of which `wanted`, a function
// of (const ClientAddress&, uint8_t bits), is true.
template <typename W>
void FreeRanges(store::Segment& segment, W&& wanted, Tick now, std::string_view why, Let& done) {
  const auto tell = [&](const auto& range, Tick ended) {
    store::Incident incident =
        IncidentByHand(IncidentKind::kUnblocked, range.address, range.bits, range.scope, now);
    incident.ended = ended;
    incident.message = why;
    segment.incidents().Append(incident);
    done.push_back({{range.address, PrefixOfRange(range.bits)}, segment.ScopeName(range.scope), range.bits});
  };
  segment.ranges().UnblockIf([&](const store::RangeView& range) { return wanted(range.address, range.bits); },
                             now, [&](const store::RangeView& range) { tell(range, range.block.until); });
  segment.listed().EndIf(
      [&](const store::ListedView& range) {
        return range.kind == store::ListKind::kBlocked && wanted(range.address, range.bits);
      },
      now,
      [&](const store::ListedView& range) {
        segment.counters().Add(store::Counter::kUnblocked);
        tell(range, range.until);
      });
}

}  // namespace

std::vector<HandledClient> LetIn(store::Segment& segment, const BlockTarget& target, Tick now,
                                 std::string_view why) {
  Let done;
  if (!target.is_range())
    FreeClients(
        segment, [&](const ClientAddress& client) { return client == target.address; }, now, why, done);
  // Whoever lets a client or range in lets in the ranges that it is in, and knows that not all of their
  // clients are bad.
  FreeRanges(
      segment,
      [&](const ClientAddress& address, uint8_t bits) {
        return store::Overlap(address, bits, target.address, target.bits());
      },
      now, why, done);
  // What is let in is not blocked again for what its other clients did.
  if (target.bits() >= (target.address.is_ipv4() ? 24 : 48))
    segment.ranges().NoteGood(segment.clients().KeyOf(target.address, 0), now);
  return done;
}

std::vector<HandledClient> LetEverybodyIn(store::Segment& segment, Tick now) {
  Let done;
  FreeClients(
      segment, [](const ClientAddress&) { return true; }, now, {}, done);
  FreeRanges(
      segment, [](const ClientAddress&, uint8_t) { return true; }, now, {}, done);
  return done;
}

std::vector<HandledClient> LetInAllOf(store::Segment& segment, const BlockTarget& target, Tick now,
                                      std::string_view why) {
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
      now, why, done);
  FreeRanges(segment, holds, now, why, done);
  return done;
}

}  // namespace errwatch::cli
