#include "cli/server/status.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "base/both_ends.h"
#include "base/time_text.h"
#include "base/version.h"
#include "base/visible_text.h"
#include "cli/logs/log_time.h"
#include "cli/logs/moment.h"
#include "cli/output/exit_code.h"
#include "cli/output/local_time.h"
#include "cli/output/terminal.h"
#include "cli/server/exempt.h"
#include "cli/server/known_hosts.h"
#include "config/settings.h"
#include "model/joined_attack.h"
#include "pages/crowd_view.h"
#include "pages/model_rows.h"
#include "pages/page_query.h"
#include "pages/place_text.h"
#include "pages/render.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kShownRules = 10;

std::string Left(Tick until, Tick now) {
  return until > now ? FormatSpan(DurationOf(until.value - now.value)) : "";
}

std::string ScoresOf(const ClientRow& row) {
  constexpr std::size_t kMost = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(row.scores.size(), kMost); ++i) {
    const ScoreView& score = row.scores[i];
    text += (i == 0 ? "" : ", ") + Printable(score.name) + " " + FormatScore(score.score);
    if (score.capacity != 0) text += "/" + std::to_string(score.capacity);
  }
  return text;
}

Table RuleTable(const Snapshot& snapshot) {
  const LocalTime time(snapshot.now);
  Table table({{"rule", Table::Align::kRight},
               {"hits", Table::Align::kRight},
               {time.Title("last")},
               {"category"},
               {"what it sees"}});
  for (std::size_t i = 0; i < std::min(snapshot.rules.size(), kShownRules); ++i) {
    const RuleHitsRow& row = snapshot.rules[i];
    table.Add({std::to_string(row.id), FormatCount(row.hits), time.Short(row.last_hit),
               Printable(row.category), Printable(row.name, 80)});
  }
  return table;
}

Table EventLogTable(const Snapshot& snapshot) {
  const LocalTime time(snapshot.now);
  Table table({{"event log"},
               {"written", Table::Align::kRight},
               {"dropped", Table::Align::kRight},
               {time.Title("last dropped")},
               {"why"}});
  for (const EventLogRow& row : snapshot.event_logs) {
    table.Add({Printable(row.place), FormatCount(row.written), FormatCount(row.dropped),
               time.Short(row.last_drop), Printable(row.reason)});
  }
  return table;
}

Table CounterTable(const std::vector<CounterRow>& counters) {
  Table table({{"count", Table::Align::kRight}, {"of"}});
  for (const CounterRow& row : counters) {
    if (row.value != 0)
      table.Add({FormatCount(row.value), Printable(row.text.empty() ? row.name : row.text)});
  }
  return table;
}

// Where the list is empty.
const char* NobodyText(const ClientsOptions& options) {
  if (options.exempt) return "nobody is exempt: each block denies";
  if (options.allowed) return "nobody is allowed at run time";
  if (options.blocked) return "no client is denied";
  if (options.would_block) return "no client would be denied";
  if (options.joined) return "no client is known to be part of an attack that many share";
  return options.since.empty() ? "no client is known" : "no client is known that did anything since then";
}

// Empty where the list has all.
std::string MoreText(const ClientsOptions& options, const Snapshot& snapshot) {
  const std::size_t all = options.allowed ? snapshot.allowed_ranges : snapshot.listed;
  const std::size_t shown = options.allowed ? snapshot.allowed.size() : snapshot.clients.size();
  if (all <= shown) return "";
  return FormatCount(shown) + " of " + FormatCount(all) + " are listed, " + FormatCount(all - shown) +
         " more are not: --most 0 lists all";
}

void Section(std::string& text, const char* title, const Table& table, bool colour) {
  if (!table.empty()) text += "\n" + std::string(title) + "\n" + table.ToText(colour);
}

// What many clients do together, with what to do about it.
std::string AttacksText(const Snapshot& snapshot) {
  std::string text;
  for (const CrowdRow& crowd : snapshot.crowds)
    text += std::string(IsAttack(crowd.kind) ? "attack: " : "fault: ") +
            Printable(CrowdText(crowd, Language::kEnglish), std::string::npos) + "\n  -> " + AdviceOn(crowd) +
            "\n";
  return text;
}

}  // namespace

bool IsOfCrowd(const Snapshot& snapshot, const std::string& warning) {
  return std::ranges::any_of(snapshot.crowds, [&warning](const CrowdRow& crowd) {
    return warning == CrowdText(crowd, Language::kEnglish);
  });
}

void PrintText(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (!text.ends_with('\n')) std::fputc('\n', stdout);
}

std::string StateOf(const ClientRow& row) {
  if (row.not_denied != NotDenied::kDoesNotApply) return std::string(TextOf(row.not_denied));
  if (!row.blocked && !row.detection_only) return "";
  std::string state = std::string(row.range_bits != 0 ? "range " : "") +
                      (row.blocked ? "blocked" : "would be blocked") + (row.by_hand ? " by hand" : "");
  if (row.range_parts != 0) state += ": " + std::to_string(row.range_parts) + " parts";
  return row.foreign_only ? state + ": what foreign pages cause only" : state;
}

