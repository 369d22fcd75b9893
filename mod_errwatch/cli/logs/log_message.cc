#include "cli/logs/log_message.h"

#include <cstring>

#include "cli/logs/log_behind_client.h"
#include "cli/logs/log_prefix.h"
#include "model/client_in_text.h"

namespace errwatch::cli {
namespace {

// As httpd writes it, and as its manual's example of an ErrorLogFormat does, which has no colon.
constexpr std::string_view kReferer = ", referer: ";
constexpr std::string_view kRefererOfManual = ", referer ";

std::size_t RefererLabelBytes(std::string_view text) noexcept {
  if (text.starts_with(kReferer)) return kReferer.size();
  const bool manual =
      text.starts_with(kRefererOfManual) && text.substr(kRefererOfManual.size()).starts_with("http");
  return manual ? kRefererOfManual.size() : 0;
}

// The last one: httpd appends it behind whatever the message holds.
void SplitReferer(LogLine& line) noexcept {
  const char* const begin = line.message.data();
  std::size_t length = line.message.size();
  while (length >= kReferer.size()) {
    const auto* comma = static_cast<const char*>(::memrchr(begin, ',', length));
    if (comma == nullptr) return;
    const auto at = static_cast<std::size_t>(comma - begin);
    if (const std::size_t bytes = RefererLabelBytes(line.message.substr(at)); bytes != 0) {
      line.referer = line.message.substr(at + bytes);
      line.message = line.message.substr(0, at);
      return;
    }
    length = at;
  }
}

void TakeClientInText(LogLine& line) noexcept {
  line.client = ClientInText(line.module, line.message);
  if (!line.client.empty()) line.client_form = ClientForm::kText;
}

// Where the text of an error stands right before the message: it hides the AH number.
//   "(98)Address already in use: AH00072: make_sock: ..."   before httpd has read its configuration, without prefix
//   "[client 192.0.2.4:1] (8)Exec format error: AH01241: ..."   some ErrorLogFormats
// httpd 2.2 always wrote it there, and had no numbers: there it stays, as rules for 2.2 know it.
void TakeErrorBehindClient(LogLine& line) noexcept {
  if (!line.message.starts_with('(')) return;
  std::string_view rest = line.message;
  int error = 0;
  if (!TakeErrorText(rest, error)) return;
  const bool numbered = LeadingLogId(rest) != 0;
  if (numbered) line.message = rest;
  const bool of_22 = line.has_level && line.module.empty() && !line.client.empty();
  if (line.os_error == 0 && (numbered || of_22)) line.os_error = error;
}

}  // namespace

void FinishMessage(LogLine& line) noexcept {
  if (line.has_prefix) {
    SplitReferer(line);
    if (line.message.starts_with('[') && !line.client.empty()) TakeBracketsBehindClient(line);
    if (line.client.empty()) TakeClientInText(line);
  }
  TakeErrorBehindClient(line);
  line.log_id = LeadingLogId(line.message);
}

}  // namespace errwatch::cli
