#include "pages/place_text.h"

#include <array>
#include <string_view>

#include "base/quoted.h"
#include "pages/page_phrases.h"

namespace errwatch {
namespace {

// As a whole, and a part of it that has a name.
struct PlaceName {
  std::string_view whole, part;
};
constexpr PlaceName NameOf(Target target) {
  switch (target) {
    case Target::kMessage:
      return {};
    case Target::kUri:
      return {"the path", ""};
    case Target::kArgs:
      return {"the query", "the query's parameter"};
    case Target::kMethod:
      return {"the method", ""};
    case Target::kAgent:
      return {"the header User-Agent", ""};
    case Target::kReferer:
      return {"the header Referer", "the header Referer, parameter"};
    case Target::kHost:
      return {"the header Host", ""};
    case Target::kCookie:
      return {"the cookies", "the cookie"};
    case Target::kHeaders:
      return {"the headers", "the header"};
    case Target::kLocation:
      return {"the answer's header Location", ""};
    case Target::kAuthorization:
      return {"the credentials", ""};
    case Target::kBody:
      return {"the body", "the body's field"};
  }
  return {};
}

}  // namespace

std::string PlaceText(const IncidentRow& row, Language language) {
  const PlaceName name = row.found ? NameOf(*row.found) : PlaceName();
  if (name.whole.empty()) return "";
  const bool named = !row.field.empty() && !name.part.empty();
  std::string text(InLanguage(named ? name.part : name.whole, language));
  if (named) text += " " + QuotedWhole(row.field);
  if (!row.excerpt.empty()) text += ": " + QuotedWhole(row.excerpt);
  return text;
}

bool IsBesideTheLine(const IncidentRow& row) {
  constexpr TargetSet kInLine =
      Bit(Target::kMessage) | Bit(Target::kUri) | Bit(Target::kArgs) | Bit(Target::kMethod);
  return row.found && ((Bit(*row.found) & kInLine) == 0 || !row.excerpt.empty());
}

}  // namespace errwatch
