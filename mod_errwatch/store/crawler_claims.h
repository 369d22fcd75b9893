// Which clients say that they are a crawler, and what the DNS said of it: a small table in shared memory
// between the requests, which put questions, and the watchdog, which answers them. Lock-free, bounded,
// async-signal-safe.
//
// A row is the SipHash of the client, the address that asked, and one state word:
//
//   bits  0-36  tick at which the row is worth nothing any more
//   bits 37-52  16 bits of a hash of client and domains: a state counts only for whom, and of what, it was written
//   bits 53-60  the crawler's place in the list
//   bit  61     a false claim that has been charged
//   bits 62-63  0 asked, 1 verified, 2 false, 3 nobody could tell
//
// A client has one row, whatever it calls itself: an address is one operator's, and nobody fills the table
// with names. All crawlers of the same domains are one. Who claims to be another operator's crawler, too, is
// false where the row's claim was false, and announced until the row has run out otherwise: nobody makes this
// server ask the DNS faster by changing names.
//
// Words are written one by one and by several processes, of which any may die in between: hash, address and
// crawler are believed only where the hashes are those of the others. What does not fit expires within a
// minute and is written anew.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ticks.h"
#include "model/client_address.h"
#include "model/crawler.h"
#include "store/counters.h"
#include "store/segment_layout.h"

namespace errwatch::store {

class CrawlerClaimsReader {
 public:
  // `rows` points to kCrawlerClaims of them.
  CrawlerClaimsReader(const ClaimWords* rows, const HashKey& key, ClientPrefix prefix)
      : key_(key), prefix_(prefix), rows_(rows) {}
  // Clients whose claim the DNS confirmed, as addresses that asked. Of which crawler is not looked at: a list
  // that has changed since makes none of them an attacker.
  std::vector<ClientAddress> Verified(Tick now) const;

 protected:
  uint64_t PrintOf(const ClientAddress& client) const noexcept;  // never 0
  HashKey key_;
  ClientPrefix prefix_;

 private:
  const ClaimWords* rows_;
};

class CrawlerClaims : public CrawlerClaimsReader {
 public:
  // How long: a question waits for its answer; a crawler is believed; a false claim is held against a client;
  // nobody asks again after the DNS failed.
  static constexpr Milliseconds kAsked{60'000};
  static constexpr Milliseconds kVerified{24 * 3'600'000};
  static constexpr Milliseconds kFalse{3'600'000};
  static constexpr Milliseconds kUndecided{5 * 60'000};

  CrawlerClaims(ClaimWords* rows, const HashKey& key, ClientPrefix prefix, Counters counters)
      : CrawlerClaimsReader(rows, key, prefix), rows_(rows), counters_(counters) {}

  struct Known {
    CrawlerClaim claim = CrawlerClaim::kAnnounced;
    uint32_t row = 0;  // where it stands, and as what; of a false one
    uint64_t state = 0;
  };
  // What is known of this client's claim, asking if nobody has. Answers at once; a question for which there
  // is no room is counted (kCrawlerQuestionsDropped).
  Known Ask(const ClientAddress& client, const CrawlerList& crawlers, const Crawler& crawler,
            Tick now) noexcept;

  // Of a false claim: true for one caller, who charges it.
  bool TakeCharge(const Known& known) noexcept;

  struct Question {
    uint32_t row = 0;
    uint64_t state = 0;
    const Crawler* crawler = nullptr;
    ClientAddress client;
  };
  // The question in row number `row`, if there is one. Whatever stands in the memory, a question is one that
  // Ask could have put for this list.
  std::optional<Question> At(uint32_t row, const CrawlerList& crawlers, Tick now) const noexcept;
  // False when the question is gone. kAnnounced: nobody can tell.
  bool Answer(const Question& question, CrawlerClaim claim, Tick now) noexcept;

 private:
  uint64_t TagOf(uint64_t print, const Crawler& crawler) const noexcept;
  void Write(ClaimWords& row, const ClientAddress& client, uint64_t state) noexcept;

  ClaimWords* rows_;
  Counters counters_;
};

}  // namespace errwatch::store
