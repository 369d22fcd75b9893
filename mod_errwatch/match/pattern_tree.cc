#include "match/pattern_tree.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"
#include "base/byte_table.h"
#include "match/pattern_class.h"
#include "match/pattern_text.h"

namespace errwatch {
namespace {

using Kind = PatternNode::Kind;

constexpr int kMaxDepth = 64;

constexpr ByteTable kIsSyntax("\\[](){}.*+?^$|");
constexpr ByteTable kIsQuantifier("*+?{");
constexpr ByteTable kEndsSequence("|)");

PatternNode Node(Kind kind) {
  PatternNode node;
  node.kind = kind;
  return node;
}

PatternNode Around(Kind kind, PatternNode child) {
  PatternNode node = Node(kind);
  node.children.push_back(std::move(child));
  return node;
}

PatternNode OneOf(const ByteSet& bytes) {
  PatternNode node = Node(Kind::kClass);
  node.bytes = bytes;
  return node;
}

struct Quantifier {
  unsigned min = 1;
  unsigned max = 1;
  bool possessive = false;
};

// Recursive descent. What is empty or false was not understood.
class Reader {
 public:
  Reader(std::string_view pattern, bool nocase) : text_(pattern), nocase_(nocase) {}

  std::optional<PatternNode> Read() {
    std::optional<PatternNode> node = Alternation();
    return text_.empty() ? std::move(node) : std::nullopt;
  }

 private:
  PatternNode Byte(char c) const {
    PatternNode node = Node(Kind::kByte);
    node.byte = c;
    node.ignores_case = nocase_;
    return node;
  }
  static PatternNode Unknown(Kind kind, bool ignores_case) {
    PatternNode node = Node(kind);
    node.ignores_case = ignores_case;
    return node;
  }

  std::optional<PatternNode> Alternation() {
    if (++depth_ > kMaxDepth) return std::nullopt;
    std::vector<PatternNode> alternatives;
    do {
      std::optional<PatternNode> node = Sequence();
      if (!node) return std::nullopt;
      alternatives.push_back(std::move(*node));
    } while (text_.Take('|'));
    --depth_;
    if (alternatives.size() == 1) return std::move(alternatives.front());
    PatternNode choice = Node(Kind::kChoice);
    choice.children = std::move(alternatives);
    return choice;
  }

  std::optional<PatternNode> Sequence() {
    PatternNode sequence = Node(Kind::kSequence);
    TakePlainBytes(sequence.children);
    while (!text_.empty() && (quoted_ || !kEndsSequence.Has(text_.rest().front()))) {
      std::optional<PatternNode> part = Atom();
      if (!part) return std::nullopt;
      const std::optional<Quantifier> quantifier = ReadQuantifier();
      if (!quantifier) return std::nullopt;
      if (quantifier->min == 1 && quantifier->max == 1 && !quantifier->possessive) {
        sequence.children.push_back(std::move(*part));
        continue;
      }
      PatternNode repeated = Around(Kind::kRepetition, std::move(*part));
      repeated.min = quantifier->min;
      repeated.max = quantifier->max;
      repeated.possessive = quantifier->possessive;
      sequence.children.push_back(std::move(repeated));
    }
    return sequence;
  }

  // Bytes that stand for themselves, as long as nothing says how often.
  void TakePlainBytes(std::vector<PatternNode>& nodes) {
    const std::string_view rest = text_.rest();
    std::size_t end = std::min(kIsSyntax.Find(rest), rest.size());
    if (end < rest.size() && kIsQuantifier.Has(rest[end])) end -= end != 0;
    nodes.reserve(end == rest.size() || kEndsSequence.Has(rest[end]) ? end : end + 4);
    for (const char c : rest.substr(0, end)) nodes.push_back(Byte(c));
    text_.Skip(end);
  }

  std::optional<PatternNode> Atom() {
    const char c = text_.Next();
    if (quoted_) {
      quoted_ = !text_.Take("\\E");
      return Byte(c);
    }
    switch (c) {
      case '(':
        return Group();
      case '[':
        return Class();
      case '\\':
        return Escape();
      case '.':
        return OneOf(ByteSet().set());
      case '^':
      case '$':
        return Node(Kind::kNothing);
      case '*':
      case '+':
      case '?':
        return std::nullopt;
      default:
        return Byte(c);
    }
  }

  std::optional<Quantifier> ReadQuantifier() {
    Quantifier result;
    if (quoted_ || text_.empty() || !kIsQuantifier.Has(text_.rest().front())) return result;
    if (text_.Take('*')) {
      result = {0, PatternNode::kUnlimited};
    } else if (text_.Take('+')) {
      result = {1, PatternNode::kUnlimited};
    } else if (text_.Take('?')) {
      result = {0, 1};
    } else {
      const std::size_t end = text_.rest().find('}');
      const std::string_view body = text_.rest().substr(1, end == std::string_view::npos ? end : end - 1);
      if (end == std::string_view::npos || body.find_first_not_of("0123456789, ") != std::string_view::npos) {
        return result;  // a literal brace
      }
      if (!ReadCounts(body, result)) return std::nullopt;
      text_.Skip(end + 1);
    }
    if (!text_.Take('?')) result.possessive = text_.Take('+');
    return text_.AtOneOf("*+?{") ? std::nullopt : std::optional(result);  // one upon another
  }

