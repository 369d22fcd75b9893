// What the files of a command hold.
#pragma once

#include <cstdint>
#include <memory>

#include "cli/access/access_format.h"

namespace errwatch::cli {

enum class InputKind : uint8_t {
  kAny,  // error or access log: its first lines tell
  kLog,  // error log
  kAccess,
  kJsonl,
};

// ... and what was said of it.
struct InputForm {
  InputKind kind = InputKind::kAny;
  // Of access logs. Null: the lines tell.
  std::shared_ptr<const AccessFormat> access = nullptr;
  // ... and what collectors put in front of each line (collector_prefix.h); 0 = nothing.
  uint32_t access_prefix = 0;
};

}  // namespace errwatch::cli
