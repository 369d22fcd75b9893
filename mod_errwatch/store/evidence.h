// An entry as evidence against its client: what it is about, as keyed hashes, and under which circumstances
// it came.
#pragma once

#include <cstdint>
#include <optional>

#include "model/category.h"
#include "model/entry.h"
#include "model/judgement.h"
#include "rules/classifier.h"
#include "store/segment_layout.h"

namespace errwatch::store {

// What counts as "the same again" (Repeats in model/category.h).
//   shape   category and path_shape of the path; of an entry without a path, of its message
//   target  recognised attacks: method, path, arguments, and headers as far as the attack was found in one;
//           a failed log-in: the credentials, or the user name where they are not known;
//           another guard's alert: its text up to the data it quotes; else the path
struct EvidenceHashes {
  uint64_t shape = 0;
  uint64_t target = 0;
};
// `what`: category, and where it was found.
EvidenceHashes HashesOf(const Entry& entry, const Classification& what, const HashKey& key) noexcept;

// Which entries are "the same" whoever causes them: rule, virtual host, status and the shape of the path;
// without a path, the message up to what is likely to differ. Not secret: the same in every file.
uint64_t TemplateKey(const Entry& entry, uint32_t rule) noexcept;

uint32_t NameHash(std::string_view user, const HashKey& key) noexcept;

// Which name a failed log-in is noted for: the user's; of a log-in form, whose names stand in the body of the
// request, the form's path and query stand for all of them (without what a script ignores and what may be a
// token). Empty where neither is known.
std::optional<uint32_t> FailedNameOf(const Entry& entry, const HashKey& key) noexcept;

// The form that a success was sent by: a request with a body, answered by a redirect to somewhere else.
std::optional<uint32_t> PassedFormOf(const Entry& entry, const HashKey& key) noexcept;

// What the entry alone tells, and what was found in it; the record, what was seen before and what is known of a
// crawler are the tables'.
Circumstances CircumstancesOf(const Entry& entry, const Classification& what) noexcept;

}  // namespace errwatch::store
