// The grammar of ErrWatchVerifyCrawlers.
#include <charconv>
#include <utility>

#include "base/quoted.h"
#include "config/crawler_list.h"
#include "config/directive_grammar.h"
#include "config/words.h"
#include "model/client_address.h"

namespace errwatch {
namespace {

constexpr std::string_view kDnsPort = "53";

bool IsPort(std::string_view text) {
  unsigned port = 0;
  const char* const last = text.data() + text.size();
  const auto [end, failure] = std::from_chars(text.data(), last, port);
  return failure == std::errc() && end == last && port >= 1 && port <= 65'535;
}

// "192.0.2.53", "192.0.2.53:5353", "2001:db8::53", "[2001:db8::53]:5353" -> with port, IPv6 in brackets.
Result<std::string> ParseResolver(std::string_view text) {
  std::string_view host = text;
  std::string_view port = kDnsPort;
  const std::size_t colon = text.rfind(':');
  const bool brackets = text.starts_with('[');
  const bool has_port = colon != std::string_view::npos && colon != 0 &&
                        (brackets ? text[colon - 1] == ']' : text.find(':') == colon);
  if (has_port) {
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
  }
  const std::optional<ClientAddress> address = ClientAddress::Parse(host);
  if (!address || address->empty() || !IsPort(port)) {
    return Error{"resolver=: " + Quoted(text) +
                 " is no address of a name server; write it with or without a port, as in 192.0.2.53, "
                 "192.0.2.53:5353 or [2001:db8::53]:5353"};
  }
  const std::string shown = address->ToString();
  return (address->is_ipv4() ? shown : "[" + shown + "]") + ":" + std::string(port);
}

Result<std::shared_ptr<const CrawlerList>> ReadList(std::string_view path, std::string_view base) {
  const Result<std::string> checked = ParsePath({std::string(path), false}, base);
  if (!checked) return Error{"list=: " + checked.error()};
  Result<CrawlerList> list = ReadCrawlerFile(checked.value());
  if (!list) return Error{"list=: " + list.error()};
  return std::shared_ptr<const CrawlerList>(std::make_shared<CrawlerList>(std::move(list).value()));
}

}  // namespace

Result<CrawlerSetting> ParseCrawlers(Words words, std::string_view base) {
  constexpr std::string_view kExpected = "list=path or resolver=address:port, each once";
  CrawlerSetting setting;
  const Result<bool> verify = ParseOnOff(words[0]);
  if (!verify) return verify.failure();
  setting.verify = verify.value();
  for (const Word& word : words.subspan(1)) {
    const std::optional<KeyValue> pair = SplitKey(word);
    if (pair && pair->Is("list") && setting.list == nullptr) {
      auto list = ReadList(pair->value, base);
      if (!list) return list.failure();
      setting.list = std::move(list).value();
    } else if (pair && pair->Is("resolver") && setting.resolver.empty()) {
      auto resolver = ParseResolver(pair->value);
      if (!resolver) return resolver.failure();
      setting.resolver = std::move(resolver).value();
    } else {
      return Unknown(word, kExpected);
    }
  }
  return setting;
}

}  // namespace errwatch
