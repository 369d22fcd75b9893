// Blocking and unblocking by hand, as `errwatch block`, `errwatch unblock` and `errwatch watch` do it. What
// comes of it is returned, and nothing is printed.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/ticks.h"
#include "cli/output/exit_code.h"
#include "cli/server/handled_client.h"
#include "cli/server/live_server.h"
#include "pages/snapshot.h"

namespace errwatch::cli {

struct BlockOptions {
  LiveOptions live;
  std::string address;  // "192.0.2.1", "2001:db8::1", "2001:db8::/64", "192.0.2.0/24"
  std::string duration = "1h";
  std::string scope = "server";
  std::string reason;
  bool force = false;           // whatever block_guard.h says against it, but for what never is denied
  std::string format = "text";  // text, json
};

struct UnblockOptions {
  LiveOptions live;
  std::string address;
  bool all = false;
  std::string format = "text";  // text, json
};

// Why nothing was done; the text is for people. With kExitDone there was nothing to do.
struct Refusal {
  ExitCode code = kExitNothing;
  std::string text;
};

struct BlockedByHand {
  HandledClient client;
  bool denied = false;           // from now on
  bool would_be_denied = false;  // were the engine On
  Tick until;
  Milliseconds length{0};
  std::string remark;  // why nobody, or not everybody, is denied; empty where there is nothing to say
  std::string note;    // that no server runs; empty otherwise
};

struct UnblockedByHand {
  std::vector<HandledClient> clients;
  std::string note;  // as above
};

std::variant<BlockedByHand, Refusal> BlockByHand(const BlockOptions& options);
std::variant<UnblockedByHand, Refusal> UnblockByHand(const UnblockOptions& options);

// Where no server runs the file has to be written, and whoever asked should know; else empty.
std::string NoteOf(const LiveServer& server);
// The same to whoever blocks; he should also know where nobody could look at the lists.
std::string NoteOfBlock(const LiveServer& server);

// "--for": longer than nothing.
Result<Milliseconds> ParseLength(const std::string& text);

// Why there is no such scope. Whoever asked is not told that the mistake is his where it is not.
Refusal NoSuchScope(const LiveServer& server, const std::string& scope);

// "192.0.2.1 in scope shop, all of the range, is blocked until ... UTC (1h)", to be shown anywhere.
std::string TextOf(const BlockedByHand& done);
// "192.0.2.1 may come again"
std::string UnblockedText(const HandledClient& client);

}  // namespace errwatch::cli
