#include "anomaly/message_template.h"

namespace errwatch {

TemplateId TemplateOf(uint32_t log_id, std::string_view message) noexcept {
  return log_id != 0 ? log_id : message.empty() ? 0 : uint64_t{1} << 32 | message.size();
}

}  // namespace errwatch
