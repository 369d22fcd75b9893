#include "cli/access/access_line.h"

#include <charconv>

#include "base/ascii.h"
#include "model/request_headers.h"

namespace errwatch::cli {

std::optional<uint64_t> NumberIn(std::string_view text) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

void SetRequest(std::string_view request, AccessLine& line) {
  line.request = request;
  const std::size_t blank = request.find(' ');
  line.method = request.substr(0, blank);
  if (blank == std::string_view::npos) return;
  std::string_view target = request.substr(blank + 1);
  const std::size_t last = target.rfind(' ');
  const std::string_view word = last == std::string_view::npos ? target : target.substr(last + 1);
  if (BeginsLike(word, "HTTP/")) {
    line.protocol = word;
    target = last == std::string_view::npos ? std::string_view() : target.substr(0, last);
  }
  SetTarget(target, line);
}

void SetTarget(std::string_view target, AccessLine& line) {
  const std::size_t question = target.find('?');
  line.uri = target.substr(0, question);
  if (question != std::string_view::npos) line.args = target.substr(question + 1);
}

void SetStatus(std::string_view text, AccessLine& line) {
  const std::optional<uint64_t> status = NumberIn(text);
  if (status && *status >= 100 && *status <= 999) line.status = static_cast<uint16_t>(*status);
}

void SetHeader(std::string_view name, std::string_view value, std::string& headers, AccessLine& line) {
  struct Known {
    std::string_view name;
    std::string_view AccessLine::*field;
  };
  static constexpr Known kKnown[] = {
#define ERRWATCH_HEADER_OF_LINE(name, target, member) {name, &AccessLine::member},
      ERRWATCH_HEADER_FIELDS(ERRWATCH_HEADER_OF_LINE)
#undef ERRWATCH_HEADER_OF_LINE
          {"Authorization", &AccessLine::credentials},
  };
  for (const Known& known : kKnown) {
    if (!EqualsIgnoreCase(name, known.name)) continue;
    line.*known.field = value;
    return;
  }
  if (!IsOtherHeader(name)) return;
  PutHeaderLine(headers.empty(), name, value, [&headers](std::string_view piece) { headers.append(piece); });
}

}  // namespace errwatch::cli
