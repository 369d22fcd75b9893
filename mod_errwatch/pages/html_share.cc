// The part of the status page on the hosts that count as one with this one.
#include "base/time_text.h"
#include "pages/html.h"
#include "store/share_status.h"

namespace errwatch {
namespace {

using store::PeerState;
using store::ShareCount;

void AppendPeerState(const store::SharePeer& peer, Html& page) {
  page.Cell("State");
  switch (peer.state) {
    case PeerState::kLive:
      page.Badge("green", page.In("live"));
      break;
    case PeerState::kGone:
      page.Badge("grey", page.In("gone"));
      break;
    case PeerState::kCutOff:
      page.Badge("red", page.In("cut off"));
      break;
    case PeerState::kUnknown:
      page.Badge("grey", page.In("not known"));
      break;
  }
  page.Small(peer.reason).EndCell();
}

void AppendPeer(const store::SharePeer& peer, Tick now, Html& page) {
  page.Markup("<tr>").RowHead("Host").Text(peer.name).EndRowHead();
  AppendPeerState(peer, page);
  page.Cell("Last heard").Moment(peer.seen, now).EndCell();
  page.Cell("Poured here", "n").Number(At(peer.counts, ShareCount::kPoured)).EndCell();
  page.Cell("Blocked here", "n").Number(At(peer.counts, ShareCount::kBlocked)).EndCell();
  page.Cell("Let in here", "n").Number(At(peer.counts, ShareCount::kLetIn)).EndCell();
  page.Cell("Refused", "n").Number(At(peer.counts, ShareCount::kRefused)).EndCell().Markup("</tr>\n");
}

}  // namespace

void AppendShare(const Snapshot& snapshot, Html& page) {
  const store::ShareStatus& share = snapshot.share;
  if (share.group.empty()) return;
  BeginSection("hosts", page.In("Other hosts"), "", page);
  page.Markup("<p>");
  page.Say("Group {0}. Changes given to other hosts: {1}.",
           {share.group, FormatCount(At(share.counts, ShareCount::kGiven))});
  if (const uint64_t held = At(share.counts, ShareCount::kHeld); held != 0)
    page.Text(" ").Say(
        held == 1 ? PagePhrase("{0} client has done too little here for others to be told of it.")
                  : PagePhrase("{0} clients have done too little here for others to be told of them."),
        {FormatCount(held)});
  if (share.since != Tick()) page.Text(" ").Say("Counted since {0} (UTC).", {FormatTimeShort(share.since)});
  page.Markup("</p>\n");
  if (!share.peers.empty()) {
    BeginTable("host-table", "What other hosts do to clients here",
               {"Host", "State", "Last heard", "#Poured here", "#Blocked here", "#Let in here", "#Refused"},
               page);
    for (const store::SharePeer& peer : share.peers) AppendPeer(peer, snapshot.now, page);
    EndTable(page);
  }
  if (share.unlisted != 0) {
    page.Markup("<p>");
    page.Say(share.unlisted == 1 ? PagePhrase("{0} more host is not listed.")
                                 : PagePhrase("{0} more hosts are not listed."),
             {FormatCount(share.unlisted)})
        .Markup("</p>\n");
  }
  page.Markup("</section>\n");
}

}  // namespace errwatch
