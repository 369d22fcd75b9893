// handler: what a request says by itself is judged before it is answered, so that the next one, which may be
// on its way already, meets the block. A large file or a slow program would else answer any number first.
#pragma once

#include "httpd/prelude.h"

namespace errwatch::httpd {

[[gnu::hot]] int OnHandler(request_rec* request);  // declines always

// The value of the last header, null where there is none: with their number it tells whether any came or
// went.
const char* LastHeader(const request_rec* request);

// httpd's own handlers, by the names under which configurations and mod_mime know them; nullptr and "" are
// files.
bool IsOwnHandler(const char* handler);

// mod_auth_form sets request_rec::user for a wrong password, too.
bool IsFormAuthentication(const request_rec* request);

}  // namespace errwatch::httpd
