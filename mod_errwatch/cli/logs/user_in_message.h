// Who tried to log in, as httpd's messages name him.
//
// Live, httpd's records tell (r->user). A line of a log has the words of the message only, so that `errwatch
// scan` can tell one name from another as the server did. Names are the client's to write: what is read here
// decides which attempts belong together, nothing else.
#pragma once

#include <string_view>

#include "model/log_id.h"

namespace errwatch::cli {

// As written, that is with httpd's escapes. Empty where the message names nobody.
std::string_view UserInMessage(std::string_view message, LogId log_id) noexcept;

}  // namespace errwatch::cli
