// Lines that give each field a name: JSON of collectors and of an ErrorLogFormat, and "key=value" (logfmt).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "cli/logs/log_line.h"

namespace errwatch::cli {

// Owns its texts. A field that is not there is empty.
struct StructuredLine {
  std::string text;  // httpd's line as it was, or its message alone
  std::string time, client, level, module, vhost, referer;
  bool names_client = false;  // has a field of httpd's own client, which may be empty
  bool text_is_line = false;  // by its name the text is a whole line of a log
  uint8_t wrapping = 0;       // which name the text had: LogLine::wrapping
  uint8_t client_name = 0;    // which name the client had: kClientName
};

// The place of a field's name (PlainName) among those that texts have, the first of which counts; empty = no
// text is called so.
std::optional<std::size_t> TextRank(std::string_view plain_name) noexcept;
// Whether a field of a line may be called so.
bool IsFieldName(std::string_view plain_name) noexcept;

// Whether a line is to be read so.
bool MayBeStructured(std::string_view text) noexcept;

// The fields by their names in use (docs/errwatch.md, "Formats of logs"), whatever their order; of names that
// mean the same the first of the table counts. Objects within the object are looked into. Empty when it is
// neither JSON nor logfmt, or has no text.
std::optional<StructuredLine> ParseStructured(std::string_view text);

// What httpd's line says, and what it does not say from the other fields. A message beside a field of the
// client's own is a message, whatever it looks like. Views into `fields`.
LogLine ReadStructured(const StructuredLine& fields) noexcept;

}  // namespace errwatch::cli
