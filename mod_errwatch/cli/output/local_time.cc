#include "cli/output/local_time.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "base/time_text.h"

namespace errwatch::cli {

LocalTime::LocalTime(Tick now) {
  const auto seconds = static_cast<std::time_t>(UnixMs(now) / 1000);
  std::tm local{};
  const long offset = localtime_r(&seconds, &local) == nullptr ? 0 : local.tm_gmtoff;
  offset_ms_ = int64_t{offset} * 1000;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%c%02ld%02ld", offset < 0 ? '-' : '+', std::labs(offset) / 3600,
                std::labs(offset) / 60 % 60);
  zone_ = offset == 0 ? "UTC" : text.data();
}

std::string LocalTime::Short(Tick time) const {
  return FormatTimeShort(TickFromUnixMs(UnixMs({time.value & kMaxTick}) + offset_ms_));
}

}  // namespace errwatch::cli
