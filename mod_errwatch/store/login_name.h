// As whom a client tried to log in, or by which form: what failures are noted for and a success forgives
// (model/failed_names.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/entry.h"
#include "rules/classifier.h"
#include "store/segment_layout.h"

namespace errwatch::store {

// A form that was answered with a page: whatever credentials the request bears were not what failed.
inline bool IsForm(const Entry& entry) { return IsSuccess(entry); }

// Whether what was tried are the credentials of the request: those that httpd or a backend refused, not some
// that came along with a log-in that stood in the body.
bool TriesCredentials(const Entry& entry, const Classification& what) noexcept;

// The same name at another virtual host is another one: its owner need not be the same.
uint32_t NameHash(std::string_view user, std::string_view vhost, const HashKey& key) noexcept;

// Which name a failed log-in is noted for: the user's; of a log-in form, whose names stand in the body of the
// request, the form's path and query stand for all of them (without what a script ignores and what may be a
// token), and the account as far as the body names one. Empty where neither is known.
std::optional<uint32_t> FailedNameOf(const Entry& entry, const HashKey& key) noexcept;

// The same of what may have failed: whose it was, and no failure of FailedNameOf is among its own.
uint32_t TriedNameOf(const Entry& entry, const HashKey& key) noexcept;

// The form that a success was sent by, and for whom, where the body says so: a request with a body, answered
// by a redirect to somewhere else that, as far as is known, opens a session; or a call with a password in its
// body that was answered so.
std::optional<uint32_t> PassedFormOf(const Entry& entry, const HashKey& key) noexcept;

}  // namespace errwatch::store
