// log_transaction: what no error-log entry told is judged by the response.
#pragma once

#include "httpd/prelude.h"

namespace errwatch::httpd {

[[gnu::hot]] int OnLogTransaction(request_rec* request);

}  // namespace errwatch::httpd
