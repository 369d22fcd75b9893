// What a request for the status page asks for: "json", "client=203.0.113.7", "sort=denied&clients=1000".
// What it does not know is a mistake that is told, so that no program takes the page for what it asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/language.h"
#include "pages/snapshot.h"

namespace errwatch {

enum class PageForm : uint8_t { kHtml, kAuto, kJson, kPrometheus };

// So many are shown where nothing is said, and at most.
inline constexpr std::size_t kShownClients = 200;
inline constexpr std::size_t kMostShownClients = 10'000;
inline constexpr std::size_t kShownIncidents = 100;
inline constexpr std::size_t kMostShownIncidents = 4096;
inline constexpr std::size_t kShownTargets = 20;

// What was asked for that there is not.
enum class Slip : uint8_t {
  kNone,
  kName,    // nothing is called so
  kChoice,  // none of a few words
  kNumber,
  kAddress
};

struct PageQuery {
  PageForm form = PageForm::kHtml;
  Language language = Language::kEnglish;
  bool language_asked = false;  // by the query: links keep it
  std::string client;           // as it was asked for; empty = all
  ClientOrder order = ClientOrder::kUsual;
  std::size_t clients = kShownClients;
  std::size_t incidents = kShownIncidents;
  std::size_t targets = kShownTargets;
  Slip slip = Slip::kNone;  // the first
  std::string slip_name;    // as it was sent, but for its encoding
  std::string slip_value;
};

// Of the text behind "?". Numbers that are too high are the highest. What others add to links so that caches
// do not keep them, or to follow who clicks, is passed over: names that begin with "_" or "utm_", "fbclid",
// "gclid" and "msclkid", and nothing but digits.
PageQuery ParsePageQuery(std::string_view text);

// What is wrong with the query, and what would be right: a line in its language. REQUIRES: a slip.
std::string SlipText(const PageQuery& query);

// What is said in `query`, for a link to the same in that language.
std::string QueryText(const PageQuery& query, Language language);

// A client of a page's link: an address, with or without its prefix ("2001:db8::/64"). Empty: it is none.
std::optional<ClientAddress> ClientOfQuery(std::string_view text);

// For links: "seen"; empty for the usual order.
std::string_view NameOf(ClientOrder order);

}  // namespace errwatch
