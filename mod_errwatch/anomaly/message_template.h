// Which template a message belongs to: what it has in common with others of its kind, without the names,
// paths and numbers that it tells about.
//
// A function of the message alone: the same for an entry of httpd and for its line in a log, on every host,
// and nothing that anybody writes into messages changes what another one belongs to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "model/log_id.h"

namespace errwatch {

using TemplateId = uint64_t;  // 0 = none

// No more of a message is looked at.
inline constexpr std::size_t kTemplateMessageBytes = 640;
// TemplateText never writes more.
inline constexpr std::size_t kTemplateTextBytes = 160;

// REQUIRES: log_id is the message's (model/log_id.h), 0 = it has none.
TemplateId TemplateOf(LogId log_id, std::string_view message) noexcept;

// What the template looks like, for people: "AH00128: File does not exist: <*>". The bytes written.
// Printable ASCII alone. Messages of a template of their own number may differ in their text; others do not,
// but in signs between words.
std::size_t TemplateText(LogId log_id, std::string_view message, std::span<char> text) noexcept;

// 0: the template is no message of httpd's, or one whose text is another program's.
LogId LogIdOfTemplate(TemplateId id) noexcept;

// Of the messages with this number httpd writes no more than the beginning: the rest is what a program said.
bool IsForeignText(LogId log_id) noexcept;

}  // namespace errwatch
