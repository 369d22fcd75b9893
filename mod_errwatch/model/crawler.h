// Crawlers that announce themselves: how each names itself, and the domains that its addresses have.
//
// A name is no proof: everybody may write it. It is believed as far as a crawl at crawl speed may meet dead ends (kCrawlShape in
// model/judgement.h); what no crawler sends, and haste, count as anybody's.
#pragma once

#include <span>
#include <string_view>

namespace errwatch {

struct Crawler {
  std::string_view agent;  // stands in User-Agent
  std::string_view
      domains;  // of its addresses, by its operator's word; separated by blanks; empty = it publishes none
};

std::span<const Crawler> Crawlers();

// Null for an agent that announces no crawler of the list.
const Crawler* AnnouncedCrawler(std::string_view agent) noexcept;

}  // namespace errwatch
