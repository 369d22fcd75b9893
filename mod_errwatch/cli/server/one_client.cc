#include "cli/server/one_client.h"

#include <unistd.h>

#include <cstdio>
#include <limits>
#include <utility>
#include <vector>

#include "base/quoted.h"
#include "base/time_text.h"
#include "cli/output/exit_code.h"
#include "cli/output/local_time.h"
#include "cli/output/table.h"
#include "cli/output/terminal.h"
#include "pages/render.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

void AddLine(std::string& text, const char* name, const std::string& value) {
  if (value.empty()) return;
  text += "  ";
  text += name;
  text.append(18 - std::char_traits<char>::length(name), ' ');
  text += value + "\n";
}

std::string Until(const ClientRow& row, Tick now) {
  if (row.blocked_until == Tick()) return "";
  return LocalTime(now).WithZone(row.blocked_until) +
         (row.blocked_until > now ? " (" + FormatSpan(now, row.blocked_until) + ")" : "");
}

std::string Paragraph(const ClientRow& row, Tick now) {
  std::string text =
      row.address.ToString() + (row.scope == kUsualScope ? "" : " in scope " + Printable(row.scope)) + "\n";
  const std::string state = StateOf(row);
  AddLine(text, "state", state.empty() ? "not blocked" : state);
  AddLine(text, "until", Until(row, now));
  AddLine(text, "reason", Printable(row.reason));
  AddLine(text, "remark", Printable(row.remark));
  AddLine(text, "strikes", std::to_string(row.strikes));
  AddLine(text, "entries", FormatCount(row.entries));
  AddLine(text, "denials", FormatCount(row.denials));
  if (row.last_seen != Tick()) AddLine(text, "last seen", LocalTime(now).WithZone(row.last_seen));
  if (row.last_rule != 0) AddLine(text, "last rule", std::to_string(row.last_rule));
  for (const ScoreView& score : row.scores)
    AddLine(text, &score == row.scores.data() ? "scores" : "",
            Printable(score.name) + " " + FormatScore(score.score) +
                (score.capacity != 0 ? "/" + std::to_string(score.capacity) : ""));
  return text;
}

}  // namespace

bool IsOf(const BlockTarget& target, const ShownClient& shown) {
  if (shown.empty()) return false;
  const int bits = target.given.is_ipv4() ? shown.prefix.ipv4 : shown.prefix.ipv6;
  return bits <= target.written_bits &&
         target.given.Masked(shown.prefix) == shown.address.Masked(shown.prefix);
}

void KeepOnly(const BlockTarget& target, Snapshot& snapshot) {
  std::erase_if(snapshot.clients, [&](const ClientRow& row) { return !IsOf(target, row.address); });
  std::erase_if(snapshot.allowed, [&](const AllowedRow& row) { return !IsOf(target, row.address); });
  std::erase_if(snapshot.incidents, [&](const IncidentRow& row) { return !IsOf(target, row.client); });
}

Snapshot TakeOne(const LiveServer& server, const BlockTarget& target, store::SnapshotOptions wanted) {
  if (!target.is_range()) return server.TakeClient(target.given, std::move(wanted));
  wanted.clients = wanted.incidents = wanted.allowed = kAll;
  Snapshot snapshot = server.Take(std::move(wanted));
  KeepOnly(target, snapshot);
  return snapshot;
}

std::string OneClientText(const Snapshot& snapshot, bool colour) {
  std::string text;
  for (const ClientRow& row : snapshot.clients)
    text += (text.empty() ? "" : "\n") + Paragraph(row, snapshot.now);
  const Table allowed = AllowedTableOf(snapshot);
  if (!allowed.empty())
    text +=
        (text.empty() ? "" : "\n") + std::string("Allowed by an administrator\n") + allowed.ToText(colour);
  const Table incidents = IncidentTableOf(snapshot);
  if (!incidents.empty())
    text += (text.empty() ? "" : "\n") + std::string("Incidents\n") + incidents.ToText(colour);
  return text;
}

int RunOneClient(const ClientsOptions& options) {
  if (ComplainsOfAddress(options.address)) return kExitUsage;
  const Result<std::unique_ptr<LiveServer>> server = LiveServer::Attach(options.live);
  if (!server) return EndWith(kExitNothing, server.error());
  const auto target = TargetOrComplaint(options.address, server.value()->segment().prefix());
  if (!target) return kExitUsage;
  const Result<store::SnapshotOptions> wanted = SnapshotOptionsOf(options);
  if (!wanted) return EndWith(kExitUsage, wanted.error());
  const Snapshot snapshot = TakeOne(*server.value(), *target, wanted.value());
  TellAbout(*server.value(), snapshot);
  if (snapshot.clients.empty() && snapshot.incidents.empty() && snapshot.allowed.empty())
    return EndWith(kExitNothing,
                   Quoted(options.address) +
                       (options.blocked ? " is not denied"
                        : options.would_block
                            ? " would not be denied"
                            : " is not known: nothing that it did was evidence, or that is forgotten"));
  if (options.format == "json") {
    PrintText(RenderOneClientJson(snapshot));
  } else if (options.format == "csv") {
    PrintText(ClientTableOf(snapshot, Times::kUtc).ToCsv());
  } else {
    PrintText(OneClientText(snapshot, ColourOn(STDOUT_FILENO)));
  }
  return kExitDone;
}

}  // namespace errwatch::cli
