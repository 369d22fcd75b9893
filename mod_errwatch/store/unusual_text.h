// What is unlike what in a request (anomaly/request_score.h), in words: without what its secret fields hold.
#pragma once

#include <string_view>

#include "anomaly/request_score.h"
#include "model/entry.h"
#include "store/incident_text.h"

namespace errwatch::store {

inline constexpr std::size_t kReasonBytes = 128;  // the message of an incident has no more
inline constexpr std::size_t kPartBytes = 60;
using ReasonText = ShortText<kReasonBytes>;
using PartOfRequest = ShortText<kPartBytes>;

// Of the request; the part's text is a view into the entry. No allocation.
PartOfRequest ShownPart(const Entry& entry, const RequestPart& part) noexcept;
// "parameter that nobody sends here: zz; shape of a value: {x}", most odd first, as many as fit.
ReasonText ReasonsOf(const Entry& entry, const RequestScore& score) noexcept;

}  // namespace errwatch::store
