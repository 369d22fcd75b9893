#include "match/entry_text.h"

#include <algorithm>
#include <span>

#include "base/ascii.h"
#include "match/base64.h"
#include "match/field_values.h"
#include "match/normalize.h"
#include "match/plain_runs.h"
#include "model/own_prefix.h"
#include "model/target.h"

namespace errwatch {
namespace {

// How much of each field is looked at, in the order of Target, and how it is decoded. Hosts and methods that
// are longer than this are refused by httpd; both forms of all fields together fit into MatchScratch::text.
struct Reading {
  std::size_t max_bytes;
  TextKind kind;
};
constexpr std::array<Reading, kTargetCount> kReadings = {{
    {kMaxFieldBytes, TextKind::kMessage},  // message
    {kMaxFieldBytes, TextKind::kPath},     // uri
    {kMaxFieldBytes, TextKind::kQuery},    // args
    {256, TextKind::kHeader},              // method
    {kMaxFieldBytes, TextKind::kHeader},   // agent
    {kMaxFieldBytes, TextKind::kAddress},  // referer
    {512, TextKind::kHeader},              // host
    {kMaxFieldBytes, TextKind::kCookies},  // cookie
    {kMaxHeadersBytes, TextKind::kLines},  // headers
    {512, TextKind::kHeader},              // location
    {kMaxFieldBytes, TextKind::kHeader},   // authorization
    {kMaxBodyBytes, TextKind::kQuery},     // body
}};

constexpr std::size_t TextNeeded() {
  std::size_t bytes = 0;
  // A separator stands behind each.
  for (const Reading& reading : kReadings) bytes += 2 * (reading.max_bytes + 1);
  return bytes;
}
static_assert(TextNeeded() + FieldValues::kHiddenBytes + LiteralMatcher::kPaddingBytes <=
              MatchScratch::kTextBytes);

constexpr char kSeparator = '\n';

// What can be looked at of credentials: the name of a user, and what other schemes send. A password may be
// any text, and is nobody's business.
std::string_view AuthorizationText(std::string_view credentials, std::span<char> space) {
  constexpr std::string_view kBasic = "basic ";
  if (!EqualsIgnoreCase(credentials.substr(0, kBasic.size()), kBasic)) return credentials;
  const std::string_view encoded = Trim(credentials.substr(kBasic.size())).substr(0, space.size());
  const std::string_view pair = BytesFromBase64(encoded, space);
  return pair.substr(0, pair.find(':'));
}

std::string_view FieldOf(const Entry& entry, std::size_t target, MatchScratch& scratch) {
  switch (static_cast<Target>(target)) {
    case Target::kMessage:
      return WithoutOwnPrefix(entry.module, entry.message);
    case Target::kUri:
      return entry.uri;
    case Target::kArgs:
      return entry.args;
    case Target::kMethod:
      return entry.method;
    case Target::kAgent:
      return entry.agent;
    case Target::kReferer:
      return entry.referer;
    case Target::kHost:
      return entry.host;
    case Target::kCookie:
      return entry.cookie;
    case Target::kHeaders:
      return entry.headers;
    case Target::kLocation:
      return entry.location;
    case Target::kAuthorization:
      return AuthorizationText(entry.credentials, scratch.user);
    case Target::kBody:
      return entry.body;
  }
  return {};
}

std::string_view WithoutRoot(std::string_view message, std::string_view root, std::span<char> space) {
  while (root.ends_with('/')) root.remove_suffix(1);
  if (root.empty()) return message;
  const std::size_t at = message.find(root);
  const std::size_t end = at + root.size();
  if (at == std::string_view::npos || end >= message.size() || message[end] != '/') return message;
  char* to = std::copy_n(message.data(), at, space.data());
  to = std::copy(message.begin() + static_cast<std::ptrdiff_t>(end), message.end(), to);
  return {space.data(), static_cast<std::size_t>(to - space.data())};
}

// Tickets, and cookies of a log-in, leave room for what stands behind them. One byte more tells that there
// was more. Of other fields nobody sends so much.
std::string_view Shortened(std::string_view text, TextKind kind, MatchScratch& scratch) {
  if (kind == TextKind::kCookies) return ShortenRuns(text, scratch.short_cookie);
  if (kind == TextKind::kLines) return ShortenRuns(text, scratch.short_headers);
  return text;
}

// Null: not remembered.
const KnownField* KnownOf(const Prefilter& prefilter, std::size_t target, std::string_view raw,
                          MatchScratch& scratch) {
  if ((kNotRememberedFields >> target & 1U) != 0) return nullptr;
  const KnownField* const known = scratch.seen_fields.Find(static_cast<unsigned>(target), raw);
  return known != nullptr && known->prefilter == prefilter.serial() ? known : nullptr;
}

static_assert(static_cast<std::size_t>(Target::kMessage) == 0);  // so the message comes first
static_assert(2 * kTargetCount <= 32);                           // bits of a segment set

// One field after the other.
class Preparation {
 public:
  Preparation(MatchScratch& scratch, EntryText& text)
      : scratch_(scratch), text_(text), values_(scratch, kReadings.size()), to_(scratch.text.data()) {}

