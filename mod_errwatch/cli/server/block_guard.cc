#include "cli/server/block_guard.h"

#include <utility>

#include "base/time_text.h"
#include "model/identity.h"
#include "store/own_addresses.h"

namespace errwatch::cli {
namespace {

using Part = AddressSet::Part;

constexpr std::string_view kForceIt = "; --force blocks it nevertheless, for when it is no longer";

}  // namespace

BlockGuard::BlockGuard(const LiveServer& server, Tick now) : server_(server), own_(store::OwnAddresses()) {
  server.segment().listed().ForEach(now, [&](store::ListedView view) {
    if (view.kind == store::ListKind::kAllowed) allowed_.push_back(std::move(view));
  });
}

std::optional<Objection> BlockGuard::OfOwn(const BlockTarget& target) const {
  if (!target.is_range()) {
    if (!IsLoopbackHost(target.given) && !own_.Contains(target.given)) return std::nullopt;
    return Objection{
        false, target.given.ToString() + " is an address of this machine itself, which is never denied"};
  }
  if (own_.PartOf(target.address, target.bits()) == Part::kNone) return std::nullopt;
  return Objection{true, target.ToString() +
                             " holds an address of this machine itself, which is never denied; --force "
                             "blocks the rest of it"};
}

std::optional<Objection> BlockGuard::OfLists(const BlockTarget& target, std::string_view scope) const {
  const ListStanding standing = server_.StandingOf(target, scope);
  if (standing.proxies == Part::kAll)
    return Objection{false, target.ToString() + " is a trusted proxy (" + standing.proxies_by + ")"};
  if (standing.allowed == Part::kAll) {
    return Objection{
        true, target.ToString() + " is allow-listed (" + standing.allowed_by + ")" + std::string(kForceIt)};
  }
  std::optional<Objection> objection;
  for (const store::ListedView& view : allowed_) {
    if (!store::Holds(view.address, view.bits, target.address, target.bits())) continue;
    objection =
        Objection{true, target.ToString() + " is allowed until " + FormatTimeShort(view.until) +
                            " UTC: `errwatch disallow " + view.address.ToString(PrefixOfRange(view.bits)) +
                            "` ends that" + std::string(kForceIt)};
    break;
  }
  if (objection || standing.proxies != Part::kSome) return objection;
  return Objection{true, target.ToString() + " holds a trusted proxy (" + standing.proxies_by +
                             "), which is never denied; --force blocks the rest of it"};
}

std::optional<Objection> AgainstWidth(const BlockTarget& target) {
  const uint8_t widest = target.address.is_ipv4() ? kWidestIpv4 : kWidestIpv6;
  if (target.bits() >= widest) return std::nullopt;
  return Objection{true, target.ToString() + " is wider than a /" + std::to_string(widest) +
                             ", and so mostly a slip; --force takes it as it is"};
}

std::optional<Objection> BlockGuard::AgainstBlocking(const BlockTarget& target,
                                                     std::string_view scope) const {
  std::optional<Objection> first;
  for (std::optional<Objection> next : {OfOwn(target), OfLists(target, scope), AgainstWidth(target)}) {
    if (next && !next->can_be_forced) return next;
    if (!first) first = std::move(next);
  }
  return first;
}

}  // namespace errwatch::cli
