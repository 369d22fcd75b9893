#include "httpd/reverse_lookups.h"

#include <ares.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <poll.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace errwatch::httpd {
namespace {

using Clock = std::chrono::steady_clock;

// A question is given up after two and then four seconds with each server.
constexpr int kTimeoutMs = 2000;
constexpr int kTries = 2;
// More addresses than that no name of a crawler has.
constexpr int kMostAddresses = 64;

DnsOutcome OutcomeOf(int status) {
  if (status == ARES_SUCCESS) return DnsOutcome::kFound;
  return status == ARES_ENOTFOUND || status == ARES_ENODATA ? DnsOutcome::kNone : DnsOutcome::kFailed;
}

// The names of a reply; none when it cannot be read.
std::vector<std::string> NamesIn(const unsigned char* answer, int bytes, int* status) {
  // The address is copied into the result alone, which nobody looks at.
  constexpr std::array<unsigned char, 4> kNoAddress{};
  hostent* host = nullptr;
  *status = ares_parse_ptr_reply(answer, bytes, kNoAddress.data(), kNoAddress.size(), AF_INET, &host);
  std::vector<std::string> names;
  if (*status != ARES_SUCCESS || host == nullptr) return names;
  if (host->h_name != nullptr) names.emplace_back(host->h_name);
  for (char** alias = host->h_aliases; alias != nullptr && *alias != nullptr; ++alias)
    names.emplace_back(*alias);
  ares_free_hostent(host);
  return names;
}

std::vector<ClientAddress> AddressesIn(const unsigned char* answer, int bytes, bool ipv4, int* status) {
  std::vector<ClientAddress> addresses;
  int count = kMostAddresses;
  if (ipv4) {
    std::array<ares_addrttl, kMostAddresses> found;
    *status = ares_parse_a_reply(answer, bytes, nullptr, found.data(), &count);
    if (*status != ARES_SUCCESS) return addresses;
    for (int i = 0; i < count; ++i)
      addresses.push_back(ClientAddress::FromIpv4(&found[static_cast<std::size_t>(i)].ipaddr));
  } else {
    std::array<ares_addr6ttl, kMostAddresses> found;
    *status = ares_parse_aaaa_reply(answer, bytes, nullptr, found.data(), &count);
    if (*status != ARES_SUCCESS) return addresses;
    for (int i = 0; i < count; ++i)
      addresses.push_back(ClientAddress::FromIpv6(&found[static_cast<std::size_t>(i)].ip6addr));
  }
  return addresses;
}

}  // namespace

// On its way through c-ares, which hands it back exactly once.
struct ReverseLookups::Lookup {
  ReverseLookups* owner;
  uint32_t id;
  ClientAddress client;
  const Crawler* crawler;
};

Result<std::unique_ptr<ReverseLookups>> ReverseLookups::Open(const std::string& resolver) {
  std::unique_ptr<ReverseLookups> lookups(new ReverseLookups());
  ares_options options{};
  options.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES;
  options.timeout = kTimeoutMs;
  options.tries = kTries;
  int status =
      ares_init_options(&lookups->channel_, &options, ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES);
  if (status != ARES_SUCCESS) {
    lookups->channel_ = nullptr;
    return Error{std::string("the DNS cannot be asked: ") + ares_strerror(status)};
  }
  if (!resolver.empty()) status = ares_set_servers_ports_csv(lookups->channel_, resolver.c_str());
  if (status != ARES_SUCCESS)
    return Error{"the name server " + resolver + " cannot be asked: " + ares_strerror(status)};
  return lookups;
}

ReverseLookups::~ReverseLookups() {
  if (channel_ != nullptr) ares_destroy(channel_);
}

void ReverseLookups::Query(const std::string& name, int type,
                           void (*done)(void*, int, int, unsigned char*, int), Lookup* lookup) {
  ares_query(channel_, name.c_str(), C_IN, type, done, lookup);
}

