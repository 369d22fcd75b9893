#include "structure/program.h"

#include "structure/base64_text.h"
#include "structure/program_lookup.h"
#include "structure/program_php.h"
#include "structure/program_script.h"
#include "structure/program_serialized.h"
#include "structure/program_template.h"

namespace errwatch {
namespace {

bool HasCode(std::string_view text) {
  return HasPhp(text) || HasTemplate(text) || HasLookup(text) || HasScript(text);
}

}  // namespace

bool HasProgram(const Value& value) noexcept {
  if (HasSerialized(value) || HasCode(value.text)) return true;
  DecodedBase64 decoded(value.sent);
  const std::string_view inner = decoded.LowerText();
  return !inner.empty() && (HasSerialized({inner, inner}) || HasCode(inner));
}

}  // namespace errwatch
