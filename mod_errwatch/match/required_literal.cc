#include "match/required_literal.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "base/sort_unique.h"
#include "match/everyday_text.h"
#include "match/literal_run.h"
#include "match/pattern_tree.h"

namespace errwatch {
namespace {

using Kind = PatternNode::Kind;
using Part = PatternPart;

constexpr std::size_t kMaxClassMembers = 10;

// Of a literal that is too long what stands in innocent texts least often, the end of it where that is alike.
void Shorten(std::string& literal) {
  if (literal.size() <= kMaxLiteralBytes) return;
  std::size_t rarest = 0;
  double least = 2;
  for (std::size_t at = 0; at + kMaxLiteralBytes <= literal.size(); ++at) {
    const double share = EverydayShare(std::string_view(literal).substr(at, kMaxLiteralBytes));
    if (share > least) continue;
    least = share;
    rarest = at;
  }
  literal = literal.substr(rarest, kMaxLiteralBytes);
}

// What FoldText makes of a byte.
char FoldedByte(char byte) { return IsSpace(byte) ? ' ' : ToLower(byte); }

// All that it may make of it: white space is one blank, but the line ends between headers stay.
LiteralSet Folded(char byte) {
  if (byte == '\n') return {" ", "\n"};
  return {std::string(1, FoldedByte(byte))};
}

Part Class(const ByteSet& bytes) {
  constexpr std::size_t kMostBytes = 2 * kMaxClassMembers + 6;  // letters in both cases, all white space
  if (bytes.count() > kMostBytes) return Part::Anything();
  if (IsDigits(bytes)) return Part::Anything();  // ten literals for one would tell hardly more
  LiteralSet strings;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (!bytes[i]) continue;
    for (std::string& folded : Folded(static_cast<char>(i))) strings.push_back(std::move(folded));
  }
  Part part = Part::Strings(std::move(strings));
  return part.strings.size() > kMaxClassMembers ? Part::Anything() : part;
}

Part PartOf(const PatternNode& node);

void AddRepetition(const PatternNode& node, LiteralRun& run) {
  const Part once = PartOf(node.children.front());
  if (const Part several = Repeated(once, node.min, node.max); several.exact) {
    run.Add(several);
  } else if (node.min == 0) {
    run.Add(Part::Anything());
  } else {
    run.AddRepeated(once);
  }
}

// Words, of which lists have hundreds: the same as each would be as a run of literals.
std::optional<Part> Word(const PatternNode& node) {
  if (node.children.size() > kMaxLiteralBytes) return std::nullopt;
  std::string text;
  for (const PatternNode& child : node.children) {
    if (child.kind != Kind::kByte || child.byte == '\n') return std::nullopt;
    const char folded = FoldedByte(child.byte);
    if (folded != ' ' || !text.ends_with(' ')) text += folded;
  }
  return Part::Strings({std::move(text)});
}

Part Sequence(const PatternNode& node) {
  if (std::optional<Part> word = Word(node)) return std::move(*word);
  LiteralRun run;
  std::string text;  // bytes that follow one another and leave no choice
  for (const PatternNode& child : node.children) {
    if (child.kind == Kind::kByte && child.byte != '\n') {
      const char folded = FoldedByte(child.byte);
      if (folded != ' ' || !text.ends_with(' ')) text += folded;
      continue;
    }
    run.AddText(text);
    text.clear();
    if (child.kind == Kind::kRepetition) {
      AddRepetition(child, run);
    } else {
      run.Add(PartOf(child));
    }
  }
  run.AddText(text);
  return std::move(run).Finish();
}

Part Choice(const PatternNode& node) {
  std::vector<Part> alternatives;
  alternatives.reserve(node.children.size());
  for (const PatternNode& child : node.children) alternatives.push_back(PartOf(child));
  return Either(std::move(alternatives));
}

Part PartOf(const PatternNode& node) {
  switch (node.kind) {
    case Kind::kByte:
      return Part::Strings(Folded(node.byte));
    case Kind::kClass:
      return Class(node.bytes);
    case Kind::kSequence:
      return Sequence(node);
    case Kind::kChoice:
      return Choice(node);
    case Kind::kAtomicGroup:
      return PartOf(node.children.front());
    case Kind::kNothing:
    case Kind::kLookaround:
    case Kind::kNegativeLookaround:
      return Part::Nothing();
    case Kind::kRepetition:  // always in a sequence, which knows what to make of it
    case Kind::kReference:
    case Kind::kAnything:
      break;
  }
  return Part::Anything();
}

}  // namespace

std::vector<LiteralSet> RequiredLiterals(std::string_view pattern) {
  const std::optional<PatternNode> tree = ReadPattern(pattern, false);
  return tree ? RequiredLiterals(*tree) : std::vector<LiteralSet>();
}

std::vector<LiteralSet> RequiredLiterals(const PatternNode& pattern) {
  std::vector<LiteralSet> sets = PartOf(pattern).Requirements();
  if (sets.size() > kMaxRequirements) sets.resize(kMaxRequirements);
  for (LiteralSet& literals : sets) {
    for (std::string& literal : literals) Shorten(literal);
    SortUnique(literals);
    literals = WithoutRedundant(literals);
  }
  return sets;
}

}  // namespace errwatch
