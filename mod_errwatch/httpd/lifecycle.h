// From directives to a running engine, and back.
#pragma once

#include "httpd/prelude.h"

namespace errwatch::httpd {

// httpd reads its configuration twice when it starts, and once for `-t`: this reading is thrown away again.
bool IsThrowAwayPass();

int CheckConfig(apr_pool_t* pconf, apr_pool_t* plog, apr_pool_t* ptemp, server_rec* main_server);
int PostConfig(apr_pool_t* pconf, apr_pool_t* plog, apr_pool_t* ptemp, server_rec* main_server);
void ChildInit(apr_pool_t* pchild, server_rec* main_server);

}  // namespace errwatch::httpd
