// Whether an answer may open a session: of a log-in form that was passed, not of one that everybody passes.
#pragma once

#include <string_view>

namespace errwatch {

// The value of one header Set-Cookie. True for a cookie with a value that scripts of the page must not see
// (HttpOnly), as those of sessions; not for one that is taken back, nor for one that tests whether the
// browser takes any.
bool MayOpenSession(std::string_view set_cookie) noexcept;

}  // namespace errwatch
