#include "config/settings.h"

#include <algorithm>
#include <span>

#include "config/crawler_list.h"

namespace errwatch {
namespace {

template <typename T>
void Concatenate(std::vector<T>& outer, const std::vector<T>& inner) {
  outer.insert(outer.end(), inner.begin(), inner.end());
}

LimitSettings MergeLimits(const LimitSettings& outer, const LimitSettings& inner) {
  LimitSettings merged;
  for (size_t i = 0; i < kCategoryCount; ++i)
    merged.category[i] = Merged(outer.category[i], inner.category[i]);
  merged.any = Merged(outer.any, inner.any);
  return merged;
}

}  // namespace

std::string NameOf(const EventLogSetting& setting) {
  switch (setting.sink) {
    case EventSink::kFile:
      break;
    case EventSink::kPipe:
      return "|" + setting.target;
    case EventSink::kSyslog:
      return "syslog:" + setting.target;
  }
  return setting.target;
}

ServerSettings MergeServer(const ServerSettings& outer, const ServerSettings& inner) {
  ServerSettings merged = MergeSettings(outer, inner);
  Concatenate(merged.rules, inner.rules);
  Concatenate(merged.added_words, inner.added_words);
  Concatenate(merged.removals, inner.removals);
  Concatenate(merged.replaced, inner.replaced);
  Concatenate(merged.event_logs, inner.event_logs);
  merged.allow.Merge(inner.allow);
  merged.trusted_proxies.Merge(inner.trusted_proxies);
  merged.limits = MergeLimits(outer.limits, inner.limits);
  return merged;
}

DirectorySettings MergeDirectory(const DirectorySettings& outer, const DirectorySettings& inner) {
  DirectorySettings merged = MergeSettings(outer, inner);
  Concatenate(merged.removals, inner.removals);
  return merged;
}

Result<std::shared_ptr<const CrawlerList>> ResolveCrawlers(const CrawlerSetting& setting) {
  if (setting.list != nullptr) return setting.list;
  Result<CrawlerList> built_in = ParseCrawlerList(BuiltInCrawlerText(), "conf/crawlers.conf");
  if (!built_in) return built_in.failure();
  return std::shared_ptr<const CrawlerList>(std::make_shared<CrawlerList>(std::move(built_in).value()));
}

std::string CrawlersWithoutEffect(const CrawlerSetting& setting) {
  if (setting.list == nullptr) return {};
  const std::span<const Crawler> all = setting.list->all();
  if (all.empty()) {
    return "the list of crawlers is empty: search engines are judged as any other client; write a line for "
           "each "
           "crawler, as in \"Googlebot: googlebot.com google.com\", or leave list= out for the built-in list";
  }
  if (!setting.verify || std::any_of(all.begin(), all.end(), [](const Crawler& c) { return c.verifiable(); }))
    return {};
  return "the list of crawlers names no domain, so the DNS is never asked: write the domains of a crawler "
         "behind "
         "its name, as in \"Googlebot: googlebot.com google.com\", or ErrWatchVerifyCrawlers Off";
}

Limits ResolveLimits(const LimitSettings& settings) {
  Limits limits = DefaultLimits();
  for (size_t i = 0; i < kCategoryCount; ++i) {
    if (settings.category[i].is_set) limits.category[i] = settings.category[i].value;
  }
  if (settings.any.is_set) limits.any = settings.any.value;
  return limits;
}

}  // namespace errwatch
