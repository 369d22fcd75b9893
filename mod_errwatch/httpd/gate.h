// The gates: deny a blocked client's next request, wherever it is served.
#pragma once

#include "httpd/prelude.h"

namespace errwatch::httpd {

int EarlyGate(request_rec* request);   // post_read_request
int AccessGate(request_rec* request);  // access_checker and access_checker_ex

}  // namespace errwatch::httpd