Table IncidentTableOf(const Snapshot& snapshot) {
  const LocalTime time(snapshot.now);
  Table table({{time.Title("time")},
               {"kind"},
               {"client"},
               {"category"},
               {"rule", Table::Align::kRight},
               {"score", Table::Align::kRight},
               {"evidence"}});
  for (const IncidentRow& row : snapshot.incidents) {
    const std::string score =
        row.capacity == 0 ? "" : std::to_string(row.score) + "/" + std::to_string(row.capacity);
    const std::string evidence = row.uri.empty() ? row.message : row.method + " " + row.uri;
    const std::string place = IsBesideTheLine(row) ? ", in " + PlaceText(row) : "";
    table.Add({time.Short(row.time), std::string(IncidentKindName(row.kind)), row.client.ToString(),
               Printable(row.category), row.rule == 0 ? "" : std::to_string(row.rule), score,
               Printable(ShortenedInTheMiddle(ReadableText(evidence), 80)) +
                   Printable(ReadableText(place), std::string::npos)});
  }
  return table;
}

Table ClientTableOf(const Snapshot& snapshot, Times times) {
  const LocalTime local(snapshot.now);
  const bool utc = times == Times::kUtc;
  Table table({{"client"},
               {"scope"},
               {"state"},
               {"for", Table::Align::kRight},
               {"reason"},
               {"incident"},
               {"strikes", Table::Align::kRight},
               {"entries", Table::Align::kRight},
               {"denials", Table::Align::kRight},
               {utc ? "last seen (UTC)" : local.Title("last seen")},
               {"scores"}});
  for (const ClientRow& row : snapshot.clients) {
    table.Add({row.address.ToString(), Printable(row.scope), StateOf(row),
               Left(row.blocked_until, snapshot.now), Printable(row.reason), Printable(row.incident),
               std::to_string(row.strikes), FormatCount(row.entries), FormatCount(row.denials),
               utc && row.last_seen != Tick() ? FormatTimeShort(row.last_seen) : local.Short(row.last_seen),
               ScoresOf(row)});
  }
  return table;
}

Table AllowedTableOf(const Snapshot& snapshot, Times times) {
  const LocalTime local(snapshot.now);
  const bool utc = times == Times::kUtc;
  Table table(
      {{"allowed"}, {"for", Table::Align::kRight}, {utc ? "since (UTC)" : local.Title("since")}, {"reason"}});
  for (const AllowedRow& row : snapshot.allowed) {
    table.Add({row.address.ToString(), Left(row.until, snapshot.now),
               utc && row.since != Tick() ? FormatTimeShort(row.since) : local.Short(row.since),
               Printable(row.reason)});
  }
  return table;
}

Table ModelTableOf(const std::vector<ModelRow>& models, Tick now) {
  const LocalTime time(now);
  Table table({{"model"},
               {"state"},
               {"learnt from", Table::Align::kRight},
               {time.Title("learnt")},
               {"told from", Table::Align::kRight},
               {"virtual hosts"},
               {"what is wrong"}});
  for (const ModelRow& row : models) {
    const bool used = row.state == ModelState::kUsed;
    const bool ends = row.state == ModelState::kLearning && row.until > now;
    table.Add({Printable(row.path),
               ends ? "learning, until " + time.Short(row.until) : StateText(row, now, Language::kEnglish),
               FormatCount(row.requests), time.Short(row.learnt),
               used ? std::to_string(row.threshold) + " points" : "",
               Printable(HostsText(row.vhosts, Language::kEnglish)),
               Printable(row.problem, std::string::npos)});
  }
  return table;
}

std::string StatusText(const Snapshot& snapshot, bool colour) {
  const LocalTime time(snapshot.now);
  std::string text = "errwatch " + std::string(kVersion) + "  " + Printable(snapshot.state_file) + "  " +
                     time.WithZone(snapshot.now) + "\n";
  text += "counting since " + time.Short(snapshot.started) + ", " + FormatCount(snapshot.table_clients) +
          " of " + FormatCount(snapshot.table_capacity) + " clients, " +
          FormatCount(snapshot.blocked_clients) + " blocked, " +
          FormatCount(snapshot.blocked_ranges, "range", "ranges") + " blocked as a whole; " +
          FormatCount(snapshot.table_visitors, "visitor", "visitors") + "\n";
  for (const std::string& proxy : snapshot.proxies)
    text += "taken for a proxy, by what it forwards: " + Printable(proxy) + "\n";
  for (const ModeRow& mode : snapshot.modes) {
    if (const std::string said = TextOf(mode); !said.empty()) text += "mode: " + Printable(said) + "\n";
  }
  text += AttacksText(snapshot);
  for (const std::string& warning : snapshot.warnings) {
    if (!IsOfCrowd(snapshot, warning)) text += "warning: " + Printable(warning) + "\n";
  }
  Section(text, "Clients", ClientTableOf(snapshot), colour);
  Section(text, "Allowed by an administrator", AllowedTableOf(snapshot), colour);
  Section(text, "Incidents", IncidentTableOf(snapshot), colour);
  if (snapshot.models)
    Section(text, "Models (their files as they are now; httpd reads them when it starts)",
            ModelTableOf(*snapshot.models, snapshot.now), colour);
  Section(text, "Rules", RuleTable(snapshot), colour);
  Section(text, "Entries by category", CounterTable(snapshot.categories), colour);
  Section(text, "Counters", CounterTable(snapshot.counters), colour);
  Section(text, "Event logs", EventLogTable(snapshot), colour);
  return text;
}

