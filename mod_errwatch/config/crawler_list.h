// The list of crawlers as a file: conf/crawlers.conf, which is built in, and an operator's own.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/crawler.h"

namespace errwatch {

// One crawler a line, as conf/crawlers.conf explains. Error: "origin:line: what is wrong and what would be
// right".
Result<CrawlerList> ParseCrawlerList(std::string_view text, const std::string& origin);
Result<CrawlerList> ReadCrawlerFile(const std::string& path);

// conf/crawlers.conf, as it was when this was built.
std::string_view BuiltInCrawlerText();

}  // namespace errwatch
