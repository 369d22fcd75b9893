#include "cli/server/allow.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "base/duration.h"
#include "base/quoted.h"
#include "base/time_text.h"
#include "cli/output/terminal.h"
#include "cli/server/answer.h"
#include "cli/server/block_guard.h"
#include "cli/server/by_hand.h"
#include "cli/server/let_in.h"
#include "cli/server/status.h"

namespace errwatch::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string ShownName(const store::ListedView& view) {
  return view.address.ToString(PrefixOfRange(view.bits));
}

Json JsonOf(const std::string& address, uint8_t range_bits) {
  Json object = {{"address", address}};
  if (range_bits != 0) object["range_bits"] = range_bits;
  return object;
}

// What the server's log and events tell.
void Report(store::Segment& segment, const AllowOptions& options, const BlockTarget& target, Tick until,
            Tick now) {
  store::Incident incident =
      IncidentByHand(IncidentKind::kAllowed, target.address, target.range_bits, 0, now);
  incident.until = until;
  incident.message = options.reason;
  segment.incidents().Append(incident);
  segment.journal().Note(
      {store::JournalKind::kAllow, 0, 0, target.range_bits, 0, now, until, target.address});
}

void Tell(const AllowOptions& options, const BlockTarget& target, Tick until, Milliseconds length,
          const std::vector<HandledClient>& freed) {
  if (options.format == "json") {
    Json object = JsonOf(target.ToString(), target.range_bits);
    object["allowed_until"] = FormatTime(until);
    object["allow_ms"] = length.count();
    object["unblocked"] = Json::array();
    for (const HandledClient& client : freed) object["unblocked"].push_back(JsonOfHandled(client));
    return PrintJson(object);
  }
  PrintText(target.ToString() + (target.is_range() ? ", all of the range," : "") + " is allowed until " +
            FormatTimeShort(until) + " UTC (" + FormatDuration(length) + ")");
  for (const HandledClient& client : freed) PrintText(UnblockedText(client));
}

// Who is allowed, though not as it was written: in a wider range, or parts of it alone.
std::string NotAsWritten(const store::SegmentReader& segment, const BlockTarget& target, Tick now) {
  std::string said = Quoted(target.ToString()) + " is not on the list of those who are allowed";
  bool any = false;
  segment.listed().ForEach(now, [&](const store::ListedView& view) {
    if (any || view.kind != store::ListKind::kAllowed ||
        !store::Overlap(view.address, view.bits, target.address, target.bits()))
      return;
    any = true;
    said += "; " + ShownName(view) + " is: `errwatch disallow " + ShownName(view) + "`";
  });
  return said;
}

}  // namespace

int RunAllow(const AllowOptions& options) {
  const Result<Milliseconds> length = ParseLength(options.duration);
  if (!length) return Refuse(kExitUsage, length.error());
  if (ComplainsOfAddress(options.address)) return kExitUsage;
  const Result<std::unique_ptr<WritableServer>> server = WritableServer::Attach(options.live);
  if (!server) return Refuse(kExitNothing, server.error());
  store::Segment& segment = server.value()->segment();
  const auto target = TargetOrComplaint(options.address, segment.prefix());
  if (!target) return kExitUsage;
  if (const auto objection = AgainstWidth(*target); objection && !options.force)
    return Refuse(kExitNothing, objection->text);
  const Tick now = Now();
  const Tick until = After(now, length.value());
  store::ListedRange range;
  range.kind = store::ListKind::kAllowed;
  range.address = target->address;
  range.bits = target->bits();
  if (!segment.listed().Enter(range, until, options.reason, now)) {
    return Refuse(kExitNothing,
                  "there is no place left for one more: `errwatch clients --allowed` shows those that are "
                  "allowed, `errwatch disallow` ends some");
  }
  Report(segment, options, *target, until, now);
  const std::vector<HandledClient> freed = LetInAllOf(segment, *target, now);
  if (const Status saved = server.value()->Save(now); !saved) return Refuse(kExitNothing, saved.error());
  if (const std::string note = NoteOf(*server.value()); !note.empty()) Complain(note);
  Tell(options, *target, until, length.value(), freed);
  return kExitDone;
}

int RunDisallow(const DisallowOptions& options) {
  if (!options.all && ComplainsOfAddress(options.address)) return kExitUsage;
  const Result<std::unique_ptr<WritableServer>> server = WritableServer::Attach(options.live);
  if (!server) return Refuse(kExitNothing, server.error());
  store::Segment& segment = server.value()->segment();
  std::optional<BlockTarget> target;
  if (!options.all) {
    target = TargetOrComplaint(options.address, segment.prefix());
    if (!target) return kExitUsage;
  }
  const Tick now = Now();
  std::vector<store::ListedView> ended;
  segment.listed().EndIf(
      [&](const store::ListedView& view) {
        return view.kind == store::ListKind::kAllowed &&
               (!target || (view.address == target->address && view.bits == target->bits()));
      },
      now, [&](const store::ListedView& view) { ended.push_back(view); });
  Json list = Json::array();
  for (const store::ListedView& view : ended) {
    const uint8_t range_bits = store::RangeBits(view.address, view.bits, segment.prefix());
    segment.incidents().Append(
        IncidentByHand(IncidentKind::kDisallowed, view.address, range_bits, view.scope, now));
    segment.journal().Note({store::JournalKind::kDisallow, 0, 0, range_bits, 0, now, {}, view.address});
    list.push_back(JsonOf(ShownName(view), range_bits));
  }
  const bool json = options.format == "json";
  if (ended.empty()) {
    if (json && options.all) PrintJson({{"disallowed", list}});
    return target ? Refuse(kExitNothing, NotAsWritten(segment, *target, now))
                  : Refuse(kExitDone, "nobody is allowed at run time");
  }
  if (const Status saved = server.value()->Save(now); !saved) return Refuse(kExitNothing, saved.error());
  if (const std::string note = NoteOf(*server.value()); !note.empty()) Complain(note);
  if (json) PrintJson({{"disallowed", list}});
  for (const store::ListedView& view : ended) {
    if (!json) PrintText(ShownName(view) + " is no longer allowed");
  }
  return kExitDone;
}

}  // namespace errwatch::cli
