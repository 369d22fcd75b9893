#include "cli/server/let_in.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/end_of_block.h"

namespace errwatch::cli {
namespace {

using Let = std::vector<HandledClient>;
using store::ClientView;

// `ended`: when the block would have; 0 where there was none.
void TellLetIn(store::Segment& segment, const ClientAddress& address, uint8_t range_bits, uint8_t scope,
               Tick ended, Tick now, std::string_view why) {
  store::Incident incident = IncidentByHand(IncidentKind::kUnblocked, address, range_bits, scope, now);
  incident.ended = ended;
  incident.message = why;
  segment.incidents().Append(incident);
  if (ended != Tick()) segment.counters().Add(store::Counter::kUnblocked);
}

void Free(store::Segment& segment, const ClientView& view, Tick now, std::string_view why, Let& done) {
  store::ClientKey key;
  key.address = view.address;
  key.fingerprint = view.fingerprint;
  if (!segment.clients().Unblock(key, now)) return;
  TellLetIn(segment, view.address, 0, view.scope, view.block.until, now, why);
  segment.stories().TellMore(view.fingerprint, store::StoryOfBlock(StoryKind::kUnblocked, Tick(), now));
  done.push_back({{view.address, segment.prefix()}, segment.ScopeName(view.scope), 0});
}

bool NobodyStays(const ClientAddress& /*address*/, uint8_t /*range_bits*/, uint8_t /*scope*/) {
  return false;
}

// Of every scope, those of whom `wanted`, a function of (const ClientAddress&), is true.
template <typename W>
void FreeClients(store::Segment& segment, W&& wanted, Tick now, std::string_view why,
                 const StaysBlocked& stays, Let& done) {
  std::vector<ClientView> blocked;
  segment.clients().ForEach([&](const ClientView& view) {
    if (view.block.Active(now) && wanted(view.address) && !stays(view.address, 0, view.scope))
      blocked.push_back(view);
  });
  for (const ClientView& view : blocked) Free(segment, view, now, why, done);
}

bool HasScore(const ClientView& view) {
  return view.any.level != 0 ||
         std::ranges::any_of(view.buckets, [](const Bucket& bucket) { return bucket.level != 0; });
}

// In every scope that has a name; where it is not blocked it begins anew, too, and that is told where another
// host does it.
void FreeClient(store::Segment& segment, const ClientAddress& client, Tick now, std::string_view why,
                const StaysBlocked& stays, Let& done) {
  store::ClientTable clients = segment.clients();
  for (uint32_t index = 0; index < store::kScopeNames; ++index) {
    const auto scope = static_cast<uint8_t>(index);
    const std::string name = segment.ScopeName(scope);
    if (name.empty()) continue;
    const store::ClientKey key = clients.KeyOf(client, store::ScopeHash(name));
    const std::optional<ClientView> view = clients.Find(key);
    if (!view) continue;
    if (!view->block.Active(now)) {
      clients.Unblock(key, now);
      if (why.empty() || !HasScore(*view)) continue;
      TellLetIn(segment, client, 0, scope, Tick(), now, why);
    } else if (!stays(client, 0, scope)) {
      Free(segment, *view, now, why, done);
    }
  }
}

// Ranges of every scope, blocked for what their clients did or listed by hand, of which `wanted`, a function
// of (const ClientAddress&, uint8_t bits, uint8_t scope), is true.
template <typename W>
void FreeRanges(store::Segment& segment, W&& wanted, Tick now, std::string_view why, Let& done) {
  const auto tell = [&](const auto& range, Tick ended) {
    TellLetIn(segment, range.address, range.bits, range.scope, ended, now, why);
    done.push_back({{range.address, PrefixOfRange(range.bits)}, segment.ScopeName(range.scope), range.bits});
  };
  segment.ranges().UnblockIf(
      [&](const store::RangeView& range) { return wanted(range.address, range.bits, range.scope); }, now,
      [&](const store::RangeView& range) { tell(range, range.block.until); });
  segment.listed().EndIf(
      [&](const store::ListedView& range) {
        return range.kind == store::ListKind::kBlocked && wanted(range.address, range.bits, range.scope);
      },
      now, [&](const store::ListedView& range) { tell(range, range.until); });
}

// Whoever lets a client or range in lets in the ranges that it is in, and knows that not all of their clients
// are bad.
void FreeRangesOf(store::Segment& segment, const BlockTarget& target, Tick now, std::string_view why,
                  const StaysBlocked& stays, Let& done) {
  FreeRanges(
      segment,
      [&](const ClientAddress& address, uint8_t bits, uint8_t scope) {
        return store::Overlap(address, bits, target.address, target.bits()) && !stays(address, bits, scope);
      },
      now, why, done);
  // What is let in is not blocked again for what its other clients did.
  if (target.bits() >= (target.address.is_ipv4() ? 24 : 48))
    segment.ranges().NoteGood(segment.clients().KeyOf(target.address, 0), now);
}

}  // namespace

std::vector<HandledClient> LetIn(store::Segment& segment, const BlockTarget& target, Tick now) {
  Let done;
  if (!target.is_range())
    FreeClients(
        segment, [&](const ClientAddress& client) { return client == target.address; }, now, {}, NobodyStays,
        done);
  FreeRangesOf(segment, target, now, {}, NobodyStays, done);
  // Who is not blocked is told so, and keeps what it has.
  if (!done.empty() && !target.is_range()) FreeClient(segment, target.address, now, {}, NobodyStays, done);
  return done;
}

std::vector<HandledClient> LetInAsElsewhere(store::Segment& segment, const BlockTarget& target, Tick now,
                                            std::string_view why, const StaysBlocked& stays) {
  Let done;
  if (!target.is_range()) FreeClient(segment, target.address, now, why, stays, done);
  FreeRangesOf(segment, target, now, why, stays, done);
  return done;
}

std::vector<HandledClient> LetEverybodyIn(store::Segment& segment, Tick now) {
  return LetEverybodyInAsElsewhere(segment, now, {}, NobodyStays);
}

std::vector<HandledClient> LetEverybodyInAsElsewhere(store::Segment& segment, Tick now, std::string_view why,
                                                     const StaysBlocked& stays) {
  Let done;
  FreeClients(
      segment, [](const ClientAddress&) { return true; }, now, why, stays, done);
  FreeRanges(
      segment,
      [&](const ClientAddress& address, uint8_t bits, uint8_t scope) { return !stays(address, bits, scope); },
      now, why, done);
  return done;
}

std::vector<HandledClient> LetInAllOf(store::Segment& segment, const BlockTarget& target, Tick now) {
  return LetInAllOfAsElsewhere(segment, target, now, {}, NobodyStays);
}

std::vector<HandledClient> LetInAllOfAsElsewhere(store::Segment& segment, const BlockTarget& target, Tick now,
                                                 std::string_view why, const StaysBlocked& stays) {
  Let done;
  const auto holds = [&](const ClientAddress& address, uint8_t bits) {
    return store::Holds(target.address, target.bits(), address, bits);
  };
  const ClientPrefix prefix = segment.prefix();
  if (target.is_range()) {
    FreeClients(
        segment,
        [&](const ClientAddress& client) {
          return holds(client, client.is_ipv4() ? prefix.ipv4 : prefix.ipv6);
        },
        now, why, stays, done);
  } else {
    FreeClient(segment, target.address, now, why, stays, done);
  }
  FreeRanges(
      segment,
      [&](const ClientAddress& address, uint8_t bits, uint8_t scope) {
        return holds(address, bits) && !stays(address, bits, scope);
      },
      now, why, done);
  return done;
}

}  // namespace errwatch::cli
