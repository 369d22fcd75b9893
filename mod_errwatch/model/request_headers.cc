#include "model/request_headers.h"

namespace errwatch {
namespace {

void Take(std::string_view name, std::string_view value, RequestHeaders& headers) {
#define ERRWATCH_PROVENANCE_TAKE(header, member) \
  if (EqualsIgnoreCase(name, header)) headers.member = value;
  ERRWATCH_PROVENANCE_HEADERS(ERRWATCH_PROVENANCE_TAKE)
#undef ERRWATCH_PROVENANCE_TAKE
}

}  // namespace

RequestHeaders HeadersOf(const Entry& entry) noexcept {
  RequestHeaders headers;
  headers.method = entry.method;
  headers.host = entry.host.empty() ? entry.vhost : entry.host;
  headers.agent = entry.agent;
  headers.referer = entry.referer;
  for (std::string_view rest = entry.headers; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos) Take(line.substr(0, colon), Trim(line.substr(colon + 1)), headers);
  }
  return headers;
}

}  // namespace errwatch
