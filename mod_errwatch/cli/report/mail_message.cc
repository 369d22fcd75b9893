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

// Of RFC 5321, 4.5.3.1: a path has 256 bytes with its brackets.
constexpr std::size_t kMostAddressBytes = 254;
constexpr std::size_t kMostAddresses = 100;

// A line of a mail is no longer than 998 bytes (RFC 5322, 2.1.1): each address has one of its own.
std::string OnLinesOfTheirOwn(std::string_view addresses) {
  std::string lines;
  for (const char c : addresses) {
    if (c == ' ') continue;
    lines += c;
    if (c == ',') lines += "\n ";
  }
  return lines;
}

}  // namespace

Status CheckMailAddress(std::string_view addresses) {
  std::size_t count = 0;
  for (std::string_view rest = addresses;;) {
    const std::size_t comma = rest.find(',');
    std::string_view one = rest.substr(0, comma);
    one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
    const std::string shown = Quoted(one.empty() ? addresses : one);
    if (one.size() > kMostAddressBytes)
      return Error{shown + " has " + std::to_string(one.size()) + " bytes: an address of mail has at most " +
                   std::to_string(kMostAddressBytes)};
    if (!IsMailbox(one))
      return Error{
          shown +
          " is no address of mail: write security@example.org, or root; several with commas between them"};
    if (++count > kMostAddresses)
      return Error{"more than " + std::to_string(kMostAddresses) +
                   " addresses: let an alias of the mailer hold them"};
    if (comma == std::string_view::npos) return Ok();
    rest.remove_prefix(comma + 1);
  }
}

std::string MailMessage(const ReportMail& mail) {
  std::string message = "To: " + OnLinesOfTheirOwn(mail.to) + "\nSubject: " + EncodedHeader(mail.subject) +
                        "\nAuto-Submitted: auto-generated\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
                        "boundary=\"" +
                        std::string(kBoundary) + "\"\n\n";
  message += Part("text/plain", "inline", mail.text);
  message += Part("text/html", "attachment; filename=\"errwatch-report.html\"", mail.page);
  return message + "--" + std::string(kBoundary) + "--\n";
}

}  // namespace errwatch::cli
