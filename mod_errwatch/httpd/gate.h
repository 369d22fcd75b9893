// The gates: deny a blocked client's next request, wherever it is served.
#pragma once

#include "httpd/prelude.h"

namespace errwatch::httpd {

[[gnu::hot]] int EarlyGate(request_rec* request);   // post_read_request
[[gnu::hot]] int AccessGate(request_rec* request);  // access_checker

// access_checker_ex: looks once more where `Satisfy Any` may have undone a denial by AccessGate;
// otherwise that one stood.
[[gnu::hot]] int AccessExGate(request_rec* request);

}  // namespace errwatch::httpd
