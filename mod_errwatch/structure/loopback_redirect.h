// Log-ins of native applications, which have the browser come back to the machine it runs on (RFC 8252): no
// server follows that address.
#pragma once

#include <string_view>

namespace errwatch {

// Of each text that IsLoopbackRedirect says yes to it is a part.
inline constexpr std::string_view kRedirectParameter = "redirect_uri=";

// Whether a whole query, decoded as match/normalize.h says, asks for such a log-in or a log-out after it
// (also as the target of a page of the log-in), and holds no other address that a server should not follow:
// what is about addresses in it is about nothing else than where the browser goes. Linear time.
bool IsLoopbackRedirect(std::string_view query) noexcept;

}  // namespace errwatch
