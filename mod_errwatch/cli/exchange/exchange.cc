#include "cli/exchange/exchange.h"

#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "cli/exchange/decisions.h"
#include "cli/exchange/inbox.h"
#include "cli/exchange/outbox.h"
#include "cli/exchange/peer_book.h"
#include "cli/exchange/scope_limits.h"
#include "cli/exchange/server_wait.h"
#include "cli/output/exit_code.h"
#include "cli/server/answer.h"
#include "store/siphash.h"

namespace errwatch::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr Milliseconds kFlush{100};
constexpr uint64_t kSecond = 100;  // ticks
constexpr int kVersion = 1;

// Of the memory: no two have the same, but for a copy of a state file. Says nothing of the key.
std::string Epoch(const store::HashKey& key) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx",
                static_cast<unsigned long long>(store::SipPrint(store::kPublicKey, key.data(), key.size())));
  return text;
}

class Exchange {
 public:
  Exchange(const ExchangeOptions& options, WritableServer& server, const EndSignal& end)
      : options_(options),
        end_(end),
        server_(server),
        limits_(LimitsInForce()),
        read_(server.LiveServer::segment().models_read()),
        group_(server.LiveServer::segment().share().group()),
        outbox_(server.segment(), limits_, decisions_, Now()),
        inbox_(server, limits_, decisions_, [this](Tick now) { outbox_.Collect(now); }),
        peers_(options.host, Now()) {}

  // Until nobody reads or listens any more; true: because the server is another one now.
  bool Run(PipeLines& lines) {
    if (!Say({{"hello", Hello()}})) return false;
    while (!lines.ended() && !end_.came()) {
      const Tick now = Now();
      if (TicksSince(rested_, now) >= kSecond || now < rested_) {
        if (!IsSameServer()) return true;
        Rest(now);
        if (!Say({{"status", Status()}})) return false;
      }
      if (!Flush(now)) return false;
      if (!WaitForLines(end_, kFlush)) continue;
      for (const std::string& line : lines.Read()) Take(line);
      overlong_ = lines.overlong();
    }
    return false;
  }

 private:
  LimitsByScope LimitsInForce() const {
    return {server_.configuration(), {server_.limits(), server_.block_policy()}};
  }

  Json Hello() const {
    const store::SegmentReader& segment = server_.LiveServer::segment();
    Json hello = {{"version", kVersion}, {"group", group_}};
    if (!options_.host.empty()) hello["host"] = options_.host;
    hello["epoch"] = Epoch(segment.hash_key());
    hello["next"] = segment.journal().claimed() + 1;
    return hello;
  }

  // False: nobody reads any more.
  bool Say(const Json& line) const {
    return WriteToPipe(STDOUT_FILENO, line.dump(-1, ' ', true, Json::error_handler_t::replace) + "\n",
                       STDIN_FILENO, end_.descriptor());
  }

  bool Flush(Tick now) {
    const std::optional<Batch> batch = outbox_.Next(peers_.hosts(), now);
    if (!batch) return true;
    return Say({{"batch", {{"seq", batch->number}, {"time_ms", UnixMs(now)}, {"changes", batch->changes}}}});
  }

  // It may have ended, and another one begun, or be another group's now.
  bool IsSameServer() {
    const store::SegmentReader& segment = server_.LiveServer::segment();
    return server_.IsCurrent() && !server_.segment().journal().IsClosed() &&
           segment.share().group() == group_;
  }

  void Rest(Tick now) {
    rested_ = now;
    store::Segment& segment = server_.segment();
    segment.journal().WantUntil(After(now, store::kJournalWanted));
    if (const Tick read = segment.models_read(); std::exchange(read_, read) != read) {
      server_.ReadConfigurationAgain(options_.live);
      limits_ = LimitsInForce();
    }
    store::ShareStatus status = peers_.Status(inbox_, now);
    store::AddTo(status.counts, outbox_.counts());
    At(status.counts, store::ShareCount::kUnusable) += unusable_ + overlong_;
    shown_ = status.counts;
    segment.share().Tell(status);
  }

  Json Status() const {
    Json status = Json::object();
    for (std::size_t i = 0; i < store::kShareCounts; ++i) status[store::kShareCountNames[i]] = shown_[i];
    return status;
  }

  void Take(const std::string& line) {
    const nlohmann::json said = nlohmann::json::parse(line, nullptr, false);
    if (!said.is_object()) return void(++unusable_);
    if (const auto message = said.find("apply"); message != said.end()) return inbox_.Apply(*message, Now());
    if (const auto number = said.find("ack"); number != said.end() && number->is_number_unsigned())
      return outbox_.Acknowledge(number->get<uint64_t>());
    if (!peers_.Take(said, Now())) ++unusable_;
  }

  const ExchangeOptions& options_;
  const EndSignal& end_;
  WritableServer& server_;
  LimitsByScope limits_;
  Tick read_;  // when the server last read its configuration
  const std::string group_;
  Decisions decisions_;
  Outbox outbox_;
  Inbox inbox_;
  PeerBook peers_;
  store::ShareCounters shown_{};
  Tick rested_;
  uint64_t unusable_ = 0, overlong_ = 0;  // lines
};

}  // namespace

int RunExchange(const ExchangeOptions& options) {
  const EndSignal end;
  PipeLines lines(STDIN_FILENO);
  Result<ServerToExchange> found = WaitForServer(options.live, options.group, lines, end);
  if (!found) return Refuse(kExitNothing, found.error());
  if (found.value().server == nullptr) return kExitDone;
  if (!Exchange(options, *found.value().server, end).Run(lines)) return kExitDone;
  return Refuse(kExitNothing, "httpd has ended, or shares no longer in this group");
}

}  // namespace errwatch::cli
