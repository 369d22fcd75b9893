#include "cli/logs/remote_peer.h"

#include <algorithm>
#include <iterator>

#include "base/ascii.h"
#include "model/log_id.h"

namespace errwatch::cli {
namespace {

struct Ids {
  LogId first, last;
};
// What mod_ssl says of a request (ap_log_rerror, httpd 2.4.66). All else it says of a connection; those of
// HTTP/2's streams have no TLS of their own.
constexpr Ids kRequestsOfSsl[] = {{2015, 2018},   {2028, 2036},   {2219, 2229},  {2253, 2266},
                                  {10128, 10129}, {10158, 10158}, {10228, 10228}};
constexpr LogId kProxyConnectionShutdown = 2642;

bool SaysRequestOfSsl(LogId id) noexcept {
  return std::any_of(std::begin(kRequestsOfSsl), std::end(kRequestsOfSsl),
                     [&](const Ids& ids) { return ids.first <= id && id <= ids.last; });
}

}  // namespace

bool IsAboutBackend(std::string_view module, std::string_view message) noexcept {
  message.remove_prefix(std::min(message.find_first_not_of(' '), message.size()));
  const LogId id = LeadingLogId(message);
  if (module == "ssl") return !SaysRequestOfSsl(id);
  // Its session is one with a backend.
  if (module == "proxy_http2") return true;
  // Without a number it traces bytes of whichever side.
  return module.starts_with("proxy") && (id == 0 || id == kProxyConnectionShutdown);
}

bool IsPortOfService(std::string_view behind_address) noexcept {
  constexpr unsigned kFirstEphemeral = 10'000;
  unsigned number = 0;
  for (const char c : behind_address) number = IsDigit(c) ? number * 10 + static_cast<unsigned>(c - '0') : 0;
  return number > 0 && number < kFirstEphemeral;
}

}  // namespace errwatch::cli
