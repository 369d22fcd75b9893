#include "rules/structure_search.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace errwatch {
namespace {

// What must not lie about in memory any longer than its request.
constexpr TargetSet kSecrets = Bit(Target::kCookie) | Bit(Target::kAuthorization) | Bit(Target::kBody);

// What of `questions` is in a value.
uint32_t LookAt(const Value& value, uint32_t questions) {
  const MarkSet marks = MayHaveLines(value.sent) ? kAnyValue : value.marks;
  uint32_t found = 0;
  for (uint32_t rest = questions; rest != 0; rest &= rest - 1) {
    const StructureInfo& structure = kStructures[static_cast<std::size_t>(std::countr_zero(rest))];
    if (structure.marks != kAnyValue && (structure.marks & marks) == 0) continue;
    if (structure.has(value)) found |= rest & (~rest + 1);
  }
  return found;
}

// ... in the values of a field, each structure until it is found.
uint32_t LookAtAll(std::span<const FieldValue> values, unsigned field, uint32_t questions, SeenValues* seen) {
  if ((kSecrets >> field & 1U) != 0) seen = nullptr;
  uint32_t found = 0;
  for (const FieldValue& value : values) {
    const uint32_t open = questions & ~found;
    if (open == 0) break;
    const bool may_be_seen = seen != nullptr && !value.hidden;
    if (may_be_seen && seen->IsClean(field, value.sent, open)) continue;
    const uint32_t here = LookAt({value.text, value.sent}, open);
    if (here == 0 && may_be_seen) seen->NoteClean(field, value.sent, open);
    found |= here;
  }
  return found;
}

void Add(const Condition& condition, StructureSets& wanted) {
  if (!condition.structure) return;
  for (unsigned rest = condition.targets; rest != 0; rest &= rest - 1)
    wanted[static_cast<std::size_t>(std::countr_zero(rest))] |= Bit(*condition.structure);
}

}  // namespace

void AddStructures(const Rule& rule, StructureSets& wanted) {
  Add(rule, wanted);
  for (const Condition& condition : rule.more) Add(condition, wanted);
}

StructureSets FindStructures(const StructureSets& wanted, const EntryText& text, SeenValues* seen) noexcept {
  StructureSets found{};
  for (unsigned field = 0; field < kTargetCount; ++field) {
    if (wanted[field] == 0 || text.fields[field].values.empty()) continue;
    const uint32_t of_text = Bit(Structure::kOverlong);
    const uint32_t cut = (text.cut >> field & 1U) != 0 ? of_text : 0;
    found[field] =
        (wanted[field] & cut) | LookAtAll(text.fields[field].values, field, wanted[field] & ~of_text, seen);
  }
  return found;
}

}  // namespace errwatch
