// The two statements and the variables of batch files, which nothing else has in this form.
#pragma once

#include <cstddef>
#include <string_view>

namespace errwatch {

// "if exist c:\x", "if /i a==b x", "if %x% geq 5": a statement begins at `at`.
bool StartsBatch(std::string_view text, std::size_t at) noexcept;

// %x:~0,1%, %comspec%, %windir%\, and the variable of a loop with its list: %%i in (. `at` is that of the
// sign.
bool IsBatchVariable(std::string_view text, std::size_t at) noexcept;

}  // namespace errwatch
