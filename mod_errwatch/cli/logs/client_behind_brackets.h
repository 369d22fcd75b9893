// Formats that write something else between the level and the client:
//   [time] [core:info] [xff 192.0.2.1] [client 198.51.100.7:4000] AH00128: ...
// What a request says there may hold a "[client ...]" of its own, and a message may begin so, too.
#pragma once

#include <cstddef>
#include <string_view>

namespace errwatch::cli {

// Whether a bracket holds what the request says, by its name: "xff 192.0.2.1", "host www.example.org".
bool IsSaidByRequest(std::string_view group) noexcept;

// Whether no other client is named from here on but the one that `text` begins with, "[client 192.0.2.4:1]".
// Where there is another one, nobody can tell which is httpd's.
bool NamesOneClient(std::string_view text) noexcept;

// Bytes of whole brackets in front of a "[client ...]"; 0 = there is none behind them.
//   "[a b] [c] [client 192.0.2.4:1] x" -> 10
std::size_t BracketsBeforeClient(std::string_view text) noexcept;

}  // namespace errwatch::cli
