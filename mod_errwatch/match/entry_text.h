// The fields of an entry as patterns are tried on them: as sent, and decoded.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "match/match_scratch.h"
#include "match/parts_left.h"
#include "match/prefilter.h"
#include "model/entry.h"
#include "model/target.h"

namespace errwatch {

// Views into the entry and into the scratch that it was prepared in: valid until that is used again.
struct EntryText {
  struct Field {
    std::string_view raw;         // empty = absent
    std::string_view normalized;  // match/normalize.h; empty where it equals `raw`
    std::span<const FieldValue> values;
    std::string_view more;     // values that stand behind those, as sent: see More()
    uint32_t raw_segment = 0;  // bits of the segments of ForPrefilter() where the text stands
    uint32_t normalized_segment = 0;
    const KnownField* known = nullptr;  // remembered, until the next is noted
    uint32_t clean_steps = 0;           // of a clean one: what it is charged
    uint16_t parts = 0;                 // that it was told apart into
    bool changed = false;               // the two differ in more than letter case
  };
  std::array<Field, kTargetCount> fields;  // by Target
  TargetSet cut = 0;                       // fields that are longer than what is looked at
  TargetSet clean = 0;                     // ... that were clean before: they have no values
  TargetSet may_be_clean = 0;              // ... that may be so the next time (KnownField::clean)
  std::span<char> part_space;

  // Everything once, in the form of FoldText.
  PrefilterText ForPrefilter() const {
    return {all, {segment_ends.data(), segment_count}, {segment_targets.data(), segment_count}};
  }
  std::string_view all;
  std::array<uint32_t, std::size_t{2} * kTargetCount> segment_ends;
  std::array<TargetSet, std::size_t{2} * kTargetCount> segment_targets;
  std::size_t segment_count = 0;

  // The values that stand behind the others of a field.
  PartsLeft More(std::size_t field) const noexcept;
};

// Of the fields in `targets`, each as far as it is looked at. The document root is cut out of the message:
// "File does not exist: /srv/tmp/www/x.php" -> "File does not exist: /x.php". Allocates nothing.
// `remembered`: fields that the scratch remembers for this prefilter's rules are taken as they are known.
EntryText PrepareText(const Entry& entry, TargetSet targets, MatchScratch& scratch,
                      const Prefilter* remembered = nullptr) noexcept;

}  // namespace errwatch
