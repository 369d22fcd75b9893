#include "model/crawler.h"

#include <algorithm>

namespace errwatch {
namespace {

// Each from its operator's page on how to verify it.
constexpr Crawler kCrawlers[] = {
    {"Googlebot", "googlebot.com google.com"},
    {"GoogleOther", "googlebot.com google.com"},
    {"AdsBot-Google", "google.com"},
    {"Mediapartners-Google", "google.com"},
    {"Google-InspectionTool", "google.com"},
    {"Storebot-Google", "google.com"},
    {"FeedFetcher-Google", "google.com"},
    {"bingbot", "search.msn.com"},
    {"adidxbot", "search.msn.com"},
    {"msnbot", "search.msn.com"},
    {"Applebot", "applebot.apple.com"},
    {"DuckDuckBot", ""},
    {"YandexBot", "yandex.ru yandex.net yandex.com"},
    {"YandexImages", "yandex.ru yandex.net yandex.com"},
    {"Baiduspider", "baidu.com baidu.jp"},
    {"PetalBot", "petalsearch.com aspiegel.com"},
    {"Sogou web spider", "sogou.com"},
    {"Yahoo! Slurp", "crawl.yahoo.net"},
    {"SeznamBot", "seznam.cz"},
    {"Qwantify", "qwant.com"},
    {"archive.org_bot", "archive.org"},
    {"ia_archiver", "archive.org"},
    {"CCBot", "commoncrawl.org"},
    {"Amazonbot", "amazonbot.amazon"},
    {"GPTBot", ""},
    {"ClaudeBot", ""},
    {"facebookexternalhit", ""},
    {"meta-externalagent", ""},
    {"Twitterbot", ""},
    {"LinkedInBot", "linkedin.com"},
    {"Pinterestbot", "pinterest.com"},
    {"AhrefsBot", "ahrefs.com ahrefs.net"},
    {"SemrushBot", "semrush.com"},
    {"MJ12bot", "mj12bot.com"},
    {"DotBot", "moz.com"},
};

}  // namespace

std::span<const Crawler> Crawlers() { return kCrawlers; }

const Crawler* AnnouncedCrawler(std::string_view agent) noexcept {
  const auto* const found = std::find_if(
      std::begin(kCrawlers), std::end(kCrawlers),
      [agent](const Crawler& crawler) { return agent.find(crawler.agent) != std::string_view::npos; });
  return found == std::end(kCrawlers) ? nullptr : found;
}

}  // namespace errwatch
