// A reverse proxy that nobody named: one address near this server that brings nearly all requests, for many
// clients. To block it is to block everybody. Told by what it does alone; pure, the same for a server that
// runs and for a log that is replayed. docs/design.md has the arithmetic.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/language.h"
#include "base/ticks.h"
#include "model/client_address.h"
#include "model/entry.h"

namespace errwatch {

// Where proxies of one's own stand: loopback, private (RFC 1918), shared (RFC 6598), link-local and unique
// local addresses. A proxy elsewhere is somebody else's, and an attacker for all that can be told.
[[gnu::hot]] bool IsNear(const ClientAddress& address) noexcept;

// Headers in which proxies say for whom they ask.
inline constexpr std::string_view kForwardedHeaders[] = {"X-Forwarded-For", "Forwarded", "X-Real-IP"};
// The value of the first of them in Entry::headers; empty = none is there.
std::string_view ForwardedFor(const Entry& entry) noexcept;

// Whose words a request speaks: whom it is forwarded for, else the program, else the page that led there. 0 =
// unknown.
[[gnu::hot]] uint64_t VoiceOf(std::string_view forwarded_for, std::string_view agent,
                              std::string_view referer) noexcept;

// What one near address sent since a point of time, and what all sent meanwhile.
struct PeerTraffic {
  uint64_t all = 0;            // requests of all clients
  uint64_t forwarded_all = 0;  // those of near addresses that say for whom
  uint32_t requests = 0;       // of this address
  uint32_t forwarded = 0;
  uint32_t failed = 0;  // answered with 400 or more
  uint32_t denied = 0;  // by a block: not answered
  int voices = 0;       // different ones, up to 64
};

// How much it takes.
struct ProxyEvidence {
  uint32_t requests;
  int forwarded_voices;  // of requests that say for whom
  int voices;            // of those that do not
};
inline constexpr ProxyEvidence kEnoughEvidence{20, 2, 6};
// ... not to stand by a block until that is known.
inline constexpr ProxyEvidence kFirstEvidence{2, 2, 3};

// A share of all requests says little about a moment: whoever asks fast has nine tenths of a second's.
inline constexpr Milliseconds kLeastTimeOfObservation{5 * 60'000};

// Either nearly all requests say for whom they are forwarded, and for more than one; or nearly all come from
// this one address, of many programs, and are not all in vain. A scanner alone on an idle server has one
// voice, whatever it asks for.
constexpr bool LooksLikeProxy(const PeerTraffic& t, const ProxyEvidence& least = kEnoughEvidence) {
  if (t.requests < least.requests || t.denied > t.requests) return false;
  const bool says_so = t.forwarded * 10ULL >= t.requests * 9ULL && t.forwarded_all * 10 >= t.all * 9 &&
                       t.voices >= least.forwarded_voices;
  const bool speaks_for_all = t.requests * 10ULL >= t.all * 9 && t.voices >= least.voices &&
                              t.failed * 5ULL <= (t.requests - t.denied) * 4ULL;
  return says_so || speaks_for_all;
}

// What makes httpd know who comes through a proxy. Nothing else does: to trust a proxy, or to allow it, keeps
// it from being blocked, and leaves everybody behind it uncounted.
std::string HowToNameClients(std::string_view proxy);

// What an operator is told of one.
std::string UnnamedProxyAdvice(const std::string& address, Language language = Language::kEnglish);

}  // namespace errwatch
