// Where the structures that rules name are found in an entry.
#pragma once

#include <array>
#include <cstdint>

#include "match/entry_text.h"
#include "model/target.h"
#include "rules/rule.h"
#include "structure/structure.h"

namespace errwatch {

// By Target: a bit for each Structure.
using StructureSets = std::array<uint32_t, kTargetCount>;
static_assert(kStructureCount <= 32);
constexpr uint32_t Bit(Structure structure) { return uint32_t{1} << static_cast<unsigned>(structure); }

// The fields in which no work is left to look further (Structure::kCostly), added to `found`.
void NoteCostly(const StructureSets& wanted, TargetSet costly, StructureSets& found) noexcept;

// What a rule looks for, added to `wanted`.
void AddStructures(const Rule& rule, StructureSets& wanted);

// By Target: what looking for them took.
using FieldSteps = std::array<uint32_t, kTargetCount>;

// Of `wanted`, those that have it. Each value of a field is looked at once, whatever the number of rules, and
// one that was clean before not at all where `seen` is given. Allocates nothing, throws nothing, linear time;
// a value for which `work` has not so many steps is passed over. Where a request is long, its shorter fields
// come first, so that what is long hides nothing but itself.
StructureSets FindStructures(const StructureSets& wanted, const EntryText& text, SeenValues* seen, Work& work,
                             FieldSteps* steps = nullptr) noexcept;

}  // namespace errwatch