void TellAbout(const LiveServer& server, const Snapshot& snapshot) {
  if (!server.source().empty()) Complain(server.source());
  if (!server.remark().empty()) Complain(server.remark());
  for (const ModeRow& mode : snapshot.modes) {
    if (const std::string said = TextOf(mode); !said.empty()) Complain(said);
  }
}

int RunStatus(const StatusOptions& options) {
  const Result<std::unique_ptr<LiveServer>> server = LiveServer::Attach(options.live);
  if (!server) return EndWith(kExitNothing, server.error());
  store::SnapshotOptions wanted;
  wanted.clients = options.clients;
  wanted.incidents = options.incidents;
  PageQuery page;
  page.language = LanguageOfTag(options.language).value_or(Language::kEnglish);
  if (options.format == "html") wanted.language = page.language;
  if (options.format == "json" || options.format == "html") wanted.targets = kShownTargets;
  Snapshot snapshot = server.value()->Take(std::move(wanted));
  // Their files are read: for nobody but who is shown them.
  snapshot.models = server.value()->Models(snapshot.now);
  if (options.format == "json") {
    PrintText(RenderJson(snapshot));
  } else if (options.format == "prometheus") {
    PrintText(RenderPrometheus(snapshot));
  } else if (options.format == "html") {
    PrintText(RenderHtml(snapshot, page));
  } else if (options.format == "auto") {
    PrintText(RenderAuto(snapshot));
  } else {
    if (!server.value()->source().empty()) Complain(server.value()->source());
    PrintText(StatusText(snapshot, ColourOn(STDOUT_FILENO)));
  }
  return kExitDone;
}

Result<store::SnapshotOptions> SnapshotOptionsOf(const ClientsOptions& options) {
  const Result<std::optional<int64_t>> since = ParseMoment("--since", options.since, NowMicros());
  if (!since) return since.failure();
  store::SnapshotOptions wanted;
  wanted.clients = options.most == 0 ? kMaxClients : options.most;
  wanted.incidents = 0;
  // Who shuts out by a list of the exempt needs all of it.
  wanted.allowed = options.exempt ? kMaxClients : wanted.clients;
  wanted.listed = options.joined        ? store::Listed::kJoined
                  : options.blocked     ? store::Listed::kDenied
                  : options.would_block ? store::Listed::kWouldBeDenied
                                        : store::Listed::kAll;
  if (since.value()) wanted.seen_since = TickFromUnixMs(*since.value() / 1000);
  return wanted;
}

int RunClients(const ClientsOptions& options) {
  Result<store::SnapshotOptions> wanted = SnapshotOptionsOf(options);
  if (!wanted) return EndWith(kExitUsage, wanted.error());
  const Result<std::unique_ptr<LiveServer>> server = LiveServer::Attach(options.live);
  if (!server) return EndWith(kExitNothing, server.error());
  Snapshot snapshot = server.value()->Take(std::move(wanted).value());
  TellAbout(*server.value(), snapshot);
  const bool allowed = options.allowed || options.exempt;
  if (options.exempt) AddExempt(*server.value(), snapshot.now, snapshot.allowed);
  const bool lists_known = !options.exempt || server.value()->configuration() != nullptr;
  if (!lists_known)
    Complain(
        "what ErrWatchAllow and ErrWatchTrustedProxy list is missing here: the configuration is not known, " +
        server.value()->why_unknown());
  const std::string more = options.exempt ? std::string() : MoreText(options, snapshot);
  if (!more.empty()) Complain(more);
  const auto table_of = [&](Times times) {
    return allowed ? AllowedTableOf(snapshot, times) : ClientTableOf(snapshot, times);
  };
  if (options.format == "json") {
    PrintText(allowed ? RenderAllowedJson(snapshot) : RenderClientsJson(snapshot));
  } else if (options.format == "csv") {
    PrintText(table_of(Times::kUtc).ToCsv());
  } else {
    const Table table = table_of(Times::kLocal);
    PrintText(table.empty() ? NobodyText(options) : table.ToText(ColourOn(STDOUT_FILENO), 0));
    // Standard error has said it on the same terminal.
    if (!more.empty() && !(::isatty(STDOUT_FILENO) && ::isatty(STDERR_FILENO))) PrintText(more);
  }
  return lists_known ? kExitDone : kExitNothing;
}

}  // namespace errwatch::cli