  // As it is sent, as far as it is looked at. Empty: there is nothing, or no work left for it.
  std::string_view Cut(std::string_view raw, std::size_t target) {
    const Reading& reading = kReadings[target];
    if (raw.size() > reading.max_bytes) {
      raw = Shortened(raw, reading.kind, scratch_);
      if (raw.size() > reading.max_bytes) Mark(text_.cut, target);
      raw = raw.substr(0, reading.max_bytes);
    }
    scratch_.work.Look(static_cast<unsigned>(target));
    const bool is_read = scratch_.work.Prepare(raw.size()) || static_cast<Target>(target) == Target::kMessage;
    return is_read ? raw : std::string_view();
  }

  // A field that is known to be clean. False: it is not.
  bool TakeKnown(std::size_t target) {
    EntryText::Field& field = text_.fields[target];
    // What was cut off may differ, and that it was says something.
    if (field.known == nullptr || !field.known->clean || Has(text_.cut, target)) return false;
    if (field.known->lowered) field.normalized = LowerCase(field.raw, {to_, field.raw.size()});
    field.clean_steps = field.known->steps;
    scratch_.work.Spend(Work::kPerPart * field.known->parts);
    values_.PassOver(field.known->values);
    Mark(text_.clean, target);
    to_ += field.raw.size();
    field.normalized_segment = field.raw_segment = EndSegment(target);
    return true;
  }

  void Read(std::size_t target) {
    const TextKind kind = kReadings[target].kind;
    EntryText::Field& field = text_.fields[target];
    const std::string_view raw = field.raw;
    std::size_t part_count = 0;
    const std::span<TextPart> parts = values_.RoomForParts();
    const Normalized normal = Normalize(raw, kind, {to_, raw.size()}, parts, &part_count);
    field.parts = static_cast<uint16_t>(part_count);
    scratch_.work.Spend(Work::kPerPart * part_count +
                        Work::kPerDecodedByte * raw.size() *
                            ((normal.decoded ? 1U : 0U) + (normal.folded ? 1U : 0U)));
    const bool full = part_count == parts.size();
    field.values = values_.Collect(raw, normal.text, kind, parts.first(part_count), full);
    if (full) field.more = raw.substr(parts.back().sent_begin);
    if (values_.cut()) Mark(text_.cut, target);
    const std::string_view decoded(to_, static_cast<std::size_t>(values_.end() - to_));
    const bool hides = decoded.size() != normal.text.size();
    field.changed = normal.decoded || normal.folded || hides;
    if (normal.lowered || field.changed) field.normalized = decoded;
    if (field.known != nullptr && !field.changed && !Has(text_.cut, target) &&
        values_.HadRoomFor(field.values))
      Mark(text_.may_be_clean, target);
    to_ = values_.end();
    field.normalized_segment = field.raw_segment = EndSegment(target);
    if (normal.decoded || hides) {
      to_ += FoldText(raw, kind, {to_, raw.size()}).size();
      field.raw_segment = EndSegment(target);
    }
  }

  std::string_view all() const {
    return {scratch_.text.data(), static_cast<std::size_t>(to_ - scratch_.text.data())};
  }

 private:
  static void Mark(TargetSet& set, std::size_t target) { set = static_cast<TargetSet>(set | 1U << target); }
  static bool Has(TargetSet set, std::size_t target) { return (set >> target & 1U) != 0; }

  uint32_t EndSegment(std::size_t target) {
    text_.segment_targets[text_.segment_count] = static_cast<TargetSet>(1U << target);
    text_.segment_ends[text_.segment_count] = static_cast<uint32_t>(to_ - scratch_.text.data());
    *to_++ = kSeparator;
    return uint32_t{1} << text_.segment_count++;
  }

  MatchScratch& scratch_;
  EntryText& text_;
  FieldValues values_;
  char* to_;
};

}  // namespace

PartsLeft EntryText::More(std::size_t field) const noexcept {
  return {fields[field].more, kReadings[field].kind, part_space};
}

EntryText PrepareText(const Entry& entry, TargetSet targets, MatchScratch& scratch,
                      const Prefilter* remembered) noexcept {
  EntryText text;
  text.part_space = scratch.part;
  Preparation preparation(scratch, text);
  for (std::size_t i = 0; i < kReadings.size(); ++i) {
    if ((targets >> i & 1U) == 0) continue;
    const std::string_view sent = FieldOf(entry, i, scratch);
    if (sent.empty()) continue;
    EntryText::Field& field = text.fields[i];
    field.raw = preparation.Cut(sent, i);
    if (field.raw.empty()) continue;
    if (static_cast<Target>(i) == Target::kMessage)
      field.raw = WithoutRoot(field.raw, entry.document_root, scratch.message);
    if (remembered != nullptr) field.known = KnownOf(*remembered, i, field.raw, scratch);
    if (!preparation.TakeKnown(i)) preparation.Read(i);
  }
  text.all = preparation.all();
  return text;
}

}  // namespace errwatch
