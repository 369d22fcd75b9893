// A report as a message of MIME: text for a quick look, the page attached.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace errwatch::cli {

struct ReportMail {
  std::string to;       // see CheckMailAddress
  std::string subject;  // of the program's own: nothing that a client sent may be in a header
  std::string text;
  std::string page;
};

// One address or several with commas between them: names of mailboxes, with or without a host. The error says
// what is wrong.
Status CheckMailAddress(std::string_view addresses);

// For sendmail -t: lines end with a line feed. REQUIRES: CheckMailAddress(mail.to)
std::string MailMessage(const ReportMail& mail);

}  // namespace errwatch::cli
