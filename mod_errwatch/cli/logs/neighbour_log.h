// What stands in front of the messages of programs that belong to httpd and keep a log of their own. They
// name no client.
//   suexec      [2026-11-22 10:00:01]: uid: (1000/alice) ...
//   mod_jk      [Sun Nov 22 10:00:01.123 2026] [NO-ID] [25:140] [error] service::jk_lb_worker.c (2795): ...
//   Passenger   [ E 2026-11-22 10:00:02.1234 17/T9 age/Cor/App/Implementation.cpp:221 ]: ...
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "model/level.h"

namespace errwatch::cli {

// Length of what mod_jk writes between time and level, "[NO-ID] [25:140] "; 0 = something else, or no level
// follows.
std::size_t ModJkBytes(std::string_view text) noexcept;

// All of Passenger's prefix that `text` begins with.
struct PassengerPrefix {
  std::optional<Level> level;  // old versions have none
  std::string_view time;
  std::size_t bytes = 0;
};
std::optional<PassengerPrefix> ReadPassengerPrefix(std::string_view text) noexcept;

}  // namespace errwatch::cli
