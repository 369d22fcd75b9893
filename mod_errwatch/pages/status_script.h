// pages/status_page.js, as it is sent.
#pragma once

namespace errwatch {

inline constexpr char kStatusScript[] =
#include <status_page_js.inc>
    ;

}  // namespace errwatch
