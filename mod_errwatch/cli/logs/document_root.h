// Where the document root ends inside a message such as
//   File does not exist: /srv/www/shop/htdocs/admin/x.php
//
// The directories of the server are nobody's doing: a rule that looks for "/tmp/" or "/admin/" must not hit
// every missing file of a site that is kept there. httpd knows the root; an old log does not say it.
#pragma once

#include <string_view>

namespace errwatch {

// The root of the first absolute path in `message`, as a view into it; empty when it has no directory of a
// usual name (html, htdocs, www, public_html ...). Looks at the first few directories only, so that a client
// cannot hide a path behind such a name.
std::string_view GuessDocumentRoot(std::string_view message) noexcept;

}  // namespace errwatch
