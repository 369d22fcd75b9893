// An entry as evidence against its client: what it is about, as keyed hashes.
#pragma once

#include <cstdint>

#include "model/entry.h"
#include "rules/classifier.h"
#include "store/segment_layout.h"

namespace errwatch::store {

// What counts as "the same again" (Repeats in model/category.h).
//   shape   category and path_shape of the path, of recognised attacks also of the arguments;
//           of an entry without a path, of its message
//   target  recognised attacks: method, path, arguments, and headers as far as the attack was found in one;
//           of a body its fields, of serial numbers and times among them the names;
//           a failed log-in: the credentials, or the user name where they are not known;
//           another guard's alert: its text up to the data it quotes;
//           else the path, and what an application refuses also the path_shape of its arguments
struct EvidenceHashes {
  uint64_t shape = 0;
  uint64_t target = 0;
};
// `what`: category, and where it was found.
EvidenceHashes HashesOf(const Entry& entry, const Classification& what, const HashKey& key) noexcept;

// Found only in what the browser sends along with every request once somebody has laid it there: the address
// of the page that its parts name as theirs, or a cookie in which a site keeps what a link brought. Each of
// these requests is no attack of its own; another one there, or one that another rule names, is.
bool IsCarried(const Entry& entry, TargetSet found) noexcept;

// Which entries are "the same" whoever causes them: rule, virtual host, status and the shape of the path;
// without a path, the message up to what is likely to differ. Not secret: the same in every file.
uint64_t TemplateKey(const Entry& entry, uint32_t rule) noexcept;

}  // namespace errwatch::store
