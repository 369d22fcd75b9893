// Crawlers that announce themselves: how each names itself, which names its addresses have, and what a
// reverse look-up says of a client that announces one. Pure; who asks the DNS is httpd/crawler_check.h.
//
// A name in User-Agent is no proof: everybody may write it. A name in the DNS is one when it leads back to
// the address: whoever owns an address may give it any name, but only the owner of the name says which
// addresses it has.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/client_address.h"

namespace errwatch {

// Who a client says it is, and whether that is so.
enum class CrawlerClaim : uint8_t {
  kNone,
  kAnnounced,  // says that it is a crawler of the list; not looked up yet, or nobody could tell
  kVerified,   // its address belongs to the crawler's operator, by a reverse look-up that was confirmed
  kFalse,      // ... does not
};

struct Crawler {
  std::string agent;                 // stands in User-Agent where a word begins
  std::vector<std::string> domains;  // of the names of its addresses; none: its operator publishes none
  bool verifiable() const { return !domains.empty(); }
};

// The crawlers of one configuration. Built once, then read from any thread without allocation.
class CrawlerList {
 public:
  static constexpr std::size_t kMost = 255;

  CrawlerList() = default;
  explicit CrawlerList(std::vector<Crawler> crawlers);  // REQUIRES: at most kMost

  // Null for an agent that announces none. Looks at the first 512 bytes.
  const Crawler* Announced(std::string_view agent) const noexcept;

  std::span<const Crawler> all() const { return crawlers_; }
  uint8_t IndexOf(const Crawler& one) const { return static_cast<uint8_t>(&one - crawlers_.data()); }

 private:
  // Of the names that begin with the same byte.
  struct Begin {
    uint64_t seconds = 0;          // a bit for each second byte, modulo 64
    std::vector<uint8_t> indexes;  // in the order of the list
  };
  std::vector<Crawler> crawlers_;
  std::array<Begin, 256> begins_{};  // by the first byte
};

// Whether a host name is one of the crawler's domains or below it. A final dot is allowed.
bool BelongsTo(std::string_view host_name, const Crawler& crawler) noexcept;

// The name to ask for the names of an address: "4.3.2.1.in-addr.arpa".
std::string ReverseName(const ClientAddress& address);

// How a question to the DNS ended.
enum class DnsOutcome : uint8_t {
  kFound,
  kNone,    // there is no such name, or it has nothing of this kind
  kFailed,  // no answer in time, a server that fails or refuses, nonsense
};

// After the names of the address were asked for: what is known, or the name whose addresses to ask for.
struct NextStep {
  std::optional<CrawlerClaim> claim;  // kAnnounced: nobody can tell
  std::string name;
};
NextStep JudgeNames(DnsOutcome outcome, std::span<const std::string> names, const Crawler& crawler);

// After the addresses of that name were asked for. kAnnounced: nobody can tell.
CrawlerClaim JudgeAddresses(DnsOutcome outcome, std::span<const ClientAddress> addresses,
                            const ClientAddress& client) noexcept;

}  // namespace errwatch
