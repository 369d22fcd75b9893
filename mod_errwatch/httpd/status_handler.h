// The handler "errwatch-status" and the section in mod_status's page.
#pragma once

#include "httpd/prelude.h"

namespace errwatch::httpd {

[[gnu::hot]] int StatusHandler(request_rec* request);
int StatusSection(request_rec* request, int flags);  // mod_status's status_hook

}  // namespace errwatch::httpd
