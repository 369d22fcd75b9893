// What a client got: its successes, and the log-ins that forgive failed ones.
#pragma once

#include <cstdint>

#include "model/client_address.h"
#include "model/entry.h"
#include "store/charge.h"
#include "store/segment.h"

namespace errwatch::store {

inline constexpr uint32_t kForgivenByForm = 2;

// The client got what it asked for. Where `entry` is authenticated, its user has proved to be that: failed
// attempts at the same name are forgiven. A log-in form that is passed forgives failed attempts at this form,
// kForgivenByForm of them: whose they were is not known, and nobody shall buy any number of guesses with an
// account of his own. Returns how many there were; from kTakeoverFailures on that is an incident of its own,
// kTakeover, and so is a log-in as an account that many share an attack at (CrowdRows::TakeLogIn).
// Async-signal-safe.
uint32_t AccountSuccess(Segment& segment, const Entry& entry, const ClientAddress& client,
                        const Charge& charge, Tick now) noexcept;

// Of a success that is evidence of something else, what it forgives by its form or as a call with a password.
uint32_t ForgivePassed(Segment& segment, const Entry& entry, const ClientAddress& client,
                       const Charge& charge, Tick now) noexcept;

}  // namespace errwatch::store
