// The one client whom a message alone names: mod_qos refuses a connection before httpd has anything to log it
// with, and writes the address at the end of its own text:
//   "mod_qos(031): access denied, ...: max=50, concurrent connections=70, c=192.0.2.4"
#pragma once

#include <string_view>

namespace errwatch {

// The address as written; empty where there is none. `module` is who wrote the message, by httpd's record or
// the log line; empty where that is not known. A view into `message`.
std::string_view ClientInText(std::string_view module, std::string_view message) noexcept;

}  // namespace errwatch
