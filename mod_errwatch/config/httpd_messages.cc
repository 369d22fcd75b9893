#include "config/httpd_messages.h"

#include <algorithm>
#include <iterator>

namespace errwatch {
namespace {

// log_id_table.inc is made by CMake.
constexpr HttpdMessage kMessages[] = {
#include <log_id_table.inc>
};
static_assert(std::ranges::is_sorted(kMessages, {}, &HttpdMessage::number));

}  // namespace

std::span<const HttpdMessage> HttpdMessages() { return kMessages; }

const HttpdMessage* FindHttpdMessage(LogId number) {
  const auto* const found = std::ranges::lower_bound(kMessages, number, {}, &HttpdMessage::number);
  return found != std::end(kMessages) && found->number == number ? found : nullptr;
}

}  // namespace errwatch
