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
  std::string text =
      (share.host.empty() ? "This host" : Printable(share.host)) + " of group " + Printable(share.group) +
      ": " + FormatCount(At(share.counts, ShareCount::kGiven), "change", "changes") + " given, " +
      FormatCount(At(share.counts, ShareCount::kMessages), "message", "messages") + " taken in" +
      (share.since == Tick() ? "" : " since " + LocalTime(now).WithZone(share.since));
  if (const uint64_t held = At(share.counts, ShareCount::kHeld); held != 0)
    text += "; " + (held == 1 ? std::string("1 client has done too little here for others to be told of it")
                              : FormatCount(held) +
                                    " clients have done too little here for others to be told of them");
  text += "\n";
  if (!share.peers.empty()) text += "\n" + PeerTable(share, now).ToText(ColourOn(STDOUT_FILENO), 0);
  if (share.unlisted != 0) text += "... " + FormatCount(share.unlisted, "more host", "more hosts") + "\n";
  return text;
}

}  // namespace

int RunPeers(const PeersOptions& options) {
  const Result<std::unique_ptr<LiveServer>> server = LiveServer::Attach(options.live);
  if (!server) return Refuse(kExitNothing, server.error());
  if (!server.value()->remark().empty()) Complain(server.value()->remark());
  const Tick now = Now();
  const store::ShareStatus share = server.value()->segment().share().AsOf(now);
  if (share.group.empty())
    return Refuse(kExitNothing, "nothing is shared: httpd's configuration has no ErrWatchShare");
  for (const std::string& warning : ShareWarnings(share, now, Language::kEnglish))
    Complain(Printable(warning));
  if (options.format == "json") {
    PrintJson(ShareJson(share, now));
  } else {
    const std::string text = PeersText(share, now);
    std::fwrite(text.data(), 1, text.size(), stdout);
  }
  return kExitDone;
}

}  // namespace errwatch::cli
