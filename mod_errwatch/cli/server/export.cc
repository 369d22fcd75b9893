#include "cli/server/export.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <tuple>

#include "base/time_text.h"
#include "base/version.h"
#include "cli/output/exit_code.h"
#include "cli/output/table.h"
#include "cli/output/terminal.h"
#include "cli/server/status.h"
#include "store/listed_ranges.h"

namespace errwatch::cli {
namespace {

using Json = nlohmann::ordered_json;
using store::ListKind;

constexpr std::size_t kEverybody = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kAddressesALine = 100;

uint64_t SecondsLeft(const ExportedEntry& entry, Tick now) {
  return static_cast<uint64_t>(std::max<int64_t>(1, DurationOf(TicksSince(now, entry.until)).count() / 1000));
}

uint8_t BitsOf(const ShownClient& client) {
  return client.address.is_ipv4() ? client.prefix.ipv4 : client.prefix.ipv6;
}

bool IsRange(const ExportedEntry& entry) { return entry.bits < (entry.address.address.is_ipv4() ? 32 : 128); }

std::string AsJson(const std::vector<ExportedEntry>& entries, Tick now) {
  Json list = Json::array();
  for (const ExportedEntry& entry : entries) {
    Json object = {{"kind", NameOf(entry.kind)}, {"address", entry.address.ToString()}};
    if (entry.kind == ListKind::kBlocked) object["scope"] = entry.scope;
    object["until"] = FormatTime(entry.until);
    if (!entry.reason.empty()) object["reason"] = entry.reason;
    list.push_back(std::move(object));
  }
  const Json all = {{"errwatch", kVersion}, {"exported", FormatTime(now)}, {"entries", list}};
  return all.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

std::string AsCsv(const std::vector<ExportedEntry>& entries) {
  std::string text = CsvLine({"kind", "address", "scope", "until", "reason"});
  for (const ExportedEntry& entry : entries) {
    text += CsvLine({std::string(NameOf(entry.kind)), entry.address.ToString(), Printable(entry.scope),
                     FormatTime(entry.until), Printable(entry.reason)});
  }
  return text;
}

std::string AsCrowdsec(const std::vector<ExportedEntry>& entries, Tick now) {
  std::string text = "duration,scope,value,reason,type\n";
  for (const ExportedEntry& entry : entries) {
    text += CsvLine({std::to_string(SecondsLeft(entry, now)) + "s", IsRange(entry) ? "range" : "ip",
                     entry.address.ToString(), "errwatch", "ban"});
  }
  return text;
}

std::string AsFail2ban(const std::vector<ExportedEntry>& entries, const std::string& jail) {
  std::string text;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i % kAddressesALine == 0) text += (i == 0 ? "" : "\n") + ("fail2ban-client set " + jail + " banip");
    text += " " + entries[i].address.ToString();
  }
  return text.empty() ? text : text + "\n";
}

// Of sets that hold ranges no two elements may overlap.
std::vector<const ExportedEntry*> WithoutOverlaps(const std::vector<ExportedEntry>& entries, bool ipv4) {
  std::vector<const ExportedEntry*> kept;
  std::vector<const ExportedEntry*> ranges;
  for (const ExportedEntry& entry : entries) {
    const ClientAddress& address = entry.address.address;
    if (address.is_ipv4() != ipv4) continue;
    const bool is_held = std::ranges::any_of(ranges, [&](const ExportedEntry* range) {
      return store::Holds(range->address.address, range->bits, address, entry.bits);
    });
    if (is_held) continue;
    if (IsRange(entry)) ranges.push_back(&entry);
    if (!kept.empty() && kept.back()->address == entry.address) continue;
    kept.push_back(&entry);
  }
  return kept;
}

// Not errwatch-firewall's table. It is read as one change: sets, nothing in them, then who is out by now.
std::string AsNftables(const std::vector<ExportedEntry>& entries, Tick now) {
  constexpr std::string_view kTable = "inet errwatch_list";
  std::string text = "table " + std::string(kTable) + " {\n";
  for (const bool ipv4 : {true, false}) {
    text += std::string("  set ") + (ipv4 ? "blocked4" : "blocked6") + " {\n    type " +
            (ipv4 ? "ipv4_addr" : "ipv6_addr") + "\n    flags interval, timeout\n  }\n";
  }
  text += "}\n";
  for (const bool ipv4 : {true, false}) {
    const std::string set = std::string(kTable) + (ipv4 ? " blocked4" : " blocked6");
    text += "flush set " + set + "\n";
    std::string elements;
    for (const ExportedEntry* entry : WithoutOverlaps(entries, ipv4)) {
      elements += (elements.empty() ? "" : ",\n  ") + entry->address.ToString() + " timeout " +
                  std::to_string(SecondsLeft(*entry, now)) + "s";
    }
    if (!elements.empty()) text += "add element " + set + " {\n  " + elements + "\n}\n";
  }
  return text;
}

std::string Lines(const std::vector<ExportedEntry>& entries, std::string_view blocked,
                  std::string_view allowed) {
  std::string text;
  for (const ExportedEntry& entry : entries) {
    text += entry.kind == ListKind::kAllowed ? allowed : blocked;
    text += entry.address.ToString() + "\n";
  }
  return text;
}

}  // namespace

std::vector<ExportedEntry> EntriesOf(const Snapshot& snapshot, bool blocked, bool allowed) {
  std::vector<ExportedEntry> entries;
  for (const ClientRow& row : snapshot.clients) {
    if (!blocked || !row.blocked || row.foreign_only) continue;
    entries.push_back({ListKind::kBlocked, row.address, BitsOf(row.address), row.scope, row.blocked_until,
                       row.remark.empty() ? row.reason : row.remark});
  }
  for (const AllowedRow& row : snapshot.allowed) {
    if (allowed)
      entries.push_back({ListKind::kAllowed, row.address, BitsOf(row.address), "", row.until, row.reason});
  }
  // Of the same address in two scopes the longer one first.
  std::ranges::sort(entries, [](const ExportedEntry& a, const ExportedEntry& b) {
    return std::tie(a.kind, a.bits, a.address.address, b.until) <
           std::tie(b.kind, b.bits, b.address.address, a.until);
  });
  return entries;
}

std::string ListText(const std::vector<ExportedEntry>& entries, const ExportOptions& options, Tick now) {
  if (options.format == "csv") return AsCsv(entries);
  if (options.format == "plain") return Lines(entries, "", "");
  if (options.format == "httpd") return Lines(entries, "Require not ip ", "ErrWatchAllow ");
  if (options.format == "fail2ban") return AsFail2ban(entries, options.jail);
  if (options.format == "crowdsec") return AsCrowdsec(entries, now);
  if (options.format == "nftables") return AsNftables(entries, now);
  return AsJson(entries, now);
}

int RunExport(const ExportOptions& options) {
  const Result<std::unique_ptr<LiveServer>> server = LiveServer::Attach(options.live);
  if (!server) return EndWith(kExitNothing, server.error());
  store::SnapshotOptions wanted;
  wanted.clients = wanted.allowed = kEverybody;
  wanted.incidents = 0;
  wanted.listed = store::Listed::kDenied;
  const Snapshot snapshot = server.value()->Take(std::move(wanted));
  TellAbout(*server.value(), snapshot);
  const bool blocked = options.blocked || !options.allowed;
  const std::string text = ListText(EntriesOf(snapshot, blocked, options.allowed), options, snapshot.now);
  // A list of nobody is a list, too: whoever reads it must not keep the one before.
  if (!text.empty()) PrintText(text);
  return kExitDone;
}

}  // namespace errwatch::cli
