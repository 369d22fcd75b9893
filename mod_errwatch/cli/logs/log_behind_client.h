// What an ErrorLogFormat puts between the client and the message,
// and clients that stand in the message alone.
#pragma once

#include "cli/logs/log_line.h"

namespace errwatch::cli {

// Takes brackets off the front of line.message:
//   "[host www.example.org] AH01630: ..." and the like; a virtual host and a referer are noted
//   "[7f0a1c02a700] [12345] SSL0222W: ..." of IBM HTTP Server
// Where another bracket follows, or nothing, all of them are the message.
void TakeBracketsBehindClient(LogLine& line) noexcept;

// mod_qos names the client of a connection that it refuses at the end of its own message alone:
//   "mod_qos(031): access denied, ...: max=50, concurrent connections=70, c=192.0.2.4"
void TakeClientInText(LogLine& line) noexcept;

}  // namespace errwatch::cli
