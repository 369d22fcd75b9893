// A request -> its parts, and how odd each is by itself.
#pragma once

#include <cstdint>

#include "anomaly/request_part.h"
#include "model/entry.h"

namespace errwatch {

// Of the request line and headers; `entry.status` is the answer's, 0 = not known. `site`: parts of one site
// are not those of another; a hash of its name, or 0 where a model has one site alone. Views into the entry.
// No allocation; time linear in what is looked at, which is bounded.
void TakeParts(const Entry& entry, uint64_t site, RequestParts& parts) noexcept;

// The same of headers alone (part of TakeParts).
void TakeHeaderParts(const Entry& entry, uint64_t site, RequestParts& parts) noexcept;

}  // namespace errwatch
