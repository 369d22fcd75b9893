#include "model/own_prefix.h"

#include <algorithm>

#include "base/ascii.h"

namespace errwatch {
namespace {

constexpr std::string_view kScript = "[script ";
constexpr std::string_view kNumber = "WSGI";
constexpr std::size_t kDigits = 4;

}  // namespace

std::string_view WithoutOwnPrefix(std::string_view module, std::string_view message) noexcept {
  if (module != "wsgi") return message;
  if (message.starts_with(kScript)) {
    const std::size_t end = message.find("] ");
    if (end != std::string_view::npos) message.remove_prefix(end + 2);
  }
  const std::string_view digits = message.substr(std::min(kNumber.size(), message.size()), kDigits);
  const bool numbered = message.starts_with(kNumber) && digits.size() == kDigits &&
                        std::ranges::all_of(digits, IsDigit) &&
                        message.substr(kNumber.size() + kDigits).starts_with(": ");
  if (numbered) message.remove_prefix(kNumber.size() + kDigits + 2);
  return message;
}

}  // namespace errwatch
