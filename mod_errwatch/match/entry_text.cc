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

static_assert(static_cast<std::size_t>(Target::kMessage) == 0);  // so the message comes first
static_assert(2 * kTargetCount <= 32);                           // bits of a segment set

}  // namespace

EntryText PrepareText(const Entry& entry, TargetSet targets, MatchScratch& scratch) noexcept {
  EntryText text;
  char* const begin = scratch.text.data();
  char* to = begin;
  const auto end_segment = [&](std::size_t target) {
    text.segment_targets[text.segment_count] = static_cast<TargetSet>(1U << target);
    text.segment_ends[text.segment_count] = static_cast<uint32_t>(to - begin);
    *to++ = kSeparator;
    return uint32_t{1} << text.segment_count++;
  };
  FieldValues values(scratch, kReadings.size());
  for (std::size_t i = 0; i < kReadings.size(); ++i) {
    if ((targets >> i & 1U) == 0) continue;
    EntryText::Field& field = text.fields[i];
    std::string_view& raw = field.raw;
    raw = FieldOf(entry, i, scratch);
    if (raw.empty()) continue;
    if (raw.size() > kReadings[i].max_bytes) {
      raw = Shortened(raw, kReadings[i].kind, scratch);
      if (raw.size() > kReadings[i].max_bytes) text.cut = static_cast<TargetSet>(text.cut | 1U << i);
      raw = raw.substr(0, kReadings[i].max_bytes);
    }
    scratch.work.Look(static_cast<unsigned>(i));
    if (!scratch.work.Prepare(raw.size()) && static_cast<Target>(i) != Target::kMessage) {
      raw = {};
      continue;
    }
    if (static_cast<Target>(i) == Target::kMessage)
      raw = WithoutRoot(raw, entry.document_root, scratch.message);
    std::size_t part_count = 0;
    const std::span<TextPart> parts = values.RoomForParts();
    const Normalized normal = Normalize(raw, kReadings[i].kind, {to, raw.size()}, parts, &part_count);
    scratch.work.Spend(Work::kPerPart * part_count +
                       Work::kPerDecodedByte * raw.size() *
                           ((normal.decoded ? 1U : 0U) + (normal.folded ? 1U : 0U)));
    const bool full = part_count == parts.size();
    field.values = values.Collect(raw, normal.text, kReadings[i].kind, parts.first(part_count), full);
    if (full) field.more = {raw.substr(parts.back().sent_begin), kReadings[i].kind, scratch.part};
    if (values.cut()) text.cut = static_cast<TargetSet>(text.cut | 1U << i);
    const std::string_view decoded(to, static_cast<std::size_t>(values.end() - to));
    field.same_bytes = !normal.decoded && !normal.folded && decoded.size() == normal.text.size();
    if (normal.lowered || !field.same_bytes) field.normalized = decoded;
    to = values.end();
    field.normalized_segment = field.raw_segment = end_segment(i);
    if (normal.decoded || decoded.size() != normal.text.size()) {
      to += FoldText(raw, kReadings[i].kind, {to, raw.size()}).size();
      field.raw_segment = end_segment(i);
    }
  }
  text.all = {begin, static_cast<std::size_t>(to - begin)};
  return text;
}

}  // namespace errwatch
