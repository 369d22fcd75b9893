// Which kind of entry a message is: what all messages of one kind have in common.
#pragma once

#include <cstdint>
#include <string_view>

namespace errwatch {

using TemplateId = uint64_t;  // 0 = none

// Of a message as the error_log hook gets it; `log_id` is its AH number, 0 = none. A function of the two
// alone: it agrees live and offline, between hosts and over restarts.
TemplateId TemplateOf(uint32_t log_id, std::string_view message) noexcept;

}  // namespace errwatch
