// Directives that a server resolves in what it sends or reads: server-side includes, ESI, entities of XML.
#pragma once

#include <string_view>

#include "structure/value.h"

namespace errwatch {

// Of these characters each text that HasServerInclude finds has one.
inline constexpr std::string_view kServerIncludeMarks = "<\\";

// True for: `<!--#word name=...`, elements of ESI, declarations of entities, a document type with an inner
// subset or an address of its own, xi:include, stylesheets of XSLT, schemas with a place. `<!doctype html>`,
// the document types of the W3C, comments and XML without any of it are none.
bool HasServerInclude(const Value& value) noexcept;

}  // namespace errwatch
