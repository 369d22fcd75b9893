// What a rule names by structure=: one list of the detectors, that names, calls and documentation come from.
//
// A detector tells by its structure what would break out of the place that it was put into, or run there. It
// is a pure function of one value: no allocation, no exception, time linear in the value.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "structure/finding.h"
#include "structure/forged_token.h"
#include "structure/header_injection.h"
#include "structure/ldap.h"
#include "structure/loopback_redirect.h"
#include "structure/markup.h"
#include "structure/nosql.h"
#include "structure/path_escape.h"
#include "structure/program.h"
#include "structure/request_forgery.h"
#include "structure/script.h"
#include "structure/server_include.h"
#include "structure/shell.h"
#include "structure/sql.h"
#include "structure/system_path.h"
#include "structure/typed.h"
#include "structure/value.h"
#include "structure/windows_shell.h"
#include "structure/xpath.h"

namespace errwatch {

// Id, name, the detector (null: the text pipeline tells, match/entry_text.h, match/work.h, or a whole field),
// of how many bytes a value is at least that it finds something in, its marks, and what it costs: steps a
// byte, in a text of all that an attacker may put together, and in one in which few bytes are signs of code
// (structure/value.h).
// clang-format off
#define ERRWATCH_STRUCTURES(X) \
  X(kOverlong, "overlong", nullptr, 0, 0, 0, 0) \
  X(kCostly, "costly", nullptr, 0, 0, 0, 0) \
  X(kLoopbackRedirect, "loopback_redirect", nullptr, 0, 0, 0, 0) \
  X(kMarkup, "markup", HasMarkup, 4, Marks(kMarkupMarks), 3, 2) \
  X(kScript, "script", HasScript, 4, Marks(kJavaScriptMarks), 8, 3) \
  X(kHeaderInjection, "header_injection", HasHeaderInjection, 4, Marks(kHeaderInjectionMarks), 4, 4) \
  X(kHeaderBehindWord, "header_behind_word", HasHeaderBehindWord, 4, Marks(kHeaderInjectionMarks), 1, 1) \
  X(kServerInclude, "server_include", HasServerInclude, 4, Marks(kServerIncludeMarks), 1, 1) \
  X(kPathEscape, "path_escape", HasPathEscape, 3, Marks(kPathEscapeMarks), 5, 2) \
  X(kSystemPath, "system_path", HasSystemPath, 4, Marks(kSystemPathMarks), 4, 1) \
  X(kRequestForgery, "request_forgery", HasRequestForgery, 3, Marks(kRequestForgeryMarks), 3, 1) \
  X(kDisguisedAddress, "disguised_address", HasDisguisedAddress, 3, Marks(kRequestForgeryMarks), 1, 1) \
  X(kInsideAddress, "inside_address", HasInsideAddress, 3, Marks(kRequestForgeryMarks), 1, 1) \
  X(kShell, "shell", HasShell, 2, kShellMarks, 4, 1) \
  X(kWindowsShell, "windows_shell", HasWindowsShell, 3, kWindowsShellMarks, 3, 1) \
  X(kTypedMarkup, "typed_markup", HasTypedMarkup, 4, kTypedMarkupMarks, 3, 1) \
  X(kTypedScript, "typed_script", HasTypedScript, 4, kTypedScriptMarks, 6, 1) \
  X(kTypedShell, "typed_shell", HasTypedShell, 4, kTypedShellMarks, 11, 1) \
  X(kProgram, "program", HasProgram, 2, kProgramMarks, 10, 2) \
  X(kSql, "sql", HasSql, 2, kSqlMarks, 6, 2) \
  X(kNosql, "nosql", HasNosql, 4, kNosqlMarks, 3, 1) \
  X(kLdap, "ldap", HasLdap, 3, kLdapMarks, 1, 1) \
  X(kXpath, "xpath", HasXpath, 4, kXpathMarks, 1, 1) \
  X(kForgedToken, "forged_token", HasForgedToken, 4, Marks(kTokenMarks), 2, 1) \
  X(kUnsignedToken, "unsigned_token", HasUnsignedToken, 4, Marks(kTokenMarks), 2, 1)
// clang-format on

enum class Structure : uint8_t {
#define ERRWATCH_STRUCTURE_ENUM(id, name, detector, least, marks, steps, plain_steps) id,
  ERRWATCH_STRUCTURES(ERRWATCH_STRUCTURE_ENUM)
#undef ERRWATCH_STRUCTURE_ENUM
};
#define ERRWATCH_STRUCTURE_ONE(id, name, detector, least, marks, steps, plain_steps) +1
inline constexpr std::size_t kStructureCount = ERRWATCH_STRUCTURES(ERRWATCH_STRUCTURE_ONE);
#undef ERRWATCH_STRUCTURE_ONE

struct StructureInfo {
  std::string_view name;
  bool (*has)(const Value& value) noexcept;
  std::size_t least;
  MarkSet marks;
  unsigned steps;
  unsigned plain_steps;
};
inline constexpr std::array<StructureInfo, kStructureCount> kStructures = {{
#define ERRWATCH_STRUCTURE_ROW(id, name, detector, least, marks, steps, plain_steps) \
  {name, detector, least, marks, steps, plain_steps},
    ERRWATCH_STRUCTURES(ERRWATCH_STRUCTURE_ROW)
#undef ERRWATCH_STRUCTURE_ROW
}};

// Two structures that one finding tells apart.
struct SharedFinding {
  Structure runs;
  Structure typed;
  Finding (*find)(const Value& value, StepBudget& budget) noexcept;
};
inline constexpr std::array<SharedFinding, 4> kSharedFindings = {{
    {Structure::kMarkup, Structure::kTypedMarkup,
     [](const Value& value, StepBudget&) noexcept { return FindMarkup(value); }},
    {Structure::kScript, Structure::kTypedScript, FindScript},
    {Structure::kShell, Structure::kTypedShell, FindShell},
    {Structure::kWindowsShell, Structure::kTypedShell, FindWindowsShell},
}};

std::optional<Structure> ParseStructure(std::string_view name);
constexpr std::string_view StructureName(Structure structure) {
  return kStructures[static_cast<std::size_t>(structure)].name;
}

// "overlong,...": all of them, as structure= takes them.
#define ERRWATCH_STRUCTURE_BEHIND_COMMA(id, name, detector, least, marks, steps, plain_steps) ", " name
inline constexpr std::string_view kStructureNames =
    std::string_view(ERRWATCH_STRUCTURES(ERRWATCH_STRUCTURE_BEHIND_COMMA)).substr(2);
#undef ERRWATCH_STRUCTURE_BEHIND_COMMA

}  // namespace errwatch
