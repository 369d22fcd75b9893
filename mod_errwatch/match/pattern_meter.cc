#include "match/pattern_meter.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "match/pattern_text.h"
#include "match/pattern_tree.h"

namespace errwatch {
namespace {

// A repetition with fewer ends than this costs no more than what stands around it.
constexpr unsigned kFewestEnds = 8;

std::size_t Alternatives(const PatternNode& node) {
  std::size_t sum = node.kind == PatternNode::Kind::kChoice ? node.children.size() : 0;
  for (const PatternNode& child : node.children) sum += Alternatives(child);
  return sum;
}

std::string Callout(std::size_t steps) {
  return "(?C" + std::to_string(std::clamp<std::size_t>(steps, 1, 255)) + ")";
}

// Copies a pattern piece by piece.
class Meter {
 public:
  Meter(std::string_view pattern, std::size_t steps)
      : text_(pattern), callout_(Callout(steps)), spares_first_(pattern.starts_with('^')) {}

  std::string Write() {
    while (!text_.empty()) {
      const char c = text_.rest().front();
      if (c == '\\') {
        Escape();
      } else if (c == '[') {
        Class();
      } else if (c == '(') {
        Group();
      } else if (const std::optional<unsigned> ends = Quantifier()) {
        const bool spared = is_lazy_ && std::exchange(spares_first_, false);
        if (*ends >= kFewestEnds && !spared && !text_.AtOneOf("*+?{")) out_ += callout_;
      } else {
        depth_ -= c == ')';
        if (c == '|' && depth_ == 0) spares_first_ = false;
        Copy(1);
      }
    }
    return std::move(out_);
  }

 private:
  void Copy(std::size_t bytes) {
    bytes = std::min(bytes, text_.rest().size());
    out_.append(text_.rest().substr(0, bytes));
    text_.Skip(bytes);
  }
  void CopyPast(std::string_view end) {
    const std::size_t at = text_.rest().find(end);
    Copy(at == std::string_view::npos ? text_.rest().size() : at + end.size());
  }

  void Escape() {
    if (text_.At("\\Q")) return CopyPast("\\E");
    const std::string_view braces = "xogkpP";
    const bool may_have_braces =
        text_.rest().size() > 2 && braces.find(text_.rest()[1]) != std::string_view::npos;
    const bool has_braces = may_have_braces && text_.rest()[2] == '{';
    Copy(2);
    if (has_braces) CopyPast("}");
  }

  void Class() {
    Copy(1);
    if (text_.At("^")) Copy(1);
    if (text_.At("]")) Copy(1);
    while (!text_.empty() && !text_.At("]")) {
      if (text_.At("\\Q")) {
        CopyPast("\\E");
      } else if (text_.At("\\")) {
        Copy(2);
      } else if (text_.At("[:")) {
        CopyPast(":]");
      } else {
        Copy(1);
      }
    }
    Copy(1);
  }

  // What stands behind "(" and is no quantifier.
  void Group() {
    if (text_.At("(?#")) return CopyPast(")");
    if (text_.At("(*")) return CopyPast(text_.rest().find(':') < text_.rest().find(')') ? ":" : ")");
    ++depth_;
    Copy(text_.At("(?") ? 2 : 1);
  }

  // Copied; the number of places where it may end. A possessive one ends at one.
  std::optional<unsigned> Quantifier() {
    constexpr unsigned kMany = PatternNode::kUnlimited;
    std::optional<unsigned> ends;
    if (text_.AtOneOf("*+")) {
      Copy(1);
      ends = kMany;
    } else if (text_.At("?")) {
      Copy(1);
      ends = 2;
    } else if (text_.At("{")) {
      ends = Braces();
      if (!ends) return ends;
    } else {
      return ends;
    }
    if (text_.At("+")) ends = 1;
    is_lazy_ = text_.At("?");
    if (text_.AtOneOf("?+")) Copy(1);
    return ends;
  }

  std::optional<unsigned> Braces() {
    const std::string_view rest = text_.rest();
    const char* at = rest.data() + 1;
    const char* const end = rest.data() + rest.size();
    unsigned least = 0;
    const auto first = std::from_chars(at, end, least);
    if (first.ec != std::errc()) return std::nullopt;
    unsigned most = least;
    at = first.ptr;
    if (at != end && *at == ',') {
      most = PatternNode::kUnlimited;
      const auto second = std::from_chars(++at, end, most);
      at = second.ptr;
    }
    if (at == end || *at != '}') return std::nullopt;
    Copy(static_cast<std::size_t>(at - rest.data()) + 1);
    return most == PatternNode::kUnlimited ? most : most - std::min(most, least) + 1;
  }

  PatternText text_;
  std::string callout_;
  std::string out_;
  int depth_ = 0;
  bool is_lazy_ = false;
  // The first one that takes as little as it can, in what begins at one place only, passes each byte once:
  // messages begin with one.
  bool spares_first_;
};

}  // namespace

std::string WithMeters(std::string_view pattern) {
  const std::optional<PatternNode> tree = ReadPattern(pattern, false);
  return WithMeters(pattern, tree ? *tree : PatternNode());
}

std::string WithMeters(std::string_view pattern, const PatternNode& read) {
  constexpr std::size_t kStepsOfRetry = 4;
  constexpr std::size_t kMostStepsOfAlternatives = 12;
  return Meter(pattern, kStepsOfRetry + std::min(Alternatives(read) / 8, kMostStepsOfAlternatives)).Write();
}

}  // namespace errwatch
