// Errors of the system by their portable names: what httpd gives as the reason of an entry.
#pragma once

#include <cerrno>
#include <optional>
#include <string>
#include <string_view>

namespace errwatch {

// Those that httpd meets while it serves, and that say whose fault something is.
// clang-format off
#define ERRWATCH_SYSTEM_ERRORS(X) \
  X(EACCES) X(EAGAIN) X(EBADF) X(ECONNABORTED) X(ECONNREFUSED) X(ECONNRESET) X(EDQUOT) X(EEXIST) X(EFBIG) \
  X(EHOSTUNREACH) X(EILSEQ) X(EINTR) X(EINVAL) X(EIO) X(EISDIR) X(ELOOP) X(EMFILE) X(ENAMETOOLONG) X(ENETUNREACH)   \
  X(ENFILE) X(ENODEV) X(ENOENT) X(ENOEXEC) X(ENOMEM) X(ENOSPC) X(ENOTCONN) X(ENOTDIR) X(ENXIO) X(EPERM)   \
  X(EPIPE) X(EROFS) X(ESTALE) X(ETIMEDOUT) X(ETXTBSY)
// clang-format on

// Those that APR has numbered itself, and that it takes over from Windows behind 720000.
#define ERRWATCH_APR_ERRORS(X)   \
  X("APR_EBADPATH", 20'024)      \
  X("APR_EPATHWILD", 20'025)     \
  X("APR_TIMEUP", 70'007)        \
  X("APR_EOF", 70'014)           \
  X("WIN_INVALID_NAME", 720'123) \
  X("WIN_NAME_TOO_LONG", 720'206)

std::optional<int> ParseErrno(std::string_view name);
std::string ErrnoNames();  // "EACCES, EAGAIN, ...": for messages

}  // namespace errwatch
