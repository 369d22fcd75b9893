#include "model/system_error.h"

#include <iterator>

namespace errwatch {
namespace {

struct SystemError {
  std::string_view name;
  int number;
};
constexpr SystemError kErrors[] = {
#define ERRWATCH_SYSTEM_ERROR(name) {#name, name},
    ERRWATCH_SYSTEM_ERRORS(ERRWATCH_SYSTEM_ERROR)
#undef ERRWATCH_SYSTEM_ERROR
#define ERRWATCH_APR_ERROR(name, number) {name, number},
        ERRWATCH_APR_ERRORS(ERRWATCH_APR_ERROR)
#undef ERRWATCH_APR_ERROR
};

}  // namespace

std::optional<int> ParseErrno(std::string_view name) {
  for (const SystemError& error : kErrors) {
    if (error.name == name) return error.number;
  }
  return std::nullopt;
}

std::string ErrnoNames() {
  std::string names;
  for (const SystemError& error : kErrors) names.append(names.empty() ? "" : ", ").append(error.name);
  return names;
}

}  // namespace errwatch
