// Patterns that live as long as httpd's parent, while this library is unloaded and loaded again with each
// reading of the configuration: a restart compiles those that are new, and a start each once
// (match/pattern_memory.h).
//
// What is kept is data of this library's and of PCRE2's. It is found again by the same build of this library
// alone, told by its build id, so that its layout is that of before; and PCRE2's library, of which the data
// has addresses, is told to stay. Where either cannot be had nothing is kept, and everything works as well,
// but slower.
#pragma once

#include "match/pattern_memory.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {

// Before anything of `pconf` has patterns. Once this library was loaded; later calls do nothing.
void KeepPatterns(apr_pool_t* pconf);

// Null: none are kept.
PatternMemory* KeptPatterns() noexcept;

// Once the configuration is read: what it has not taken it does not need.
void ForgetUnusedPatterns(server_rec* main_server) noexcept;

}  // namespace errwatch::httpd
