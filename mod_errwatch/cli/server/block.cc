#include "cli/server/block.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/time_text.h"
#include "cli/output/terminal.h"
#include "cli/server/answer.h"
#include "cli/server/status.h"

namespace errwatch::cli {
namespace {

using Json = nlohmann::ordered_json;

Json ToJson(const BlockedByHand& done) {
  Json object = JsonOfHandled(done.client);
  object["blocked"] = done.denied;
  object["detection_only"] = done.would_be_denied;
  object["blocked_until"] = FormatTime(done.until);
  object["block_ms"] = done.length.count();
  if (!done.remark.empty()) object["remark"] = done.remark;
  return object;
}

void Note(const std::string& note) {
  if (!note.empty()) Complain(note);
}

}  // namespace

int RunBlock(const BlockOptions& options) {
  const auto outcome = BlockByHand(options);
  if (const auto* refusal = std::get_if<Refusal>(&outcome)) return Refuse(refusal->code, refusal->text);
  const auto& done = std::get<BlockedByHand>(outcome);
  Note(done.note);
  if (options.format == "json") {
    PrintJson(ToJson(done));
  } else {
    PrintText(TextOf(done));
  }
  return kExitDone;
}

int RunUnblock(const UnblockOptions& options) {
  const auto outcome = UnblockByHand(options);
  const auto* refusal = std::get_if<Refusal>(&outcome);
  const bool json = options.format == "json";
  // Of nobody who was blocked there is a list, too: whoever reads it asks for no other sign.
  if (refusal != nullptr && refusal->code == kExitDone && json) PrintJson({{"unblocked", Json::array()}});
  if (refusal != nullptr) return Refuse(refusal->code, refusal->text);
  const auto& done = std::get<UnblockedByHand>(outcome);
  Note(done.note);
  if (json) {
    Json list = Json::array();
    for (const HandledClient& client : done.clients) list.push_back(JsonOfHandled(client));
    PrintJson({{"unblocked", list}});
  } else {
    for (const HandledClient& client : done.clients) PrintText(UnblockedText(client));
  }
  return kExitDone;
}

}  // namespace errwatch::cli
