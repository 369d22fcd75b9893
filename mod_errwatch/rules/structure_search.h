// Where the structures that rules name are found in an entry.
#pragma once

#include <array>

#include "match/entry_text.h"
#include "model/target.h"
#include "rules/rule.h"
#include "structure/structure.h"

namespace errwatch {

// By Structure: fields.
using StructureFields = std::array<TargetSet, kStructureCount>;

// What a rule looks for, added to `wanted`.
void AddStructures(const Rule& rule, StructureFields& wanted);

// Of `wanted`, those that have it. Each value of a field is looked at once, whatever the number of rules.
// Allocates nothing, throws nothing, linear time.
StructureFields FindStructures(const StructureFields& wanted, const EntryText& text) noexcept;

}  // namespace errwatch
