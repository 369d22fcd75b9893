// ErrWatchVerbosity: how much is logged of one request, by what is known of its client. Messages that
// LogLevel hides are seen for suspects, without flooding the log; of who is denied less is logged.
#pragma once

#include "httpd/prelude.h"

namespace errwatch::httpd {

// Once it is known who the client is, and whether it is denied.
[[gnu::hot]] void ChooseVerbosity(request_rec* request);

// header_parser, and of what a request was redirected to: what was chosen holds over a LogLevel of the
// section that the request turned out to be in.
[[gnu::hot]] void KeepVerbosity(request_rec* request);

}  // namespace errwatch::httpd
