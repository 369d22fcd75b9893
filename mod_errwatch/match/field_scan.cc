#include "match/field_scan.h"

#include <bit>
#include <cstddef>

namespace errwatch {
namespace {

// A field that stands in two forms may have a third next time: whether there is room for what hides in it
// depends on other fields.
bool IsRemembered(const EntryText::Field& field, unsigned target) {
  return (kNotRememberedFields >> target & 1U) == 0 && !field.raw.empty() &&
         field.raw_segment == field.normalized_segment;
}

// What was found in a field.
void Remember(const Prefilter& prefilter, unsigned target, const EntryText::Field& field,
              const Candidates& candidates, SeenFields& seen) {
  KnownField known;
  known.prefilter = prefilter.serial();
  bool has_room = true;
  candidates.ForEach([&](std::size_t pattern) {
    if ((candidates.segments[pattern] & field.raw_segment) == 0) return;
    has_room = has_room && known.count < known.patterns.size();
    if (has_room) known.patterns[known.count++] = static_cast<uint32_t>(pattern);
  });
  if (has_room) seen.Note(target, field.raw, known);
}

}  // namespace

void ScanFields(const Prefilter& prefilter, const EntryText& text, MatchScratch& scratch,
                const Candidates& candidates) noexcept {
  PrefilterText to_scan = text.ForPrefilter();
  unsigned unknown = 0;  // a bit for each field
  for (unsigned target = 0; target < kTargetCount; ++target) {
    const EntryText::Field& field = text.fields[target];
    if (!IsRemembered(field, target)) continue;
    const KnownField* const known = field.known;
    if (known == nullptr) {
      unknown |= 1U << target;
      continue;
    }
    to_scan.known_segments |= field.raw_segment;
    for (std::size_t i = 0; i < known->count; ++i) candidates.Add(known->patterns[i], field.raw_segment);
  }
  prefilter.Scan(to_scan, scratch.prefilter, candidates);
  for (; unknown != 0; unknown &= unknown - 1) {
    const auto target = static_cast<unsigned>(std::countr_zero(unknown));
    Remember(prefilter, target, text.fields[target], candidates, scratch.seen_fields);
  }
}

void NoteClean(const Prefilter& prefilter, const EntryText& text, unsigned target, std::size_t steps,
               SeenFields& seen) noexcept {
  const EntryText::Field& field = text.fields[target];
  KnownField* const known = seen.Find(target, field.raw);
  // Another field of the entry may have taken its slot.
  if (known == nullptr || known->prefilter != prefilter.serial()) return;
  known->clean = true;
  known->lowered = !field.normalized.empty();
  known->values = static_cast<uint16_t>(field.values.size());
  known->parts = field.parts;
  known->steps = static_cast<uint32_t>(steps);
}

}  // namespace errwatch
