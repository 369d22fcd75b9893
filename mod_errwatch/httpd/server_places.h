// The files and programs that a configuration names, as httpd has read it.
#pragma once

#include "base/result.h"
#include "store/places.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {

// The module's own, and those that httpd itself writes.
store::Places PlacesOf(server_rec* main_server, apr_pool_t* pool);

// What would keep the server from starting, found by `httpd -t`. Who is not root cannot know what root may.
Status CheckPlaces(server_rec* main_server, apr_pool_t* pool);

}  // namespace errwatch::httpd
