#include "store/unusual_text.h"

#include <algorithm>
#include <array>
#include <functional>

#include "model/secret_field.h"
#include "model/secret_text.h"

namespace errwatch::store {
namespace {

// A field of a request, and how its secrets are known.
struct Field {
  std::string_view Entry::*text;
  TextForm form;
};
constexpr std::array kFields = {
    Field{&Entry::args, TextForm::kQuery},    Field{&Entry::uri, TextForm::kPath},
    Field{&Entry::cookie, TextForm::kCookie}, Field{&Entry::headers, TextForm::kMessage},
    Field{&Entry::referer, TextForm::kQuery}, Field{&Entry::agent, TextForm::kMessage},
    Field{&Entry::host, TextForm::kMessage},  Field{&Entry::method, TextForm::kMessage}};

bool LiesIn(std::string_view part, std::string_view field) {
  const std::less_equal<const char*> before;
  return !field.empty() && before(field.data(), part.data()) &&
         before(part.data() + part.size(), field.data() + field.size());
}

// Of the line of headers that `part` lies in.
std::string_view HeaderNameAt(std::string_view headers, std::size_t begin) {
  const std::size_t before = headers.substr(0, begin).rfind('\n');
  const std::string_view line = headers.substr(before == std::string_view::npos ? 0 : before + 1);
  return line.substr(0, std::min(line.find(':'), line.size()));
}

}  // namespace

// Most cookies let in whoever has them, whatever their name: only that is shown. A value by itself does not
// say that it is a password: the whole field does.
PartOfRequest ShownPart(const Entry& entry, const RequestPart& part) noexcept {
  PartOfRequest shown;
  if (part.text.empty()) return shown;
  const auto field =
      std::ranges::find_if(kFields, [&](const Field& f) { return LiesIn(part.text, entry.*f.text); });
  if (field == kFields.end()) return shown;
  const std::string_view whole = entry.*field->text;
  const auto begin = static_cast<std::size_t>(part.text.data() - whole.data());
  if (field->form == TextForm::kCookie) {
    shown.Append(part.text.substr(0, std::min(part.text.find('='), part.text.size())));
    shown.Append("=");
    shown.Append(kMasked);
    return shown;
  }
  if (field->text == &Entry::headers && MayNameSecret(HeaderNameAt(whole, begin)) &&
      part.kind == PartKind::kHeaderValue) {
    shown.Append(kMasked);
    return shown;
  }
  ForEachShown(whole, field->form, begin, begin + part.text.size(),
               [&](std::string_view text) { shown.Append(text); });
  return shown;
}

ReasonText ReasonsOf(const Entry& entry, const RequestScore& score) noexcept {
  ReasonText text;
  for (const PartScore& reason : score.reasons) {
    if (reason.part == nullptr) break;
    const std::string_view name = PartText(reason.part->kind);
    const PartOfRequest part = ShownPart(entry, *reason.part);
    if (text.room() < name.size() + part.view().size() + 4) continue;
    if (!text.view().empty()) text.Append("; ");
    text.Append(name);
    if (!part.view().empty()) text.Append(": ");
    text.Append(part.view());
  }
  return text;
}

}  // namespace errwatch::store
