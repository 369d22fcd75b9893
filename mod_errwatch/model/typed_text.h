// Whether what looks like an attack in a query may be text that a person typed: a search for "UNION SELECT"
// on a programmers' forum, a query in a database's own administration, a page's address that is shared.
//
// It may where everything that is not plain stands in arguments that hold text (q=, search[value]=,
// sql_query=, url=) and breaks out of nothing. An injection begins by ending the string or the number that it
// is put into, a traversal climbs, a command stands behind a separator; who asks about these begins with
// words. All of it can be imitated: the answer only says how much of it there must be (model/judgement.h).
#pragma once

#include <string_view>

namespace errwatch {

// Of a query without '?'. Also of none: false, nothing was typed.
bool MayBeTyped(std::string_view args) noexcept;

// Of one field of a request's body, "name=value" as of a query. A body holds what people write: posts, pages
// of an editor, mails, queries, code. So a field of any name may, once it is longer than what fits into a
// line of a form, or is made of words; and it breaks out where its beginning does. What is plain may, too.
bool MayBeWritten(std::string_view field) noexcept;

// Of a path below which somebody keeps or describes the files of a system: "/man/etc/fstab", not
// "/etc/fstab".
bool IsAboutSystemFile(std::string_view path) noexcept;

}  // namespace errwatch
