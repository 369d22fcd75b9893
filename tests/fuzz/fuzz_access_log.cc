// Access logs. What a client sends comes out of a line as it went in, whatever it is, and nothing of it
// becomes another field: the line is written as httpd writes it, and read. Any line of any format is read or
// refused, as a plain reader does (plain_access.h).
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "cli/access/access_reader.h"
#include "cli/access/json_line.h"
#include "plain_access.h"

namespace {

using namespace errwatch;       // NOLINT: a program of its own
using namespace errwatch::cli;  // NOLINT

void Require(bool condition) {
  if (!condition) std::abort();
}

// As ap_escape_logitem writes it: a table of its own, not the reader's.
std::string Written(std::string_view text) {
  std::string written;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    constexpr std::string_view kShort = "\bb\nn\rr\tt\vv\\\\\"\"";
    const std::size_t at = kShort.find(c);
    if (at != std::string_view::npos && at % 2 == 0) {
      written += {'\\', kShort[at + 1]};
    } else if (c == '\\' || c == '"') {
      written += {'\\', c};
    } else if (byte < 0x20 || byte > 0x7e) {
      constexpr std::string_view kHex = "0123456789abcdef";
      written += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
    } else {
      written += c;
    }
  }
  return written;
}

std::string OrDash(std::string_view text) { return text.empty() ? "-" : Written(text); }
// What httpd writes for nothing at all cannot be told from it.
std::string_view AsRead(std::string_view text) { return text == "-" ? "" : text; }

// Request, referer, agent, user: parts of the input, divided by byte 0, which no request has.
void CheckRoundTrip(std::string_view input) {
  std::array<std::string_view, 4> parts{};
  for (std::string_view& part : parts) {
    part = input.substr(0, input.find('\0'));
    input.remove_prefix(std::min(part.size() + 1, input.size()));
  }
  const auto& [request, referer, agent, any_user] = parts;
  const std::string_view user = any_user == "\"\"" ? "" : any_user;
  static const AccessFormat combined = ParseAccessFormat("combined").value();
  static AccessReader reader(combined);
  const std::string line = "192.0.2.7 - " + OrDash(user) + " [22/Nov/2026:10:00:00 +0000] \"" +
                           OrDash(request) + "\" 404 5 \"" + OrDash(referer) + "\" \"" + OrDash(agent) + "\"";
  AccessLine read;
  Require(reader.Read(line, read));
  Require(read.request == AsRead(request) && read.referer == AsRead(referer) && read.agent == AsRead(agent));
  Require(read.user == AsRead(user));
  Require(read.status == 404 && read.client_text == "192.0.2.7" && read.time == 1'795'341'600'000'000);
}

void CheckFields(const AccessLine& line) {
  Require(line.status == 0 || (line.status >= 100 && line.status <= 999));
  Require(line.client.empty() || !line.client_text.empty());
  Require(line.uri.find('?') == std::string_view::npos);
  std::size_t bytes = 0;
  for (const std::string_view text :
       {line.method, line.uri, line.args, line.agent, line.referer, line.headers})
    for (const char c : text) bytes += c != '\0';
  Require(bytes < 1'000'000);
}

// What one item of the format says, where the line has a field for it alone.
std::optional<std::string_view> FieldOf(const FormatItem& item, const AccessLine& line) {
  switch (item.field) {
    case AccessField::kAddress:
      return line.client_text;
    case AccessField::kUser:
      return line.user;
    case AccessField::kRequest:
      return line.request;
    case AccessField::kVhost:
      return line.vhost;
    case AccessField::kLogId:
      return line.log_id;
    case AccessField::kHeader:
      if (EqualsIgnoreCase(item.name, "User-Agent")) return line.agent;
      if (EqualsIgnoreCase(item.name, "Referer")) return line.referer;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

void CheckPlainly(const AccessFormat& format, std::string_view text, bool read, const AccessLine& line) {
  constexpr std::size_t kMostBytes = 400;
  if (text.size() > kMostBytes || format.json) return;
  for (const FormatItem& item : format.items)
    if (item.shape == ValueShape::kNothing || (item.shape == ValueShape::kTime && !item.time.is_common()))
      return;
  while (text.ends_with('\r') || text.ends_with('\n')) text.remove_suffix(1);
  while (text.starts_with('\0')) text.remove_prefix(1);
  plain::AccessMatcher plain(format, text);
  const bool fits = plain.Match();
  if (plain.gave_up()) return;
  Require(fits == read);
  if (!read) return;
  for (std::size_t i = 0; i < format.items.size(); ++i) {
    const FormatItem& item = format.items[i];
    const auto same = [&](const FormatItem& other) {
      // Names tell headers apart; of other fields there is one, whatever its items are called.
      return other.field == item.field &&
             (item.field != AccessField::kHeader || EqualsIgnoreCase(other.name, item.name));
    };
    if (std::ranges::count_if(format.items, same) > 1) continue;
    const std::string value(plain.values()[i]);
    if (const auto field = FieldOf(item, line)) {
      const bool nothing = value == "-" || (item.field == AccessField::kUser && value == "\"\"");
      const bool as_it_is = item.field == AccessField::kAddress || item.field == AccessField::kLogId;
      Require(*field == (nothing ? "" : as_it_is ? value : plain::Unescaped(value)));
    }
    if (item.field != AccessField::kBegin || item.shape != ValueShape::kTime) continue;
    if (const std::optional<std::time_t> seconds = plain::SecondsOf(value))
      Require((line.time == int64_t{*seconds} * 1'000'000) == plain::IsOfLogs(*seconds));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  CheckRoundTrip(input);
  AccessLine line;
  JsonLineReader json;
  if (json.Read(input, line)) CheckFields(line);
  static_cast<void>(GuessAccessFormat(input));
  // The first line is a format, the others are read by it.
  const std::size_t end = std::min(input.find('\n'), input.size());
  const Result<AccessFormat> format = ParseAccessFormat(input.substr(0, end));
  if (!format) {
    Require(!format.error().empty());
    return 0;
  }
  AccessReader reader(format.value());
  std::string_view rest = input.substr(std::min(end + 1, input.size()));
  while (!rest.empty()) {
    const std::string_view text = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(text.size() + 1, rest.size()));
    const bool fits = reader.Read(text, line);
    if (fits) CheckFields(line);
    CheckPlainly(format.value(), text, fits, line);
  }
  return 0;
}
