// The number of a block, for whoever it keeps out: "K7Q2-M9XD". He can name it, on the phone if need be, and
// the administrator finds who it is and why (`errwatch incident`). Kept nowhere: it follows from the key of
// the memory, the client and the end of the block, wherever these are known; so the page that refuses him,
// the event and the command line agree. Without the key it tells nothing, and none can be made up that would
// be found.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/ticks.h"
#include "model/client_address.h"
#include "store/siphash.h"

namespace errwatch::store {

// Eight digits and letters, none of which looks or sounds like another, with a hyphen in the middle; then
// NUL.
using IncidentCode = std::array<char, 10>;

// `client` is masked, as it stands in the table; of a range its first address. No allocation.
IncidentCode CodeOf(const HashKey& key, const ClientAddress& client, Tick until) noexcept;

// As somebody typed it: small letters, without the hyphen, O for 0 and I or L for 1. Empty when it is no
// code.
std::optional<std::string> ReadIncidentCode(std::string_view text);

}  // namespace errwatch::store
