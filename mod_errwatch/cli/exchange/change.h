// What happened to a client, as it goes from host to host: one JSON object (docs/errwatch.md).
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/ticks.h"
#include "model/client_address.h"
#include "store/journal.h"

namespace errwatch::cli {

// As it came from another host: every field in range, and nothing known to be true.
struct Change {
  store::JournalKind kind = store::JournalKind::kPour;
  std::string client;  // an address or a range, as written
  std::string scope;
  uint8_t tag = 0;  // of the bucket; of a block its reason, 0 = by an administrator
  uint32_t quanta = 0;
  Tick time;
  Tick until;            // of a block, and of who is allowed
  bool at_peer = false;  // rests on what was logged before it was known whom the peer speaks for
};

// `entry`: of this host's journal. `scope`: the name of its scope. `prefix`: of clients here.
nlohmann::ordered_json ToJson(const store::JournalEntry& entry, const std::string& scope,
                              ClientPrefix prefix);
// As other hosts read it.
std::string ClientText(const store::JournalEntry& entry, ClientPrefix prefix);
// Clocks of other hosts may be ahead: what claims more is nonsense, and would overrule everybody for so long.
// Numbers of messages follow the clock, too (store/journal.h).
inline constexpr Milliseconds kMostAhead{5 * 60 * 1000};
// Whoever lets in what such a clock blocked decides right behind it (Decisions::Settle), and clocks here may
// be behind theirs.
inline constexpr Milliseconds kMostAheadToLetIn = kMostAhead + Milliseconds(60'000);
bool IsOfNow(const Change& change, Tick now);

// Empty: it is none, or of a kind that this version does not know.
std::optional<Change> ReadChange(const nlohmann::json& object);

}  // namespace errwatch::cli
