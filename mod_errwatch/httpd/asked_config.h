// Whose directory settings hold for a request: those of what the client asked for.
//
// httpd itself goes by where a request has got to. Behind a front controller (RewriteRule . /index.php,
// FallbackResource) that is one script for all, so <Location "/wiki/edit"> would have no effect; and an
// ErrorDocument below a Location that is Off would hide every failure of the whole site.
#pragma once

#include "httpd/prelude.h"

namespace errwatch::httpd {

// translate_name hook. Before any module has mapped the request to something else, httpd has walked the
// Location sections of what was asked for: remembers what they say.
[[gnu::hot]] int RememberLocation(request_rec* request);

// header_parser hook. Directories and files are known by now: what holds for the request from here on,
// whatever it is rewritten or redirected to.
[[gnu::hot]] void RememberConfig(request_rec* request);

}  // namespace errwatch::httpd
