#include "rules/structure_search.h"

#include <bit>
#include <cstddef>

namespace errwatch {
namespace {

// Adds `bit` to what is found of the structures that this value has.
void LookAt(const Value& value, TargetSet bit, const StructureFields& wanted, StructureFields& found) {
  const MarkSet marks = MarksIn(value.text);
  for (std::size_t i = 0; i < kStructureCount; ++i) {
    const StructureInfo& structure = kStructures[i];
    if (structure.has == nullptr || (wanted[i] & ~found[i] & bit) == 0) continue;
    if (structure.marks != kAnyValue && (structure.marks & marks) == 0) continue;
    if (structure.has(value)) found[i] = static_cast<TargetSet>(found[i] | bit);
  }
}

void Add(const Condition& condition, StructureFields& wanted) {
  if (!condition.structure) return;
  TargetSet& fields = wanted[static_cast<std::size_t>(*condition.structure)];
  fields = static_cast<TargetSet>(fields | condition.targets);
}

}  // namespace

void AddStructures(const Rule& rule, StructureFields& wanted) {
  Add(rule, wanted);
  for (const Condition& condition : rule.more) Add(condition, wanted);
}

StructureFields FindStructures(const StructureFields& wanted, const EntryText& text) noexcept {
  StructureFields found{};
  TargetSet all = 0;
  for (const TargetSet fields : wanted) all = static_cast<TargetSet>(all | fields);
  constexpr auto kOverlong = static_cast<std::size_t>(Structure::kOverlong);
  found[kOverlong] = static_cast<TargetSet>(wanted[kOverlong] & text.cut);
  for (unsigned rest = all; rest != 0; rest &= rest - 1) {
    const auto field = static_cast<std::size_t>(std::countr_zero(rest));
    const auto bit = static_cast<TargetSet>(1U << field);
    for (const FieldValue& value : text.fields[field].values)
      LookAt({value.text, value.sent}, bit, wanted, found);
  }
  return found;
}

}  // namespace errwatch
