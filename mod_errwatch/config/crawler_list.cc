#include "config/crawler_list.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "base/quoted.h"
#include "config/text_file.h"

namespace errwatch {
namespace {

constexpr char kCrawlersConf[] =
#include <crawlers_conf.inc>
    ;

constexpr std::size_t kLeastNameBytes = 3;
constexpr std::size_t kMostNameBytes = 64;
constexpr std::size_t kMostDomains = 16;
constexpr std::size_t kMostLabelBytes = 63;
constexpr std::size_t kMostDomainBytes = 253;
constexpr std::string_view kExample = "\"Googlebot: googlebot.com google.com\"";

bool IsPrintable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

bool IsLabel(std::string_view label) {
  return !label.empty() && label.size() <= kMostLabelBytes && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), [](char c) { return IsAlnum(c) || c == '-'; });
}

// Two labels at least: with "com" half of the world would be the crawler.
bool IsDomain(std::string_view domain) {
  if (domain.size() > kMostDomainBytes || domain.find('.') == std::string_view::npos) return false;
  for (;;) {
    const std::size_t dot = domain.find('.');
    if (!IsLabel(domain.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    domain.remove_prefix(dot + 1);
  }
}

Result<std::vector<std::string>> ParseDomains(std::string_view text) {
  std::vector<std::string> domains;
  if (text == "-") return domains;
  for (std::string_view rest = Trim(text); !rest.empty(); rest = Trim(rest)) {
    const auto end = static_cast<std::size_t>(std::find_if(rest.begin(), rest.end(), IsSpace) - rest.begin());
    const std::string_view domain = rest.substr(0, end);
    rest.remove_prefix(end);
    if (!IsDomain(domain)) {
      return Error{Quoted(domain) +
                   " is no domain; write names of two or more parts and nothing else, as in "
                   "googlebot.com"};
    }
    if (domains.size() == kMostDomains)
      return Error{"more than " + std::to_string(kMostDomains) + " domains"};
    domains.emplace_back(domain);
  }
  if (domains.empty())
    return Error{"no domain; write those of the crawler's addresses, or - where its operator publishes none"};
  return domains;
}

Result<Crawler> ParseCrawler(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) {
    return Error{Quoted(line) + " has no colon; write the crawler's name, a colon and its domains, as in " +
                 std::string(kExample)};
  }
  const std::string_view name = Trim(line.substr(0, colon));
  if (name.size() < kLeastNameBytes || name.size() > kMostNameBytes || !IsPrintable(name)) {
    return Error{Quoted(name) + " is no name of a crawler; it has " + std::to_string(kLeastNameBytes) +
                 " to " + std::to_string(kMostNameBytes) + " printable characters, as in " +
                 std::string(kExample)};
  }
  Result<std::vector<std::string>> domains = ParseDomains(Trim(line.substr(colon + 1)));
  if (!domains) return Error{Quoted(name) + ": " + domains.error()};
  return Crawler{std::string(name), std::move(domains).value()};
}

}  // namespace

Result<CrawlerList> ParseCrawlerList(std::string_view text, const std::string& origin) {
  std::vector<Crawler> crawlers;
  std::vector<int> lines;
  const auto add = [&](std::string_view line, int number) -> Status {
    const std::string_view entry = Trim(line.substr(0, line.find('#')));
    if (entry.empty()) return Ok{};
    Result<Crawler> crawler = ParseCrawler(entry);
    if (!crawler) return crawler.failure();
    const auto same = std::find_if(crawlers.begin(), crawlers.end(), [&](const Crawler& other) {
      return other.agent == crawler.value().agent;
    });
    if (same != crawlers.end()) {
      return Error{Quoted(same->agent) + " stands in line " +
                   std::to_string(lines[static_cast<std::size_t>(same - crawlers.begin())]) +
                   " already; write all its domains into one line"};
    }
    if (crawlers.size() == CrawlerList::kMost)
      return Error{"more than " + std::to_string(CrawlerList::kMost) + " crawlers"};
    crawlers.push_back(std::move(crawler).value());
    lines.push_back(number);
    return Ok{};
  };
  if (const Status read = ForEachTextLine(text, origin, add); !read) return read.failure();
  return CrawlerList(std::move(crawlers));
}

Result<CrawlerList> ReadCrawlerFile(const std::string& path) {
  const Result<std::string> text = ReadListFile(path);
  if (!text) return text.failure();
  return ParseCrawlerList(text.value(), path);
}

std::string_view BuiltInCrawlerText() { return {kCrawlersConf, sizeof kCrawlersConf - 1}; }

}  // namespace errwatch
