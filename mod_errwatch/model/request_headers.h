// Where the headers of a request go in an entry: one list and one form, for the server and for the command
// line.
#pragma once

#include <algorithm>
#include <string_view>

#include "base/ascii.h"
#include "model/entry.h"
#include "model/provenance.h"
#include "model/target.h"

namespace errwatch {

// Headers with a field of their own: name, target, member of Entry (and of whatever else holds an entry).
#define ERRWATCH_HEADER_FIELDS(X) \
  X("User-Agent", kAgent, agent)  \
  X("Referer", kReferer, referer) \
  X("Host", kHost, host)          \
  X("Cookie", kCookie, cookie)

struct HeaderField {
  std::string_view name;
  Target target;
  std::string_view Entry::*field;
};
inline constexpr HeaderField kHeaderFields[] = {
#define ERRWATCH_HEADER_FIELD(name, target, member) {name, Target::target, &Entry::member},
    ERRWATCH_HEADER_FIELDS(ERRWATCH_HEADER_FIELD)
#undef ERRWATCH_HEADER_FIELD
};

// What no page or log ever shows; of the first, rules see what is no password (target=authorization).
inline constexpr std::string_view kCredentialHeaders[] = {"Authorization", "Proxy-Authorization"};

// The field of its own that a header has; null = none.
constexpr const HeaderField* FieldOfHeader(std::string_view name) noexcept {
  for (const HeaderField& header : kHeaderFields)
    if (EqualsIgnoreCase(name, header.name)) return &header;
  return nullptr;
}

constexpr bool IsCredentialHeader(std::string_view name) noexcept {
  return std::ranges::any_of(kCredentialHeaders,
                             [name](std::string_view other) { return EqualsIgnoreCase(name, other); });
}

// Whether a header is one of Entry::headers.
constexpr bool IsOtherHeader(std::string_view name) noexcept {
  return FieldOfHeader(name) == nullptr && !IsCredentialHeader(name);
}

// Hands out the pieces of one more "name: value" line of Entry::headers; a line feed stands between two
// lines, none behind the last.
constexpr void PutHeaderLine(bool first, std::string_view name, std::string_view value, auto put) {
  if (!first) put(std::string_view("\n"));
  put(name);
  put(std::string_view(": "));
  put(value);
}

// What tells who made a client send it (model/provenance.h), out of an entry's fields and of Entry::headers.
RequestHeaders HeadersOf(const Entry& entry) noexcept;

// The headers that this takes from Entry::headers: name, member of RequestHeaders.
#define ERRWATCH_PROVENANCE_HEADERS(X)  \
  X("Accept", accept)                   \
  X("Accept-Language", accept_language) \
  X("Origin", origin)                   \
  X("Sec-Fetch-Site", fetch_site)       \
  X("Sec-Fetch-Dest", fetch_dest)       \
  X("Sec-Fetch-Mode", fetch_mode)       \
  X("Content-Type", content_type)       \
  X("X-Requested-With", requested_with)

}  // namespace errwatch
