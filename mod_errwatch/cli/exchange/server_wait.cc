#include "cli/exchange/server_wait.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "base/quoted.h"
#include "cli/output/terminal.h"
#include "store/state_access.h"

namespace errwatch::cli {
namespace {

constexpr Milliseconds kPause{500};

// What is waited for; empty where nothing is, or with what waiting does not help with.
struct Standing {
  std::string waits_for;
  std::string trouble;
};

Standing StandingOfServer(const LiveOptions& options, const std::string& group, std::string& path) {
  const Result<std::unique_ptr<LiveServer>> server = LiveServer::Attach(options);
  if (!server && server.failure().kind == ErrorKind::kMissing) return {server.error(), ""};
  if (!server) return {"", server.error()};
  // Without its age, which would be another one each time.
  if (!server.value()->remark().empty())
    return {"no httpd with mod_errwatch runs that uses " + server.value()->path(), ""};
  const std::string own = server.value()->segment().share().group();
  if (own.empty()) return {"httpd's configuration has no ErrWatchShare: nothing is shared", ""};
  if (!group.empty() && group != own)
    return {"", "ErrWatchShare says group " + Quoted(own) + ", and not " + Quoted(group)};
  path = server.value()->path();
  return {};
}

}  // namespace

bool WaitForLines(const EndSignal& end, Milliseconds longest) {
  std::array<pollfd, 2> watched = {pollfd{STDIN_FILENO, POLLIN, 0}, pollfd{end.descriptor(), POLLIN, 0}};
  return ::poll(watched.data(), watched.size(), static_cast<int>(longest.count())) > 0 &&
         watched[0].revents != 0;
}

Result<ServerToExchange> WaitForServer(const LiveOptions& options, const std::string& group, PipeLines& lines,
                                       const EndSignal& end) {
  std::string told;
  while (!lines.ended() && !end.came()) {
    std::string path;
    Standing standing = StandingOfServer(options, group, path);
    if (!standing.trouble.empty()) return Error{standing.trouble};
    if (standing.waits_for.empty()) {
      ServerToExchange found{nullptr, store::LockForExchange(path)};
      auto server = WritableServer::Attach(options);
      if (found.lock.ok() && server && server.value()->remark().empty()) {
        found.server = std::move(server).value();
        return found;
      }
      standing.waits_for =
          found.lock.ok() ? "httpd has just ended" : "another `errwatch exchange` is at work";
    }
    if (std::exchange(told, standing.waits_for) != standing.waits_for)
      Complain("waiting: " + standing.waits_for);
    if (WaitForLines(end, kPause)) lines.Read();
  }
  return ServerToExchange{nullptr, store::Descriptor()};
}

}  // namespace errwatch::cli
