#include "cli/report/mail_message.h"

#include <sodium.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/quoted.h"
#include "base/utf8.h"

namespace errwatch::cli {
namespace {

// No text in base64 has an underscore.
constexpr std::string_view kBoundary = "=_errwatch_report";
constexpr std::size_t kLineBytes = 57;  // 76 characters

std::string Base64Lines(std::string_view text) {
  constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;
  char line[sodium_base64_ENCODED_LEN(kLineBytes, sodium_base64_VARIANT_ORIGINAL)];
  std::string lines;
  for (; !text.empty(); text.remove_prefix(std::min(kLineBytes, text.size()))) {
    const std::string_view part = text.substr(0, kLineBytes);
    sodium_bin2base64(line, sizeof line, reinterpret_cast<const unsigned char*>(part.data()), part.size(),
                      kVariant);
    lines.append(line).push_back('\n');
  }
  return lines;
}

std::string Part(std::string_view type, std::string_view disposition, std::string_view text) {
  return "--" + std::string(kBoundary) + "\nContent-Type: " + std::string(type) +
         "; charset=utf-8\nContent-Transfer-Encoding: base64\nContent-Disposition: " +
         std::string(disposition) + "\n\n" + Base64Lines(text);
}

// Words of RFC 2047 where a text is not ASCII: each is of whole characters and below 76 bytes.
std::string EncodedHeader(std::string_view text) {
  if (std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
    return std::string(text);
  constexpr std::size_t kWordBytes = 39;  // with the name of the header before it
  std::string header;
  while (!text.empty()) {
    std::size_t end = std::min(kWordBytes, text.size());
    while (end > 1 && end < text.size() && IsUtf8Continuation(text[end])) --end;
    std::string word = Base64Lines(text.substr(0, end));
    word.pop_back();  // the line's end
    header += (header.empty() ? "=?utf-8?B?" : "\n =?utf-8?B?") + word + "?=";
    text.remove_prefix(end);
  }
  return header;
}

bool IsMailbox(std::string_view address) {
  static constexpr std::string_view kSigns = "._+-=@";
  const bool known = std::all_of(address.begin(), address.end(), [](char c) {
    return IsAlnum(c) || kSigns.find(c) != std::string_view::npos;
  });
  const std::size_t at = address.find('@');
  const bool one_host = at == std::string_view::npos || (at != 0 && at + 1 < address.size() &&
                                                         address.find('@', at + 1) == std::string_view::npos);
  return known && one_host && !address.empty() && address.front() != '-';
}

}  // namespace

Status CheckMailAddress(std::string_view addresses) {
  for (std::string_view rest = addresses;;) {
    const std::size_t comma = rest.find(',');
    std::string_view one = rest.substr(0, comma);
    one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
    if (!IsMailbox(one))
      return Error{
          Quoted(addresses) +
          " is no address of mail: write security@example.org, or root; several with commas between them"};
    if (comma == std::string_view::npos) return Ok();
    rest.remove_prefix(comma + 1);
  }
}

std::string MailMessage(const ReportMail& mail) {
  std::string message = "To: " + mail.to + "\nSubject: " + EncodedHeader(mail.subject) +
                        "\nAuto-Submitted: auto-generated\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
                        "boundary=\"" +
                        std::string(kBoundary) + "\"\n\n";
  message += Part("text/plain", "inline", mail.text);
  message += Part("text/html", "attachment; filename=\"errwatch-report.html\"", mail.page);
  return message + "--" + std::string(kBoundary) + "--\n";
}

}  // namespace errwatch::cli
