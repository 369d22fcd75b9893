// httpd's and APR's headers, in the one order that works; always the last include of a file, because httpd
// defines macros such as OK, DONE and LOG_* and poisons strtoul.
#pragma once

#include <cstring>
#include <ctime>

// Lets C++20 use designated initialisers for the command table, so that a handler with a wrong signature does
// not compile, and makes ap_log_* test the level before they evaluate their arguments.
#ifndef AP_HAVE_C99
#define AP_HAVE_C99
#endif

// clang-format off
#include <httpd.h>
#include <http_config.h>
#include <http_connection.h>
#include <http_core.h>
#include <http_log.h>
#include <mpm_common.h>
#include <http_main.h>
#include <http_protocol.h>
#include <http_request.h>
#include <mod_core.h>
#include <util_cfgtree.h>
#include <ap_mpm.h>
#include <apr_optional.h>
#include <apr_optional_hooks.h>
#include <apr_strings.h>
#include <apr_time.h>
// clang-format on

extern "C" {
extern module AP_MODULE_DECLARE_DATA errwatch_module;
}
APLOG_USE_MODULE(errwatch);  // whose LogLevel ap_log_* asks for
