// Lines that errwatch-share hands on from other hosts, as `errwatch exchange` takes them: whatever stands
// in them, who is never denied is not blocked, nothing lasts longer than it may, nothing is made twice,
// and what is given back is read as it was given. One line each; an empty one lets a minute pass.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "../unit/started_state.h"
#include "../unit/temporary_directory.h"
#include "cli/exchange/inbox.h"
#include "cli/exchange/outbox.h"
#include "cli/exchange/peer_book.h"
#include "model/bucket_tag.h"
#include "model/identity.h"

namespace {

using namespace errwatch;       // NOLINT: a program of its own
using namespace errwatch::cli;  // NOLINT
using nlohmann::json;
using store::ShareCount;

constexpr Tick kStart = TickFromUnixMs(1'764'432'000'000);
constexpr Milliseconds kLongest{400LL * 24 * 3600 * 1000};
constexpr std::size_t kMostLines = 64;

void Require(bool condition) {
  if (!condition) std::abort();
}

// A server with no configuration but the limits that hold without one.
struct Server {
  TemporaryDirectory files;
  std::unique_ptr<store::StartedState> state;
  std::unique_ptr<WritableServer> attached;

  Server() {
    setenv("ERRWATCH_CONFIG", files.Write("empty.conf", "").c_str(), 1);
    auto started = store::StartState(files.Path("state"), store::Geometry{2, 64, 16, 16}, {}, kStart);
    Require(started.ok());
    state = std::move(started).value();
    LiveOptions options;
    options.state = files.Path("state");
    auto found = WritableServer::Attach(options);
    Require(found.ok());
    attached = std::move(found).value();
  }
  // As it was when it began.
  WritableServer& Anew() {
    const std::span<std::byte> bytes = state->memory.bytes();
    const store::SegmentReader& before = state->segment();
    const store::Geometry geometry = before.geometry();
    const store::HashKey key = before.hash_key();
    std::memset(bytes.data(), 0, bytes.size());
    auto fresh = store::Segment::Format(bytes, geometry, key, {}, kStart);
    Require(fresh.ok());
    fresh.value().RegisterScope("server");
    fresh.value().RegisterScope("shop");
    store::Journal journal = fresh.value().journal();
    journal.Resume(kStart);
    journal.WantUntil(After(kStart, store::kJournalWanted));
    const uint8_t bytes_of[4] = {198, 51, 100, 7};
    const ClientAddress client = ClientAddress::FromIpv4(bytes_of);
    using Kind = store::JournalKind;
    journal.Note({Kind::kPour, 0, TagOf(Category::kAuthFailure), 0, 5000, kStart, {}, client, false});
    journal.Note({Kind::kBlock, 0, 0, 0, 0, kStart, After(kStart, Milliseconds(60'000)), client, false});
    return *attached;
  }
};

class Exchange {
 public:
  explicit Exchange(WritableServer& server)
      : server_(server),
        outbox_(server.segment(), limits_, decisions_, kStart),
        inbox_(server, limits_, decisions_, [this](Tick now) { outbox_.Collect(now); }),
        peers_("web1", kStart) {}

  void Take(std::string_view line) {
    if (line.empty()) now_ = After(now_, Milliseconds(60'000));
    const json said = json::parse(line, nullptr, false);
    if (said.is_object()) {
      if (const auto message = said.find("apply"); message != said.end()) {
        ApplyTwice(*message);
      } else if (const auto number = said.find("ack"); number != said.end() && number->is_number_unsigned()) {
        outbox_.Acknowledge(number->get<uint64_t>());
      } else {
        peers_.Take(said, now_);
      }
    }
    Give();
  }

  void Check() {
    const store::Segment& segment = server_.segment();
    const Tick latest = After(now_, kLongest);
    segment.clients().ForEach([&](const store::ClientView& view) {
      Require(view.block.until <= latest);
      Require(!IsLoopbackHost(view.address) || !view.block.Active(now_));
    });
    segment.listed().ForEach(now_, [&](const store::ListedView& view) {
      Require(view.until <= latest);
      Require(view.bits >= (view.address.is_ipv4() ? 12 : 28));  // AgainstWidth
    });
    Require(inbox_.by_host().size() <= store::kSharePeers + 1);
    const store::ShareStatus status = peers_.Status(inbox_, now_);
    server_.segment().share().Tell(status);
    const store::ShareStatus told = segment.share().All();
    Require(told.host == std::string(status.host.c_str()) && told.counts == status.counts);
    Require(told.peers.size() <= status.peers.size() && told.peers.size() <= store::kSharePeers);
  }

 private:
  void ApplyTwice(const json& message) {
    inbox_.Apply(message, now_);
    const store::ShareCounters once = inbox_.counts();
    inbox_.Apply(message, now_);
    for (const ShareCount made : {ShareCount::kPoured, ShareCount::kBlocked, ShareCount::kLetIn})
      Require(At(inbox_.counts(), made) == At(once, made));
  }

  void Give() {
    const std::optional<Batch> batch = outbox_.Next(peers_.hosts(), now_);
    if (!batch) return;
    Require(!batch->changes.empty());
    for (const auto& change : batch->changes)
      Require(ReadChange(json::parse(change.dump(-1, ' ', true))).has_value());
  }

  const LimitsByScope limits_{nullptr, {DefaultLimits(), BlockPolicy{}}};
  WritableServer& server_;
  Decisions decisions_;
  Outbox outbox_;
  Inbox inbox_;
  PeerBook peers_;
  Tick now_ = After(kStart, Milliseconds(1000));
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Server server;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  Exchange exchange(server.Anew());
  for (std::size_t lines = 0; !input.empty() && lines < kMostLines; ++lines) {
    const std::size_t end = std::min(input.find('\n'), input.size());
    exchange.Take(input.substr(0, end));
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  exchange.Check();
  return 0;
}
