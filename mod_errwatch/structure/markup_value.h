// What stands behind the "=" of an attribute. Text is in lower case, from there to its end.
#pragma once

#include <string_view>

namespace errwatch {

// "on" and the name of an event, whichever.
bool IsHandlerName(std::string_view name) noexcept;

// What a handler has that runs: a call, an assignment, a member by computed name, an escaped letter.
bool IsHandlerCode(std::string_view value) noexcept;

// onclick="return false", onerror="this.src='/none.png'": a link that does nothing, a picture that is not
// there.
bool IsHarmlessHandler(std::string_view value) noexcept;

// onclick={save}, onclick={() => f(x)}: a name or a function that is not called yet, as JSX has them.
bool IsHandedOver(std::string_view value) noexcept;

// "/search", "style.css", "#top": of this site. Not "//host", "javascript:x", "data:x".
bool IsOfThisSite(std::string_view value) noexcept;

// "https://host/" in quotes: what an editor writes.
bool IsQuotedAddress(std::string_view value) noexcept;
// And without a scheme: "//host/x", as others give it to paste.
bool IsQuotedHost(std::string_view value) noexcept;

// src='//host/?a=: a quotation that nothing ends, up to which the page is sent to somebody.
bool IsLeftOpen(std::string_view value) noexcept;

// "width:expression(f())", "@import x": code, or a way to it. Pictures of "url(...)" are none.
bool IsStyleThatRuns(std::string_view value) noexcept;

// Of http-equiv: the page goes elsewhere, or a cookie is set.
bool IsActiveHeader(std::string_view value) noexcept;

}  // namespace errwatch
