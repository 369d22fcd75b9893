#include "structure/typed.h"

#include "structure/markup.h"
#include "structure/script.h"
#include "structure/shell.h"
#include "structure/windows_shell.h"

namespace errwatch {

bool HasTypedShell(const Value& value) noexcept {
  return FindShell(value) == Finding::kTyped || FindWindowsShell(value) == Finding::kTyped;
}
bool HasTypedScript(const Value& value) noexcept { return FindScript(value) == Finding::kTyped; }
bool HasTypedMarkup(const Value& value) noexcept { return FindMarkup(value) == Finding::kTyped; }

}  // namespace errwatch
