// What an ErrorLogFormat puts between the client and the message.
#pragma once

#include "cli/logs/log_line.h"

namespace errwatch::cli {

// Takes brackets off the front of line.message:
//   "[host www.example.org] AH01630: ..." and the like; a virtual host and a referer are noted
//   "[7f0a1c02a700] [12345] SSL0222W: ..." of IBM HTTP Server
//   "[Z8Lg] [user joe] AH01630: ...": any in front of one of httpd's numbers
// Where another bracket follows, or nothing, all of them are the message.
void TakeBracketsBehindClient(LogLine& line) noexcept;

}  // namespace errwatch::cli
