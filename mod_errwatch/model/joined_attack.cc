#include "model/joined_attack.h"

#include <charconv>

namespace errwatch {
namespace {

constexpr std::string_view kReportText = "report", kTightenText = "tighten=", kBlockText = "block";

}  // namespace

std::string DirectiveText(const UnderAttack& under_attack) {
  switch (under_attack.joiners) {
    case Joiners::kReport:
      return std::string(kReportText);
    case Joiners::kTighten:
      return std::string(kTightenText) + std::to_string(under_attack.factor);
    case Joiners::kBlock:
      return std::string(kBlockText);
  }
  return {};
}

std::optional<UnderAttack> ReadDirectiveText(std::string_view text) {
  if (text == kReportText) return UnderAttack();
  if (text == kBlockText) return UnderAttack{Joiners::kBlock, 1};
  if (!text.starts_with(kTightenText)) return std::nullopt;
  text.remove_prefix(kTightenText.size());
  UnderAttack tighten{Joiners::kTighten, 0};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), tighten.factor);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || tighten.factor < 2 || tighten.factor > kMaxTightenFactor) return std::nullopt;
  return tighten;
}

}  // namespace errwatch
