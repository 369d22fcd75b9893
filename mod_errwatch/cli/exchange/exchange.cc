#include "cli/exchange/exchange.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "cli/exchange/inbox.h"
#include "cli/exchange/outbox.h"
#include "cli/exchange/pipe_lines.h"
#include "cli/logs/end_signal.h"
#include "cli/output/exit_code.h"
#include "cli/output/terminal.h"
#include "cli/server/answer.h"
#include "store/write_all.h"

namespace errwatch::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr Milliseconds kFlush{100};
constexpr uint64_t kSecond = 100;  // ticks
// While whoever carries the lines is gone, what happens is noted for so long.
constexpr Milliseconds kWanted{3600 * 1000};
constexpr int kVersion = 1;
constexpr int kPauseMs = 200;  // between two looks for a server

class Exchange {
 public:
  Exchange(const ExchangeOptions& options, WritableServer& server)
      : options_(options),
        server_(server),
        limits_(server.limits()),
        policy_(server.block_policy()),
        outbox_(server.segment(), limits_, Now()),
        inbox_(server, limits_, policy_) {}

  int Run() {
    const EndSignal end;
    PipeLines lines(STDIN_FILENO);
    Rest();
    if (!Say({{"hello", Hello()}})) return kExitDone;
    while (!lines.ended() && !end.came()) {
      // Nothing is given from a memory that nobody has any more, or into it: what took its place would not
      // know of it.
      if (server_.segment().journal().ended() || !server_.HasServer()) {
        Complain("the server has ended");
        return kExitDone;
      }
      if (!Flush()) return kExitDone;
      std::array<pollfd, 2> watched = {pollfd{STDIN_FILENO, POLLIN, 0}, pollfd{end.descriptor(), POLLIN, 0}};
      if (::poll(watched.data(), watched.size(), static_cast<int>(kFlush.count())) <= 0) continue;
      if (watched[0].revents == 0) continue;
      for (const std::string& line : lines.Read()) Take(line);
    }
    return kExitDone;
  }

 private:
  Json Hello() {
    const store::Journal journal = server_.segment().journal();
    return {{"version", kVersion},
            {"group", options_.group},
            {"host", options_.host},
            {"epoch", std::to_string(UnixMs(server_.segment().created()))},
            {"next", journal.claimed() + 1}};
  }

  // False: nobody reads any more.
  static bool Say(const Json& line) {
    return store::WriteAll(STDOUT_FILENO, line.dump(-1, ' ', true, Json::error_handler_t::replace) + "\n");
  }

  bool Flush() {
    const Tick now = Now();
    if (TicksSince(rested_, now) >= kSecond || now < rested_) {
      Rest();
      if (!Say({{"status", Status()}})) return false;
    }
    const std::optional<Batch> batch = outbox_.Next(hosts_, now);
    if (!batch) return true;
    return Say({{"batch", {{"seq", batch->number}, {"time_ms", UnixMs(now)}, {"changes", batch->changes}}}});
  }

  void Rest() {
    rested_ = Now();
    server_.segment().journal().WantUntil(After(rested_, kWanted));
  }

  Json Status() const {
    const OutboxCounts out = outbox_.counts();
    const InboxCounts& in = inbox_.counts();
    return {{"given", out.given},    {"held", out.held},
            {"lost", out.lost},      {"messages", in.messages},
            {"poured", in.poured},   {"blocked", in.blocked},
            {"let_in", in.let_in},   {"known", in.known},
            {"refused", in.refused}, {"unusable", in.unusable + unusable_}};
  }

  void Take(const std::string& line) {
    const nlohmann::json said = nlohmann::json::parse(line, nullptr, false);
    if (!said.is_object()) return void(++unusable_);
    if (const auto message = said.find("apply"); message != said.end()) return inbox_.Apply(*message, Now());
    if (const auto number = said.find("ack"); number != said.end() && number->is_number_unsigned())
      return outbox_.Acknowledge(number->get<uint64_t>());
    if (const auto peers = said.find("peers"); peers != said.end() && peers->is_array()) return Count(*peers);
    if (!said.contains("transport")) ++unusable_;
  }

  void Count(const nlohmann::json& peers) {
    hosts_ = 1;
    for (const nlohmann::json& peer : peers)
      if (peer.is_object() && peer.value("state", nlohmann::json()) == "live") ++hosts_;
  }

  const ExchangeOptions& options_;
  WritableServer& server_;
  const Limits limits_;
  const BlockPolicy policy_;
  Outbox outbox_;
  Inbox inbox_;
  uint32_t hosts_ = 1;
  Tick rested_;
  uint64_t unusable_ = 0;
};

// False: standard input ended, or a signal came, before there was a server.
bool WaitForServer(const std::string& path) {
  const EndSignal end;
  PipeLines lines(STDIN_FILENO);
  while (!lines.ended() && !end.came()) {
    if (store::IsLive(path)) return true;
    std::array<pollfd, 2> watched = {pollfd{STDIN_FILENO, POLLIN, 0}, pollfd{end.descriptor(), POLLIN, 0}};
    if (::poll(watched.data(), watched.size(), kPauseMs) > 0 && watched[0].revents != 0) lines.Read();
  }
  return false;
}

}  // namespace

int RunExchange(const ExchangeOptions& options) {
  // A server that starts has its file before the file says where its memory is.
  constexpr int kTries = 15;
  std::string path;
  int failures = 0;
  bool told = false;
  do {
    Result<std::unique_ptr<WritableServer>> server = WritableServer::Attach(options.live);
    if (!server) {
      const bool starts = ::access(StatePath(options.live, nullptr).c_str(), R_OK | W_OK) == 0;
      if (!starts || ++failures == kTries) return Refuse(kExitNothing, server.error());
      ::poll(nullptr, 0, kPauseMs);
      continue;
    }
    if (server.value()->remark().empty()) return Exchange(options, *server.value()).Run();
    if (!std::exchange(told, true)) Complain(server.value()->remark() + ": waiting for a server");
    path = server.value()->path();
  } while (path.empty() || WaitForServer(path));
  return kExitDone;
}

}  // namespace errwatch::cli
