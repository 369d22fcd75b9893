#include "structure/program.h"

#include "structure/program_lookup.h"
#include "structure/program_php.h"
#include "structure/program_script.h"
#include "structure/program_serialized.h"
#include "structure/program_template.h"

namespace errwatch {

bool HasProgram(const Value& value) noexcept {
  return HasSerialized(value) || HasPhp(value.text) || HasTemplate(value.text) || HasLookup(value.text) ||
         HasScript(value.text);
}

}  // namespace errwatch
