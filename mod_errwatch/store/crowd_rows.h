// Who comes to which target (anomaly/crowd.h): how many different clients, strangers and visitors apart, and
// what they have in common. The error_log hook notes, the watchdog judges and tells. Lock-free, bounded,
// async-signal-safe but for what says otherwise.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "anomaly/crowd.h"
#include "base/ticks.h"
#include "model/category.h"
#include "model/client_address.h"
#include "store/counters.h"
#include "store/crowd_layout.h"
#include "store/known_crowd.h"

namespace errwatch::store {

// One entry of one client at one target.
struct CrowdEntry {
  TargetKind kind = TargetKind::kAccount;
  uint64_t print = 0;      // of the target; not 0
  uint64_t client = 0;     // its fingerprint
  uint64_t different = 0;  // hash of what it tried or asked for; 0 = not known
  uint64_t partner = 0;    // print of the account's form, or of the form's account; 0 = not known
  bool visitor = false;    // it is known to get what it asks for
  bool weighs = true;      // the entry proves something against it: not the same again
  ClientAddress address;
  Category category = Category::kBenign;
  uint8_t scope = 0;
  bool is_path = false;          // `text`: a user may bear a name that looks like one
  std::string_view vhost, text;  // for people: the user, the path
};

// An account that many use, and that is attacked, is told of no more often, by visitors and by strangers.
inline constexpr uint64_t kMostLogInsTold = 8;

class CrowdRowsReader {
 public:
  explicit CrowdRowsReader(const CrowdWords* rows) : rows_(rows) {}
  // What goes on at `now`; the newest first. Texts are visible ones (base/visible_text.h).
  std::vector<KnownCrowd> List(Tick now) const;
  // When the first of what goes on is over unless more comes, as far as TakeNews has judged; empty: nothing
  // goes on.
  std::optional<Tick> NextEnd() const noexcept;

 private:
  const CrowdWords* rows_;
};

class CrowdRows : public CrowdRowsReader {
 public:
  CrowdRows(CrowdWords* rows, Counters counters) : CrowdRowsReader(rows), rows_(rows), counters_(counters) {}

  // What goes on at the target; empty: nothing. In the hook.
  std::optional<AnomalyKind> Note(const CrowdEntry& entry, Tick now) noexcept;

  // That `client` logged in as the account of this print, at which many share an attack: which. Each client
  // once in a row, kMostLogInsTold of an attack; empty: there is nothing to tell. `visitor`: it is known to
  // get what it asks for, and never failed. In the hook.
  std::optional<AnomalyKind> TakeLogIn(uint64_t account, uint64_t client, bool visitor) noexcept;

  // Judges every target, and returns what has begun, and what is over because for kCrowdTime it has not gone
  // on (anomaly/crowd.h). Each is returned to one caller. Allocates; for the watchdog and for replays.
  std::vector<KnownCrowd> TakeNews(Tick now);

 private:
  CrowdWords* RowOf(const CrowdEntry& entry, Tick now) noexcept;
  uint32_t AgeAt(CrowdWords& row, Tick now) noexcept;
  void JudgeRow(CrowdWords& row, Tick now, std::vector<KnownCrowd>& news);
  bool IsPartOfTold(const CrowdWords& row, const Crowd& crowd) const;
  void TakeBeginning(CrowdWords& row, Tick now, std::vector<KnownCrowd>& news);
  bool TakesOwnBeginning(CrowdWords& row, uint64_t verdict, const Crowd& crowd,
                         std::vector<KnownCrowd>& news);
  void TakeEnd(CrowdWords& row, uint64_t verdict, Tick now, std::vector<KnownCrowd>& news);

  CrowdWords* rows_;
  Counters counters_;
};

}  // namespace errwatch::store
