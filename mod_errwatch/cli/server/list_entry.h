// One line of a list of addresses: what it says, before anybody asks whether it may be so.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ticks.h"
#include "store/listed_layout.h"

namespace errwatch::cli {

enum class ListForm : uint8_t { kAuto, kJson, kCsv, kPlain, kFail2ban, kCrowdsec };

inline constexpr std::array<std::string_view, 6> kListFormNames = {"auto",  "json",     "csv",
                                                                   "plain", "fail2ban", "crowdsec"};
constexpr std::string_view NameOf(ListForm form) { return kListFormNames[static_cast<std::size_t>(form)]; }

constexpr std::string_view NameOf(store::ListKind kind) {
  return kind == store::ListKind::kAllowed ? "allowed" : "blocked";
}

struct ListEntry {
  std::string address;  // "192.0.2.1", "2001:db8::/32", as written
  store::ListKind kind = store::ListKind::kBlocked;
  std::optional<Milliseconds> left;  // until its end; none = it has none, or nobody says
  std::string scope;                 // ErrWatchScope; empty = nobody says
  std::string reason;
};

}  // namespace errwatch::cli
