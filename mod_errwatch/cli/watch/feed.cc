#include "cli/watch/feed.h"

#include <algorithm>
#include <limits>

#include "pages/page_query.h"

namespace errwatch::cli {
namespace {

// Who looks at a list goes through no more; a filter finds what is further down in `errwatch clients`.
constexpr std::size_t kMostClients = 5000;
constexpr std::size_t kMostIncidents = std::numeric_limits<std::size_t>::max();  // the ring has an end

uint64_t CounterOf(const Snapshot& snapshot, std::string_view name) {
  const auto found = std::ranges::find(snapshot.counters, name, &CounterRow::name);
  return found == snapshot.counters.end() ? 0 : found->value;
}

uint64_t LastNumber(const Snapshot& snapshot) {
  return snapshot.incidents.empty() ? 0 : snapshot.incidents.front().number;
}

// Another state file, or one that was made anew.
bool BeganAnew(const Snapshot& before, const Snapshot& after) {
  const bool counts_back = !after.incidents.empty() && LastNumber(after) < LastNumber(before);
  return before.started != after.started || counts_back;
}

}  // namespace

std::optional<Rates> RatesBetween(const Snapshot& before, const Snapshot& after) {
  if (BeganAnew(before, after) || after.now <= before.now) return std::nullopt;
  const double seconds = static_cast<double>(UnixMs(after.now) - UnixMs(before.now)) / 1000.0;
  const auto rate = [&](std::string_view name) -> std::optional<double> {
    const uint64_t from = CounterOf(before, name), to = CounterOf(after, name);
    if (to < from) return std::nullopt;
    return static_cast<double>(to - from) / seconds;
  };
  const auto entries = rate("entries"), denials = rate("denials");
  if (!entries || !denials) return std::nullopt;
  return Rates{*entries, *denials};
}

std::vector<IncidentRow> NewIncidents(const Snapshot& before, const Snapshot& after) {
  const bool anew = BeganAnew(before, after) || before.incidents.empty();
  const uint64_t last = LastNumber(before);
  std::vector<IncidentRow> news;
  for (const IncidentRow& row : after.incidents) {
    if (anew || row.number > last) news.push_back(row);
  }
  std::ranges::reverse(news);
  return news;
}

Result<Feed> Feed::Open(const LiveOptions& options) {
  auto server = LiveServer::Attach(options);
  if (!server) return server.failure();
  Feed feed;
  feed.server_ = std::move(server).value();
  feed.Take();
  return feed;
}

void Feed::Take() {
  snapshot_ = server_->Take(kMostClients, kMostIncidents);
  trouble_ = server_->remark();
}

std::vector<StoryRows> Feed::StoriesOf(const std::string& address) const {
  const std::optional<ClientAddress> client = ClientOfQuery(address);
  return client ? server_->TakeClient(*client).stories : std::vector<StoryRows>();
}

void Feed::Refresh() {
  news_.clear();
  rates_.reset();
  if (const Status opened = server_->Reopen(); !opened) {
    trouble_ = opened.error();
    return;
  }
  const Snapshot before = std::move(snapshot_);
  Take();
  rates_ = RatesBetween(before, snapshot_);
  news_ = NewIncidents(before, snapshot_);
}

}  // namespace errwatch::cli
