#include "model/crawler.h"

#include <algorithm>

#include "base/ascii.h"

namespace errwatch {
namespace {

constexpr std::size_t kMostAgentBytes = 512;
constexpr std::size_t kMostNameBytes = 253;

bool IsHostName(std::string_view name) {
  return !name.empty() && name.size() <= kMostNameBytes && std::all_of(name.begin(), name.end(), [](char c) {
    return IsAlnum(c) || c == '.' || c == '-' || c == '_';
  });
}

uint64_t BitOf(char c) { return uint64_t{1} << (static_cast<unsigned char>(c) & 63); }

// "evilgooglebot.com" ends in "googlebot.com" and is not below it.
bool IsBelow(std::string_view name, std::string_view domain) {
  if (domain.empty() || name.size() < domain.size()) return false;
  const std::size_t before = name.size() - domain.size();
  return EqualsIgnoreCase(name.substr(before), domain) && (before == 0 || name[before - 1] == '.');
}

std::string_view WithoutFinalDot(std::string_view name) {
  return name.ends_with('.') ? name.substr(0, name.size() - 1) : name;
}

}  // namespace

CrawlerList::CrawlerList(std::vector<Crawler> crawlers) : crawlers_(std::move(crawlers)) {
  for (const Crawler& crawler : crawlers_) {
    if (crawler.agent.empty()) continue;
    Begin& begin = begins_[static_cast<unsigned char>(crawler.agent[0])];
    begin.seconds |= crawler.agent.size() == 1 ? ~uint64_t{0} : BitOf(crawler.agent[1]);
    begin.indexes.push_back(IndexOf(crawler));
  }
}

const Crawler* CrawlerList::Announced(std::string_view agent) const noexcept {
  agent = agent.substr(0, kMostAgentBytes);
  for (std::size_t i = 0; i < agent.size(); ++i) {
    const Begin& begin = begins_[static_cast<unsigned char>(agent[i])];
    if (begin.seconds == 0 || (i != 0 && IsAlnum(agent[i - 1]))) continue;
    // At the end a name of one byte may stand.
    if (i + 1 < agent.size() && (begin.seconds & BitOf(agent[i + 1])) == 0) continue;
    const std::string_view rest = agent.substr(i);
    for (const uint8_t index : begin.indexes) {
      if (rest.starts_with(crawlers_[index].agent)) return &crawlers_[index];
    }
  }
  return nullptr;
}

bool BelongsTo(std::string_view host_name, const Crawler& crawler) noexcept {
  const std::string_view name = WithoutFinalDot(host_name);
  return IsHostName(name) && std::any_of(crawler.domains.begin(), crawler.domains.end(),
                                         [name](const std::string& domain) { return IsBelow(name, domain); });
}

std::string ReverseName(const ClientAddress& address) {
  constexpr std::size_t kIpv4Begins = 12;
  constexpr char kDigits[] = "0123456789abcdef";
  const std::array<uint8_t, 16>& bytes = address.bytes();
  std::string name;
  if (address.is_ipv4()) {
    for (std::size_t i = bytes.size(); i-- > kIpv4Begins;) name += std::to_string(bytes[i]) + ".";
    return name + "in-addr.arpa";
  }
  for (std::size_t i = bytes.size(); i-- > 0;) {
    for (const int digit : {bytes[i] & 15, bytes[i] >> 4}) {
      name += kDigits[digit];
      name += '.';
    }
  }
  return name + "ip6.arpa";
}

NextStep JudgeNames(DnsOutcome outcome, std::span<const std::string> names, const Crawler& crawler) {
  if (outcome == DnsOutcome::kFailed) return {CrawlerClaim::kAnnounced, {}};
  if (outcome == DnsOutcome::kFound) {
    for (const std::string& name : names) {
      if (BelongsTo(name, crawler)) return {std::nullopt, std::string(WithoutFinalDot(name))};
    }
  }
  return {CrawlerClaim::kFalse, {}};
}

CrawlerClaim JudgeAddresses(DnsOutcome outcome, std::span<const ClientAddress> addresses,
                            const ClientAddress& client) noexcept {
  if (outcome == DnsOutcome::kFailed) return CrawlerClaim::kAnnounced;
  const bool leads_back = outcome == DnsOutcome::kFound &&
                          std::find(addresses.begin(), addresses.end(), client) != addresses.end();
  return leads_back ? CrawlerClaim::kVerified : CrawlerClaim::kFalse;
}

}  // namespace errwatch
