// The error_log hook: one entry -> classification -> the client's buckets.
#pragma once

#include "httpd/prelude.h"

namespace errwatch::httpd {

void OnErrorLog(const ap_errorlog_info* info, const char* message);

}  // namespace errwatch::httpd
