// Which patterns may match in the fields of an entry: what Prefilter::Scan says, but fields that came before
// are not looked at again.
#pragma once

#include "match/entry_text.h"
#include "match/match_scratch.h"
#include "match/prefilter.h"

namespace errwatch {

// REQUIRES: a scratch that fits `prefilter`, in which `text` was prepared for it. The caller clears the
// candidates.
void ScanFields(const Prefilter& prefilter, const EntryText& text, MatchScratch& scratch,
                const Candidates& candidates) noexcept;

// A field that may be clean (EntryText) is: looking at it took so many steps. Not before ScanFields.
void NoteClean(const Prefilter& prefilter, const EntryText& text, unsigned target, std::size_t steps,
               SeenFields& seen) noexcept;

}  // namespace errwatch
