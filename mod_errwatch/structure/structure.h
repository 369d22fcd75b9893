// What a rule names by structure=: one list of the detectors, that names, calls and documentation come from.
//
// A detector tells by its structure what would break out of the place that it was put into, or run there. It is
// a pure function of one value: no allocation, no exception, time linear in the value.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "structure/ldap.h"
#include "structure/nosql.h"
#include "structure/sql.h"
#include "structure/value.h"
#include "structure/xpath.h"

namespace errwatch {

// Id, name, the detector (null: the text pipeline tells, see match/entry_text.h) and its marks.
// clang-format off
#define ERRWATCH_STRUCTURES(X) \
  X(kOverlong, "overlong", nullptr, 0)        \
  X(kSql, "sql", HasSql, kSqlMarks)           \
  X(kNosql, "nosql", HasNosql, kNosqlMarks)   \
  X(kLdap, "ldap", HasLdap, kLdapMarks)       \
  X(kXpath, "xpath", HasXpath, kXpathMarks)
// clang-format on

enum class Structure : uint8_t {
#define ERRWATCH_STRUCTURE_ENUM(id, name, detector, marks) id,
  ERRWATCH_STRUCTURES(ERRWATCH_STRUCTURE_ENUM)
#undef ERRWATCH_STRUCTURE_ENUM
};
#define ERRWATCH_STRUCTURE_ONE(id, name, detector, marks) +1
inline constexpr std::size_t kStructureCount = ERRWATCH_STRUCTURES(ERRWATCH_STRUCTURE_ONE);
#undef ERRWATCH_STRUCTURE_ONE

struct StructureInfo {
  std::string_view name;
  bool (*has)(const Value& value) noexcept;
  MarkSet marks;
};
inline constexpr std::array<StructureInfo, kStructureCount> kStructures = {{
#define ERRWATCH_STRUCTURE_ROW(id, name, detector, marks) {name, detector, marks},
    ERRWATCH_STRUCTURES(ERRWATCH_STRUCTURE_ROW)
#undef ERRWATCH_STRUCTURE_ROW
}};

std::optional<Structure> ParseStructure(std::string_view name);
constexpr std::string_view StructureName(Structure structure) {
  return kStructures[static_cast<std::size_t>(structure)].name;
}

// "overlong,...": all of them, as structure= takes them.
#define ERRWATCH_STRUCTURE_BEHIND_COMMA(id, name, detector, marks) ", " name
inline constexpr std::string_view kStructureNames =
    std::string_view(ERRWATCH_STRUCTURES(ERRWATCH_STRUCTURE_BEHIND_COMMA)).substr(2);
#undef ERRWATCH_STRUCTURE_BEHIND_COMMA

}  // namespace errwatch
