#include "cli/logs/user_in_message.h"

namespace errwatch::cli {
namespace {

// What stands around the name. A name of Basic authentication holds no colon; of several possible ends the
// first counts.
struct Form {
  LogId log_id;
  std::string_view before;
  std::string_view behind;
};
// clang-format off
constexpr Form kForms[] = {
    {1617, "AH01617: user ", ": "},                            // wrong password
    {1618, "AH01618: user ", " not found: "},                  // unknown user
    {1631, "AH01631: user ", ": authorization failure for "},  // may not see this
    {1663, " failed, reason: user '", "' does not meet"},
    {1666, "AH01666: Authorization of user ", " to access "},
    {1667, "AH01667: Authorization of user ", " to access "},
    {1694, "AH01694: auth_ldap authenticate: user ", " authentication failed"},
    {1695, "AH01695: auth_ldap authenticate: user ", " authentication failed"},
    {1790, "AH01790: user `", "' in realm `"},                 // digest
    {1791, "AH01791: user `", "' in realm `"},
    {1792, "AH01792: user ", ": password mismatch: "},
    {1794, "AH01794: user ", ": password mismatch: "},
    {1807, "AH01807: user '", "': authentication failure for "},  // form
    {1808, "AH01808: user '", "' not found: "},
    // httpd 2.2
    {0, "user ", ": authentication failure for "},
    {0, "user ", " not found: "},
    {0, "Digest: user ", ": password mismatch: "},
    {0, "Digest: user `", "' in realm `"},
};
// clang-format on

}  // namespace

std::string_view UserInMessage(std::string_view message, LogId log_id) noexcept {
  for (const Form& form : kForms) {
    if (form.log_id != log_id) continue;
    const bool anywhere = form.before.front() == ' ';
    const std::size_t at = anywhere ? message.find(form.before) : 0;
    if (anywhere ? at == std::string_view::npos : !message.starts_with(form.before)) continue;
    const std::string_view rest = message.substr(at + form.before.size());
    const std::size_t end = rest.find(form.behind);
    if (end != std::string_view::npos) return rest.substr(0, end);
  }
  return {};
}

}  // namespace errwatch::cli
