// The values of a field, and the texts that hide in them.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "match/match_scratch.h"
#include "match/normalize.h"

namespace errwatch {

// Collects the values of an entry's fields, one field after the other, into a scratch.
//
// A value that is base64 of a text or has such a run in it, or of several lines with comments to their end,
// hides another text (so do a comment that has one, and a cookie in quotation marks): that is a value of its
// own, and is written behind the field's decoded form, so that patterns see it, too. Of markup without a name
// what its first elements hold are values of their own, as well, and so are members of JSON, XML and
// "name:value" in a value.
class FieldValues {
 public:
  // All hidden texts of an entry; what does not fit is not looked at, and said (Field::cut). Each takes at
  // most the bytes of what it stands in, and a part has four: there is room for all, whatever clean ones
  // take.
  static constexpr std::size_t kHiddenBytes = MatchScratch::kHiddenBytes;

  FieldValues(MatchScratch& scratch, std::size_t fields) : scratch_(scratch), fields_left_(fields) {}

  // Where the parts of the next field go: as many as there are values for.
  std::span<TextPart> RoomForParts();

  // Of a field of so many values, of which none hides another: they are not needed.
  void PassOver(std::size_t values) {
    --fields_left_;
    used_ += values;
  }

  // The values of a field. `text` ends where hidden texts may be written: kHiddenBytes for the whole entry.
  // `full`: of parts there may be more, the last one is all that was left.
  std::span<const FieldValue> Collect(std::string_view sent, std::string_view text, TextKind kind,
                                      std::span<const TextPart> parts, bool full) noexcept;
  // Of the field that was collected last: where its decoded form with what hides in it ends, and whether
  // there was no room for a hidden text.
  char* end() const { return to_; }
  bool cut() const { return cut_; }
  // ... whether it has all of its values, whatever the fields before it hold.
  bool HadRoomFor(std::span<const FieldValue> values) const {
    constexpr std::size_t kFew = 32;
    return values.size() <= kFew && used_ <= scratch_.values.size() / 2;
  }

 private:
  // Member by member: a value put together first and copied then makes processors wait.
  void Add(std::string_view sent, std::string_view text, bool hidden, bool plain) {
    FieldValue& value = scratch_.values[used_++];
    value.sent = sent;
    value.text = text;
    value.hidden = hidden;
    value.plain = plain;
    value.rest = rest_;
    value.member = false;
  }
  void AddPart(std::string_view sent, std::size_t value_sent, std::string_view text, bool plain,
               TextKind kind);
  void AddElements(std::string_view text, std::size_t most, bool members);
  void AddMembers(std::string_view text, std::size_t most);
  void AddJson(std::string_view text, std::size_t most);
  void AddMember(std::string_view text);
  void AddHidden(std::string_view sent, std::size_t value, const TextPart& part, TextKind kind);
  void AddHiddenText(std::string_view sent, std::size_t value, TextKind kind, std::string_view hidden);

  MatchScratch& scratch_;
  std::size_t fields_left_;
  std::size_t used_ = 0;
  std::size_t hidden_bytes_ = 0;
  char* to_ = nullptr;
  bool cut_ = false;
  bool rest_ = false;  // what is added is all that was left
};

}  // namespace errwatch