  // "2", "2,", "2,5". What "{,3}" and "{ 1 }" mean depends on the PCRE2 version.
  static bool ReadCounts(std::string_view body, Quantifier& result) {
    const std::size_t comma = body.find(',');
    const std::string_view first = body.substr(0, comma);
    const std::string_view second = comma == std::string_view::npos ? first : body.substr(comma + 1);
    result.max = PatternNode::kUnlimited;
    return ReadNumber(first, result.min) && (second.empty() || ReadNumber(second, result.max));
  }
  static bool ReadNumber(std::string_view text, unsigned& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
  }

  // Behind "(".
  std::optional<PatternNode> Group() {
    if (text_.AtOneOf("*")) return std::nullopt;
    if (!text_.Take('?')) return Body();
    if (text_.Take('#')) {  // a quantifier behind a comment belongs to what stands before it
      return text_.SkipPast(')') && !text_.AtOneOf("*+?{") ? std::optional(Node(Kind::kNothing))
                                                           : std::nullopt;
    }
    if (text_.Take(':') || text_.Take('|')) return Body();
    if (text_.Take('>')) return Body(Kind::kAtomicGroup);
    if (text_.Take('=') || text_.Take("<=")) return Body(Kind::kLookaround);
    if (text_.Take('!') || text_.Take("<!")) return Body(Kind::kNegativeLookaround);
    if (text_.At("<*")) return std::nullopt;
    if (text_.Take("P<") || text_.Take('<')) return text_.SkipPast('>') ? Body() : std::nullopt;
    if (text_.Take('\'')) return text_.SkipPast('\'') ? Body() : std::nullopt;
    if (text_.AtOneOf("0123456789")) return Call();
    return Options();
  }

  // Behind "(?": "1)" stands for what the first group says, in the letter case that holds there.
  std::optional<PatternNode> Call() {
    while (text_.AtOneOf("0123456789")) text_.Next();
    return text_.Take(")") ? std::optional(Unknown(Kind::kAnything, false)) : std::nullopt;
  }

  // Behind "(?": "i)" lasts to the end of the group around it, over its other alternatives, "i:" to its own.
  std::optional<PatternNode> Options() {
    const bool outside = nocase_;
    bool on = true;
    while (!text_.empty()) {
      const char c = text_.Next();
      if (c == ')') return Node(Kind::kNothing);
      if (c == ':') {
        std::optional<PatternNode> body = Body();
        nocase_ = outside;
        return body;
      }
      if (c == '-') {
        on = false;
      } else if (c == '^') {
        nocase_ = false;
      } else if (c == 'i') {
        nocase_ = on;
      } else if (std::string_view("msnJU").find(c) == std::string_view::npos) {
        return std::nullopt;  // x changes what the rest of the pattern means
      }
    }
    return std::nullopt;
  }

  std::optional<PatternNode> Body() {
    const bool outside = nocase_;
    std::optional<PatternNode> node = Alternation();
    nocase_ = outside;
    return node && text_.Take(')') ? std::move(node) : std::nullopt;
  }
  std::optional<PatternNode> Body(Kind kind) {
    std::optional<PatternNode> node = Body();
    return node ? std::optional(Around(kind, std::move(*node))) : std::nullopt;
  }

  std::optional<PatternNode> Escape() {
    if (text_.empty()) return std::nullopt;
    const char c = text_.Next();
    if (c == 'Q') {
      quoted_ = true;
      // "\Q\E" is nothing at all, and a quantifier behind it belongs to what stands before.
      return text_.empty() || text_.At("\\E") ? std::nullopt : Atom();
    }
    if (std::string_view("AbBzZGK").find(c) != std::string_view::npos) return Node(Kind::kNothing);
    if (const std::optional<ByteSet> bytes = NamedBytes(c)) return OneOf(*bytes);
    if (c == 'N') return text_.AtOneOf("{") ? std::nullopt : std::optional(OneOf(ByteSet().set()));
    if (c == 'R' || c == 'X') return Unknown(Kind::kAnything, true);
    if (c == 'p' || c == 'P')
      return SkipProperty(text_) ? std::optional(Unknown(Kind::kAnything, false)) : std::nullopt;
    if (c >= '1' && c <= '9') {  // a back reference or an octal number
      while (!text_.empty() && IsDigit(text_.rest().front())) text_.Next();
      return Unknown(Kind::kReference, nocase_);
    }
    const std::optional<char> byte = ReadEscapedByte(text_, c);
    return byte ? std::optional(Byte(*byte)) : std::nullopt;
  }

  std::optional<PatternNode> Class() {
    std::optional<PatternClass> found = ReadClass(text_);
    if (!found) return std::nullopt;
    if (!found->known) return Unknown(Kind::kAnything, nocase_ && !found->has_property);
    const ByteSet bytes = nocase_ ? WithBothCases(found->bytes) : found->bytes;
    return OneOf(found->negated ? ~bytes : bytes);
  }

  PatternText text_;
  int depth_ = 0;
  bool quoted_ = false;  // between \Q and \E
  bool nocase_;
};

}  // namespace

std::optional<PatternNode> ReadPattern(std::string_view pattern, bool nocase) {
  return Reader(pattern, nocase).Read();
}

}  // namespace errwatch
