// ErrWatchBody: looks at what a request's body holds while it passes. What was seen is judged with the
// response (response_hook.h).
//
// The filter asks for what it was asked for and hands on what it got, as it is. It never waits, delays,
// splits, sets aside or changes anything. So it sees a body as far as somebody reads it: a handler, or httpd
// where it throws away what no handler has read.
#pragma once

#include "httpd/prelude.h"

namespace errwatch::httpd {

void RegisterBodyFilter();
[[gnu::hot]] void InsertBodyFilter(request_rec* request);  // insert_filter hook

}  // namespace errwatch::httpd
