// What a request for the status page asks for: "json", "client=203.0.113.7", "sort=denied&clients=1000".
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

struct PageQuery {
  PageForm form = PageForm::kHtml;
  Language language = Language::kEnglish;
  bool language_asked = false;  // by the query: links keep it
  std::string client;           // as it was asked for; empty = all
  ClientOrder order = ClientOrder::kUsual;
  std::size_t clients = kShownClients;
  std::size_t incidents = kShownIncidents;
};

// Of the text behind "?". What is unknown is passed over; numbers that are too high are the highest.
PageQuery ParsePageQuery(std::string_view text);

// What is said in `query`, for a link to the same in that language.
std::string QueryText(const PageQuery& query, Language language);

// A client of a page's link: an address, with or without its prefix ("2001:db8::/64"). Empty: it is none.
std::optional<ClientAddress> ClientOfQuery(std::string_view text);

// For links: "seen"; empty for the usual order.
std::string_view NameOf(ClientOrder order);

}  // namespace errwatch