void ReverseLookups::Ask(uint32_t id, const ClientAddress& client, const Crawler& crawler) {
  auto lookup = std::make_unique<Lookup>(Lookup{this, id, client, &crawler});
  const std::string name = ReverseName(client);
  answers_.reserve(answers_.size() + under_way_ + 1);  // so that no answer needs memory
  ++under_way_;
  Query(name, T_PTR, &OnNames, lookup.release());
}

void ReverseLookups::Finish(Lookup* lookup, CrawlerClaim claim) noexcept {
  answers_.push_back({lookup->id, claim});  // there is room: Ask
  --under_way_;
  delete lookup;
}

void ReverseLookups::OnNames(void* data, int status, int, unsigned char* answer, int bytes) {
  auto* lookup = static_cast<Lookup*>(data);
  ReverseLookups& self = *lookup->owner;
  CrawlerClaim claim = CrawlerClaim::kAnnounced;
  try {
    std::vector<std::string> names;
    if (status == ARES_SUCCESS) names = NamesIn(answer, bytes, &status);
    const NextStep next = JudgeNames(OutcomeOf(status), names, *lookup->crawler);
    if (!next.claim)
      return self.Query(next.name, lookup->client.is_ipv4() ? T_A : T_AAAA, &OnAddresses, lookup);
    claim = *next.claim;
  } catch (...) {  // c-ares is C: out of memory must not pass through it
  }
  self.Finish(lookup, claim);
}

void ReverseLookups::OnAddresses(void* data, int status, int, unsigned char* answer, int bytes) {
  auto* lookup = static_cast<Lookup*>(data);
  CrawlerClaim claim = CrawlerClaim::kAnnounced;
  try {
    std::vector<ClientAddress> addresses;
    if (status == ARES_SUCCESS) addresses = AddressesIn(answer, bytes, lookup->client.is_ipv4(), &status);
    claim = JudgeAddresses(OutcomeOf(status), addresses, lookup->client);
  } catch (...) {  // as above
  }
  lookup->owner->Finish(lookup, claim);
}

void ReverseLookups::Wait(Milliseconds most) {
  std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets;
  const int wanted = ares_getsock(channel_, sockets.data(), static_cast<int>(sockets.size()));
  std::array<pollfd, ARES_GETSOCK_MAXNUM> polled;
  nfds_t count = 0;
  for (unsigned i = 0; i < sockets.size(); ++i) {
    const short events = static_cast<short>((ARES_GETSOCK_READABLE(wanted, i) ? POLLIN : 0) |
                                            (ARES_GETSOCK_WRITABLE(wanted, i) ? POLLOUT : 0));
    if (events != 0) polled[count++] = {sockets[i], events, 0};
  }
  timeval limit{most.count() / 1000, (most.count() % 1000) * 1000};
  timeval first{};
  const timeval* sooner = ares_timeout(channel_, &limit, &first);
  const int wait_ms = static_cast<int>(sooner->tv_sec * 1000 + sooner->tv_usec / 1000 + 1);
  if (poll(polled.data(), count, wait_ms) <= 0) {
    ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);  // what timed out
    return;
  }
  for (nfds_t i = 0; i < count; ++i) {
    const bool error = (polled[i].revents & (POLLERR | POLLHUP)) != 0;
    const bool in = error || (polled[i].revents & POLLIN) != 0;
    const bool out = (polled[i].revents & POLLOUT) != 0;
    if (in || out)
      ares_process_fd(channel_, in ? polled[i].fd : ARES_SOCKET_BAD, out ? polled[i].fd : ARES_SOCKET_BAD);
  }
}

std::vector<ReverseLookups::Answer> ReverseLookups::Take(Milliseconds most) {
  const Clock::time_point end = Clock::now() + most;
  while (under_way_ != 0) {
    const auto left = std::chrono::duration_cast<Milliseconds>(end - Clock::now());
    if (left.count() <= 0) break;
    Wait(left);
  }
  return std::exchange(answers_, {});
}

}  // namespace errwatch::httpd
