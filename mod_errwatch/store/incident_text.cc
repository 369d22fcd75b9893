#include "store/incident_text.h"

#include <algorithm>

#include "base/both_ends.h"
#include "base/utf8.h"
#include "model/secret_field.h"

namespace errwatch::store {
namespace {

// So much of what stands in front of the place says what it is in.
constexpr std::size_t kBefore = 16;

bool IsInside(std::string_view text, std::size_t at) {
  return at < text.size() && IsUtf8Continuation(text[at]);
}

void AppendAround(std::string_view text, std::size_t at, TextForm form, ShortText<kExcerptBytes>& excerpt) {
  if (text.size() <= kExcerptBytes) return excerpt.AppendShown(text, form);
  constexpr std::size_t kInside = kExcerptBytes - 2 * kLeftOut.size();
  std::size_t begin = std::min(at - std::min(at, kBefore), text.size() - kInside);
  std::size_t end = begin + kInside;
  for (int i = 0; i < 3 && IsInside(text, begin); ++i) ++begin;
  for (int i = 0; i < 3 && IsInside(text, end); ++i) --end;
  if (begin != 0) excerpt.Append(kLeftOut);
  ForEachShown(text, form, begin, end, [&](std::string_view piece) { excerpt.Append(piece); });
  if (end != text.size()) excerpt.Append(kLeftOut);
}

// The request's line shows it whole.
bool IsShownAnyway(const Entry& entry, Target target) {
  if (target == Target::kMethod) return true;
  return (target == Target::kUri || target == Target::kArgs) &&
         entry.uri.size() + 1 + entry.args.size() <= kTargetBytes;
}

}  // namespace

ShortText<kTargetBytes> TargetOf(std::string_view path, std::string_view args) {
  ShortText<kTargetBytes> text;
  const std::size_t all = path.size() + (args.empty() ? 0 : 1 + args.size());
  // Half for each where both are long, else what the shorter one leaves.
  const std::size_t half = kTargetBytes / 2;
  const std::size_t args_need = args.empty() ? 0 : 1 + args.size();
  const std::size_t for_path =
      all <= kTargetBytes ? kTargetBytes : std::max(half, kTargetBytes - std::min(args_need, kTargetBytes));
  text.AppendShown(path, TextForm::kPath, for_path);
  if (args.empty()) return text;
  text.Append("?");
  text.AppendShown(args, TextForm::kQuery);
  return text;
}

FoundText FoundTextOf(const Entry& entry, const FoundPlace& place) {
  FoundText found;
  found.in = place.target;
  found.field.AppendShown(place.name, TextForm::kMessage);
  if (place.text.empty() || IsShownAnyway(entry, place.target)) return found;
  if (MayNameSecret(place.name)) {
    found.excerpt.Append(kMasked);
    return found;
  }
  const TextForm form = place.target == Target::kCookie && place.name.empty() ? TextForm::kCookie
                        : place.target == Target::kUri                        ? TextForm::kPath
                                                                              : TextForm::kQuery;
  AppendAround(place.text, place.at, form, found.excerpt);
  return found;
}

}  // namespace errwatch::store
