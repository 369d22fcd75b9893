#include "model/client_in_text.h"

#include "model/client_address.h"

namespace errwatch {

std::string_view ClientInText(std::string_view module, std::string_view message) noexcept {
  constexpr std::string_view kOpening = "mod_qos(";
  constexpr std::string_view kClient = ", c=";
  if (!module.empty() && module != "qos") return {};
  if (!message.starts_with(kOpening)) return {};
  // The last one: in front of it may stand what somebody sent.
  const std::size_t at = message.rfind(kClient);
  if (at == std::string_view::npos) return {};
  std::string_view text = message.substr(at + kClient.size());
  text = text.substr(0, text.find(", id="));
  return ClientAddress::Parse(text) ? text : std::string_view();
}

}  // namespace errwatch
