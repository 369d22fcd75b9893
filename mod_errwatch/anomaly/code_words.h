// Words that programs are written in.
#pragma once

#include <string_view>

namespace errwatch {

// How much a decoded value reads like a statement, a command or a call, in bits of surprise: by words of SQL,
// shells, scripts and templates beside each other. One alone says little (it may be what somebody looks for),
// several say more; words that people use, too, count where others stand beside them.
float CodeWordBits(std::string_view text) noexcept;

}  // namespace errwatch
