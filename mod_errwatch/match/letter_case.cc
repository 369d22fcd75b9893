#include "match/letter_case.h"

#include <algorithm>

#include "base/ascii.h"
#include "match/pattern_tree.h"

namespace errwatch {
namespace {

using Kind = PatternNode::Kind;

// Letters of which `bytes` has the one case and not the other: upper-case ones if `upper`, else either.
bool HasOneCaseOnly(const ByteSet& bytes, bool upper) {
  for (char c = 'A'; c <= 'Z'; ++c) {
    const bool has_upper = bytes[ByteIndex(c)];
    const bool has_lower = bytes[ByteIndex(ToLower(c))];
    if (upper ? has_upper && !has_lower : has_upper != has_lower) return true;
  }
  return false;
}

// Holds for some node of the tree.
template <typename Predicate>
bool AnyNode(const PatternNode& node, Predicate holds) {
  return holds(node) || std::any_of(node.children.begin(), node.children.end(),
                                    [&](const PatternNode& child) { return AnyNode(child, holds); });
}

// Letter case counts nowhere in it: it matches a text exactly where it matches the same in lower case.
bool IgnoresCase(const PatternNode& node) {
  return !AnyNode(node, [](const PatternNode& part) {
    switch (part.kind) {
      case Kind::kByte:
        return IsAlpha(part.byte) && !part.ignores_case;
      case Kind::kClass:
        return HasOneCaseOnly(part.bytes, false);
      case Kind::kReference:
      case Kind::kAnything:
        return !part.ignores_case;
      default:
        return false;
    }
  });
}

// Each way to match a text is also one to match the same in lower case. REQUIRES: no references, so that
// what a part can match depends on nothing but the text.
bool LowerCaseSuffices(const PatternNode& node) {
  switch (node.kind) {
    case Kind::kByte:
      return !IsUpper(node.byte) || node.ignores_case;
    case Kind::kClass:
      return !HasOneCaseOnly(node.bytes, true);
    case Kind::kReference:
    case Kind::kAnything:
      return node.ignores_case;
    // A lower-case text may have more ways to match. What must not match then does, and what takes the first
    // way, and gives nothing back, takes another one.
    case Kind::kAtomicGroup:
    case Kind::kNegativeLookaround:
      return IgnoresCase(node);
    case Kind::kRepetition:
      if (node.possessive) return IgnoresCase(node);
      break;
    case Kind::kNothing:
    case Kind::kSequence:
    case Kind::kChoice:
    case Kind::kLookaround:
      break;
  }
  return std::all_of(node.children.begin(), node.children.end(), LowerCaseSuffices);
}

bool RefersBack(const PatternNode& node) {
  return AnyNode(node, [](const PatternNode& part) { return part.kind == Kind::kReference; });
}

}  // namespace

bool MatchesLowerCaseToo(std::string_view pattern, bool nocase) {
  const std::optional<PatternNode> tree = ReadPattern(pattern, nocase);
  return tree && MatchesLowerCaseToo(*tree);
}

bool MatchesLowerCaseToo(const PatternNode& pattern) {
  return IgnoresCase(pattern) || (!RefersBack(pattern) && LowerCaseSuffices(pattern));
}

}  // namespace errwatch
