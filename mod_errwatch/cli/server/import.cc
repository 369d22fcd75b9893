#include "cli/server/import.h"

#include <unistd.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>

#include "base/quoted.h"
#include "base/time_text.h"
#include "cli/output/terminal.h"
#include "cli/server/answer.h"
#include "cli/server/by_hand.h"
#include "cli/server/list_import.h"
#include "cli/server/list_reader.h"
#include "cli/server/status.h"
#include "config/text_file.h"

namespace errwatch::cli {
namespace {

// REQUIRES: one of kListFormNames.
ListForm FormByName(std::string_view name) {
  const auto* found = std::ranges::find(kListFormNames, name);
  return static_cast<ListForm>(found - kListFormNames.begin());
}

Result<std::string> ReadAll(const std::string& file) {
  if (file != "-") return ReadTextFile(file, kMostListBytes);
  std::string text;
  char buffer[1 << 16];
  for (;;) {
    const ssize_t bytes = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes < 0) return Error{"standard input cannot be read"};
    if (bytes == 0) return text;
    text.append(buffer, static_cast<std::size_t>(bytes));
    if (text.size() > kMostListBytes) return Error{"standard input is longer than a list can be"};
  }
}

std::string Counted(uint64_t count, const char* one, const char* many) {
  return FormatCount(count) + " " + (count == 1 ? one : many);
}

std::string SummaryText(const ImportOptions& options, const ListRead& read, const ImportCounts& counts) {
  const std::string would = options.dry_run ? "would be " : "";
  std::string text = Counted(counts.clients, "client", "clients") + " and " +
                     Counted(counts.ranges, "range", "ranges") + " " + would + "blocked";
  if (counts.allowed != 0) text += ", " + FormatCount(counts.allowed) + " " + would + "allowed";
  text += " (" + std::string(NameOf(read.form)) + ")\n";
  const auto add = [&](uint64_t count, const char* what) {
    if (count != 0) text += FormatCount(count) + " " + what + "\n";
  };
  add(counts.kept, "left as they are: blocked or allowed already, and for as long");
  add(counts.refused, "not blocked: allow-listed, of this machine, a trusted proxy, or too wide");
  add(counts.no_room, "not blocked for lack of room");
  add(counts.elsewhere, "not blocked: of a scope that the server has not");
  add(read.others, "passed over: over by now, or no ban of an address");
  add(read.malformed + counts.malformed, "not understood");
  return text;
}

void Tell(const ImportOptions& options, const ListRead& read, const ListImport& import) {
  const ImportCounts& counts = import.counts();
  if (options.format != "json") {
    for (const std::string& remark : read.malformed_at) Complain(Printable(options.file) + ": " + remark);
    for (const std::string& remark : import.remarks()) Complain(remark);
    return PrintText(SummaryText(options, read, counts));
  }
  std::vector<std::string> remarks = read.malformed_at;
  remarks.insert(remarks.end(), import.remarks().begin(), import.remarks().end());
  PrintJson({{"form", NameOf(read.form)},
             {"dry_run", options.dry_run},
             {"clients", counts.clients},
             {"ranges", counts.ranges},
             {"allowed", counts.allowed},
             {"kept", counts.kept},
             {"refused", counts.refused},
             {"no_room", counts.no_room},
             {"elsewhere", counts.elsewhere},
             {"passed_over", read.others},
             {"malformed", read.malformed + counts.malformed},
             {"remarks", remarks}});
}

// One for all: of 100,000 there is no room for each, neither in the ring nor in a log that somebody reads.
void Report(store::Segment& segment, const std::string& reason, uint8_t scope, uint64_t count, Tick now) {
  store::Incident incident = IncidentByHand(IncidentKind::kImported, ClientAddress(), 0, scope, now);
  incident.score = static_cast<uint32_t>(std::min<uint64_t>(count, UINT32_MAX));
  incident.message = reason;
  segment.incidents().Append(incident);
}

}  // namespace

int RunImport(const ImportOptions& options) {
  const Result<Milliseconds> length = ParseLength(options.duration);
  if (!length) return Refuse(kExitUsage, length.error());
  const Result<std::string> text = ReadAll(options.file);
  if (!text) return Refuse(kExitNothing, text.error());
  // One moment for all: what is left of a block now is what it lasts from now on, however long reading takes.
  const Tick now = Now();
  const Result<ListRead> read = ReadList(text.value(), FormByName(options.form), UnixMs(now) * 1000);
  if (!read) return Refuse(kExitNothing, Printable(options.file) + ": " + read.error());
  const Result<std::unique_ptr<WritableServer>> server = WritableServer::Attach(options.live);
  if (!server) return Refuse(kExitNothing, server.error());
  const std::optional<uint8_t> scope = server.value()->FindScope(options.scope);
  if (!scope) {
    const Refusal refusal = NoSuchScope(*server.value(), options.scope);
    return Refuse(refusal.code, refusal.text);
  }
  ListImport import(*server.value(),
                    {length.value(), options.scope, options.reason, options.force, options.dry_run}, now);
  for (const ListEntry& entry : read.value().entries) import.Take(entry);
  const ImportCounts& counts = import.counts();
  const uint64_t entered = counts.clients + counts.ranges + counts.allowed;
  if (entered != 0 && !options.dry_run) {
    const std::string reason = options.reason.empty() ? options.file : options.reason;
    Report(server.value()->segment(), reason, *scope, entered, now);
    if (const Status saved = server.value()->Save(now); !saved) return Refuse(kExitNothing, saved.error());
    if (const std::string note = NoteOfBlock(*server.value()); !note.empty()) Complain(note);
  }
  Tell(options, read.value(), import);
  const bool nothing_understood =
      read.value().entries.size() == counts.malformed && read.value().malformed + counts.malformed != 0;
  return nothing_understood ? kExitNothing : kExitDone;
}

}  // namespace errwatch::cli
