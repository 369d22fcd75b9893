#include "store/write_all.h"

#include <unistd.h>

#include <cerrno>
#include <cstddef>

namespace errwatch::store {

bool WriteAll(int file, std::string_view text) noexcept {
  while (!text.empty()) {
    const ssize_t written = write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace errwatch::store
