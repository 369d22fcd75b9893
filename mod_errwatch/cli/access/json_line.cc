#include "cli/access/json_line.h"

#include <optional>

#include "base/ascii.h"
#include "cli/access/format_guess.h"

namespace errwatch::cli {
namespace {

using N = JsonName;

struct TextField {
  N name;
  std::string_view AccessLine::*field;
};
// clang-format off
constexpr TextField kTexts[] = {
    {N::kMethod, &AccessLine::method},
    {N::kProtocol, &AccessLine::protocol},
    {N::kUser, &AccessLine::user},
    {N::kHost, &AccessLine::host},
    {N::kVhost, &AccessLine::vhost},
    {N::kAgent, &AccessLine::agent},
    {N::kReferer, &AccessLine::referer},
    {N::kCookie, &AccessLine::cookie},
    {N::kLocation, &AccessLine::location},
    {N::kLogId, &AccessLine::log_id},
    {N::kUniqueId, &AccessLine::unique_id},
};
// clang-format on

// The address alone: "192.0.2.1:80", "[2001:db8::1]:443".
ClientAddress AddressIn(std::string_view text) {
  if (const auto address = ClientAddress::Parse(text)) return *address;
  return ClientAddress::Parse(text.substr(0, text.rfind(':'))).value_or(ClientAddress());
}

// "/path?query", or with scheme and host in front.
void SetUri(std::string_view text, AccessLine& line) {
  const std::size_t scheme = text.find("://");
  if (scheme != std::string_view::npos && scheme < text.find('/')) {
    text.remove_prefix(scheme + 3);
    const std::size_t path = std::min(text.find('/'), text.size());
    if (line.host.empty()) line.host = text.substr(0, path);
    text.remove_prefix(path);
  }
  const std::string_view args = line.args;
  SetTarget(text, line);
  if (line.args.empty()) line.args = args;
}

}  // namespace

bool JsonLineReader::Read(std::string_view text, AccessLine& line) {
  line = AccessLine();
  headers_.clear();
  if (!values_.Read(text)) return false;
  for (const JsonValue& value : values_.values()) {
    if (value.name == N::kLine && ReadInner(value.text, line)) return true;
    Take(value, line);
  }
  line.headers = headers_;
  return line.status != 0;
}

// The form of those lines is told by the first of them.
bool JsonLineReader::ReadInner(std::string_view text, AccessLine& line) {
  text = Trim(text);
  if (inner_ == nullptr) {
    FormatGuess guess;
    guess.Add(text);
    std::optional<AccessFormat> format = guess.Best();
    if (!format) return false;
    inner_format_ = std::make_unique<AccessFormat>(std::move(*format));
    inner_ = std::make_unique<ItemReader>(*inner_format_);
  }
  AccessLine inner;
  if (!inner_->Read(text, inner)) return false;
  line = inner;
  return true;
}

// Where two are named, somebody else may have written the one: then it is nobody.
void JsonLineReader::TakeClient(std::string_view text, AccessLine& line) {
  const bool another = !line.client_text.empty() && line.client_text != text;
  line.client_text = text;
  line.client = another ? ClientAddress() : AddressIn(text);
}

void JsonLineReader::Take(const JsonValue& value, AccessLine& line) {
  const std::string_view text = value.text;
  for (const TextField& known : kTexts) {
    if (known.name != value.name) continue;
    line.*known.field = text;
    return;
  }
  switch (value.name) {
    case N::kTime:
      if (!line.time) line.time = times_.OfAny(text, line.whole_seconds);
      return;
    case N::kClient:
      return TakeClient(text, line);
    case N::kRequest:
      if (text.find(' ') != std::string_view::npos) {
        SetRequest(text, line);
      } else if (line.uri.empty()) {
        SetUri(text, line);
      }
      return;
    case N::kUri:
      if (line.request.empty()) SetUri(text, line);
      return;
    case N::kQuery:
      if (line.args.empty()) line.args = text.substr(text.starts_with('?') ? 1 : 0);
      return;
    case N::kStatus:
      return SetStatus(text, line);
    case N::kBytes:
      line.bytes = NumberIn(text);
      return;
    case N::kForwarded:
      return SetHeader("X-Forwarded-For", text, headers_, line);
    default:
      return;
  }
}

}  // namespace errwatch::cli
