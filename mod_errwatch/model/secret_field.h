// Which fields of a form hold what nobody but the server may know.
#pragma once

#include <string_view>

namespace errwatch {

// "pwd", "user[password]", "newPassword2", "log%5Bpass%5D": their values are neither kept nor looked at.
bool IsSecretField(std::string_view name) noexcept;

}  // namespace errwatch
