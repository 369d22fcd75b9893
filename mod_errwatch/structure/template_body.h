// What the body of an expression says by itself, whatever brackets it stands in.
#pragma once

#include <cstddef>
#include <string_view>

namespace errwatch {

// What engines are asked for behind "${" or "#{": FreeMarker, Mako, Pug.
bool IsOfEngine(std::string_view body);

// "/etc/passwd" or "../../x", not the "/layout/header.vm" that a page has beside it. `at` is that of the
// quote.
bool NamesFileOutside(std::string_view text, std::size_t at);

// "exec" and the like in the name of a method: {{.System "id"}}, not {{ .Get "src" }}.
bool RunsByName(std::string_view method);

// {% macro field(name) %}: behind the bracket that gives the name at `at` its arguments; 0: there is none.
std::size_t BehindNaming(std::string_view body, std::size_t at);

// @(1+2), {7*7}: numbers alone, between the bracket at `at` and `close`.
bool IsNumbersInBrackets(std::string_view text, std::size_t at, char close);

// "if (user) {": a page's own control of what it shows. REQUIRES: not empty
bool IsControl(std::string_view code);

}  // namespace errwatch
