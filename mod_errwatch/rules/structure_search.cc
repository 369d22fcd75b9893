#include "rules/structure_search.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace errwatch {
namespace {

// By mark: the structures that have it among theirs.
constexpr auto kStructuresOfMark = [] {
  std::array<uint32_t, kMarkCharacters.size()> structures{};
  for (std::size_t mark = 0; mark < structures.size(); ++mark) {
    for (std::size_t i = 0; i < kStructureCount; ++i)
      if ((kStructures[i].marks >> mark & 1U) != 0) structures[mark] |= uint32_t{1} << i;
  }
  return structures;
}();
constexpr uint32_t kStructuresOfAnyValue = [] {
  uint32_t structures = 0;
  for (std::size_t i = 0; i < kStructureCount; ++i)
    if (kStructures[i].marks == kAnyValue) structures |= uint32_t{1} << i;
  return structures;
}();

constexpr uint32_t kStructuresOfSharedFindings = [] {
  uint32_t structures = 0;
  for (const SharedFinding& shared : kSharedFindings) structures |= Bit(shared.runs) | Bit(shared.typed);
  return structures;
}();

// The structures that a value may have.
uint32_t MayHave(MarkSet marks) {
  uint32_t structures = kStructuresOfAnyValue;
  for (; marks != 0; marks &= marks - 1)
    structures |= kStructuresOfMark[static_cast<std::size_t>(std::countr_zero(marks))];
  return structures;
}

// What of `questions` is in a value.
uint32_t LookAt(const FieldValue& of_field, uint32_t questions) {
  const Value value{of_field.text, of_field.sent};
  // Line ends are seen by looking at what was sent: all detectors do.
  const bool may_have_lines = !of_field.plain && MayHaveLines(value.sent);
  const uint32_t asked = may_have_lines ? questions : questions & MayHave(value.marks);
  uint32_t found = 0;
  for (const SharedFinding& shared : kSharedFindings) {
    if ((asked & (Bit(shared.runs) | Bit(shared.typed))) == 0) continue;
    const Finding finding = shared.find(value);
    if (finding == Finding::kRuns) found |= asked & Bit(shared.runs);
    if (finding == Finding::kTyped) found |= asked & Bit(shared.typed);
  }
  for (uint32_t rest = asked & ~kStructuresOfSharedFindings; rest != 0; rest &= rest - 1) {
    const auto structure = static_cast<std::size_t>(std::countr_zero(rest));
    if (kStructures[structure].has(value)) found |= uint32_t{1} << structure;
  }
  return found;
}

// ... in the values of a field, each structure until it is found.
uint32_t LookAtAll(std::span<const FieldValue> values, unsigned field, uint32_t questions, SeenValues* seen) {
  if ((kNotRemembered >> field & 1U) != 0) seen = nullptr;
  uint32_t found = 0;
  for (const FieldValue& value : values) {
    const uint32_t open = questions & ~found;
    if (open == 0) break;
    const bool may_be_seen = seen != nullptr && !value.hidden;
    const uint32_t* const not_in_it = may_be_seen ? seen->Find(field, value.sent) : nullptr;
    if (not_in_it != nullptr && (*not_in_it & open) == open) continue;
    const uint32_t here = LookAt(value, open);
    if (here == 0 && may_be_seen) seen->Note(field, value.sent, open);
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
