// What the tags of buckets are called wherever one is shown.
#pragma once

#include <cstdint>
#include <string_view>

namespace errwatch {

// An administrator's block, which has no tag: in words on pages and in their JSON, as one word in environment
// variables.
enum class ByHand : uint8_t { kWords, kOneWord };
// Why a client is blocked. A literal, too.
std::string_view ReasonName(uint8_t tag, bool by_hand, ByHand spelling) noexcept;

}  // namespace errwatch
