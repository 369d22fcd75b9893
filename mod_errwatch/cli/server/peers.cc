#include "cli/server/peers.h"

#include <unistd.h>

#include <cstdio>

#include "base/time_text.h"
#include "cli/output/local_time.h"
#include "cli/output/table.h"
#include "cli/output/terminal.h"
#include "cli/server/answer.h"
#include "pages/share_view.h"

namespace errwatch::cli {
namespace {

using store::ShareCount;

Table PeerTable(const store::ShareStatus& share, Tick now) {
  const LocalTime time(now);
  Table table({{"host"},
               {"state"},
               {time.Title("last heard")},
               {"poured", Table::Align::kRight},
               {"blocked", Table::Align::kRight},
               {"let in", Table::Align::kRight},
               {"refused", Table::Align::kRight},
               {"why"}});
  for (const store::SharePeer& peer : share.peers) {
    const auto count = [&peer](ShareCount of) { return FormatCount(At(peer.counts, of)); };
    table.Add({Printable(peer.name), store::kPeerStateNames[static_cast<std::size_t>(peer.state)],
               time.Short(peer.seen), count(ShareCount::kPoured), count(ShareCount::kBlocked),
               count(ShareCount::kLetIn), count(ShareCount::kRefused), Printable(peer.reason)});
  }
  return table;
}

std::string PeersText(const store::ShareStatus& share, Tick now) {
  const auto count = [&share](ShareCount of) { return FormatCount(At(share.counts, of)); };
  std::string text =
      (share.host.empty() ? "This host" : Printable(share.host)) + " of group " + Printable(share.group) +
      ": " + count(ShareCount::kGiven) + " changes given, " + count(ShareCount::kMessages) +
      " messages taken in" + (share.since == Tick() ? "" : " since " + LocalTime(now).WithZone(share.since)) +
      "; " + count(ShareCount::kHeld) + " clients have done too little here for others to be told of them\n";
  if (!share.peers.empty()) text += "\n" + PeerTable(share, now).ToText(ColourOn(STDOUT_FILENO), 0);
  if (share.unlisted != 0) text += "... " + FormatCount(share.unlisted) + " more hosts\n";
  return text;
}

}  // namespace

int RunPeers(const PeersOptions& options) {
  const Result<std::unique_ptr<LiveServer>> server = LiveServer::Attach(options.live);
  if (!server) return Refuse(kExitNothing, server.error());
  if (!server.value()->remark().empty()) Complain(server.value()->remark());
  const store::ShareStatus share = server.value()->segment().share().All();
  if (share.group.empty())
    return Refuse(kExitNothing, "nothing is shared: httpd's configuration has no ErrWatchShare");
  const Tick now = Now();
  for (const std::string& warning : ShareWarnings(share, now, Language::kEnglish))
    Complain(Printable(warning));
  if (options.format == "json") {
    PrintJson(ShareJson(share));
  } else {
    const std::string text = PeersText(share, now);
    std::fwrite(text.data(), 1, text.size(), stdout);
  }
  return kExitDone;
}

}  // namespace errwatch::cli
