#include "match/required_literal.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

#include "base/ascii.h"
#include "match/literal_run.h"

namespace errwatch {
namespace {

using Part = PatternPart;

constexpr std::size_t kMaxClassMembers = 10;
constexpr int kMaxDepth = 64;
constexpr unsigned kUnlimited = std::numeric_limits<unsigned>::max();

// What FoldText makes of a byte: white space is one blank, but the line ends between headers stay.
LiteralSet Folded(char byte) {
  if (byte == '\n') return {" ", "\n"};
  return {std::string(1, IsSpace(byte) ? ' ' : ToLower(byte))};
}

Part Byte(unsigned char byte) { return Part::Strings(Folded(static_cast<char>(byte))); }

struct Quantifier {
  unsigned min = 1;
  unsigned max = 1;
};

// Recursive descent over the pattern. An empty optional means:
// not understood, so nothing may be concluded from the whole pattern.
class Parser {
 public:
  explicit Parser(std::string_view pattern) : rest_(pattern) {}

  std::optional<Part> Parse() {
    std::optional<Part> part = Alternation();
    return rest_.empty() ? part : std::nullopt;
  }

 private:
  bool Take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  char Next() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  bool SkipPast(char end) {
    const std::size_t at = rest_.find(end);
    if (at == std::string_view::npos) return false;
    rest_.remove_prefix(at + 1);
    return true;
  }

  std::optional<Part> Alternation() {
    if (++depth_ > kMaxDepth) return std::nullopt;
    std::vector<Part> alternatives;
    do {
      std::optional<Part> part = Sequence();
      if (!part) return std::nullopt;
      alternatives.push_back(std::move(*part));
    } while (Take("|"));
    --depth_;
    return Either(alternatives);
  }

  std::optional<Part> Sequence() {
    LiteralRun run;
    while (quoted_ || (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')')) {
      if (rest_.empty()) break;  // \Q up to the end
      std::optional<Part> part = Atom();
      if (!part) return std::nullopt;
      const std::optional<Quantifier> quantifier = ReadQuantifier();
      if (!quantifier) return std::nullopt;
      if (quantifier->min == 1 && quantifier->max == 1) {
        run.Add(*part);
      } else if (const Part several = Repeated(*part, quantifier->min, quantifier->max); several.exact) {
        run.Add(several);
      } else if (quantifier->min == 0) {
        run.Add(Part::Anything());
      } else {
        run.AddRepeated(*part);
      }
    }
    return std::move(run).Finish();
  }

  std::optional<Part> Atom() {
    const char c = Next();
    if (quoted_) {
      quoted_ = !Take("\\E");
      return Byte(static_cast<unsigned char>(c));
    }
    switch (c) {
      case '(':
        return Group();
      case '[':
        return Class();
      case '\\':
        return Escape();
      case '.':
        return Part::Anything();
      case '^':
      case '$':
        return Part::Nothing();
      case '*':
      case '+':
      case '?':
        return std::nullopt;
      default:
        return Byte(static_cast<unsigned char>(c));
    }
  }

  bool AtQuantifier() const {
    return !rest_.empty() && std::string_view("*+?{").find(rest_.front()) != std::string_view::npos;
  }

  std::optional<Quantifier> ReadQuantifier() {
    Quantifier result;
    if (quoted_ || rest_.empty()) return result;
    if (Take("*")) {
      result = {0, kUnlimited};
    } else if (Take("+")) {
      result = {1, kUnlimited};
    } else if (Take("?")) {
      result = {0, 1};
    } else if (rest_.front() == '{') {
      const std::size_t end = rest_.find('}');
      const std::string_view body = rest_.substr(1, end == std::string_view::npos ? end : end - 1);
      if (end == std::string_view::npos || body.find_first_not_of("0123456789, ") != std::string_view::npos) {
        return result;  // a literal brace
      }
      const std::optional<Quantifier> counts = ReadCounts(body);
      if (!counts) return std::nullopt;
      result = *counts;
      rest_.remove_prefix(end + 1);
    } else {
      return result;
    }
    if (!Take("?")) Take("+");
    return AtQuantifier() ? std::nullopt : std::optional(result);  // one upon another
  }

  // "2", "2,", "2,5". What "{,3}" and "{ 1 }" mean depends on the PCRE2 version.
  static std::optional<Quantifier> ReadCounts(std::string_view body) {
    const std::size_t comma = body.find(',');
    const std::string_view first = body.substr(0, comma);
    const std::string_view second = comma == std::string_view::npos ? first : body.substr(comma + 1);
    Quantifier result;
    if (!ReadNumber(first, result.min)) return std::nullopt;
    if (second.empty()) {
      result.max = kUnlimited;
      return result;
    }
    return ReadNumber(second, result.max) ? std::optional(result) : std::nullopt;
  }
  static bool ReadNumber(std::string_view text, unsigned& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
  }

  // Behind "(".
  std::optional<Part> Group() {
    if (!rest_.empty() && rest_.front() == '*') return std::nullopt;
    if (!Take("?")) return Body(false);
    if (Take("#")) {  // a quantifier behind a comment belongs to what stands before it
      return SkipPast(')') && !AtQuantifier() ? std::optional(Part::Nothing()) : std::nullopt;
    }
    if (Take(":") || Take(">") || Take("|")) return Body(false);
    if (Take("=") || Take("!") || Take("<=") || Take("<!")) return Body(true);
    if (rest_.starts_with("<*")) return std::nullopt;
    if (Take("P<") || Take("<")) return SkipPast('>') ? Body(false) : std::nullopt;
    if (Take("'")) return SkipPast('\'') ? Body(false) : std::nullopt;
    while (!rest_.empty()) {  // (?i) (?i-s) (?i: ; x changes what the rest of the pattern means
      const char c = Next();
      if (c == ')') return Part::Nothing();
      if (c == ':') return Body(false);
      if (std::string_view("imsnJU-^").find(c) == std::string_view::npos) return std::nullopt;
    }
    return std::nullopt;
  }

  std::optional<Part> Body(bool lookaround) {
    std::optional<Part> part = Alternation();
    if (!part || !Take(")")) return std::nullopt;
    return lookaround ? Part::Nothing() : part;
  }

  // Behind "\\": the byte that an escape stands for; empty where it is no single byte.
  std::optional<unsigned char> EscapedByte(char c) {
    constexpr std::string_view kLetters = "nrtfae";
    constexpr std::string_view kBytes = "\n\r\t\f\a\x1b";
    if (const std::size_t at = kLetters.find(c); at != std::string_view::npos) {
      return static_cast<unsigned char>(kBytes[at]);
    }
    if (c != 'x') return IsAlnum(c) ? std::nullopt : std::optional(static_cast<unsigned char>(c));
    const bool braces = Take("{");
    int value = 0;
    for (int i = 0; i < (braces ? 8 : 2) && !rest_.empty() && HexValue(rest_.front()) >= 0 && value < 256;
         ++i) {
      value = value * 16 + HexValue(Next());
    }
    if (value > 255 || (braces && !Take("}"))) return std::nullopt;
    return static_cast<unsigned char>(value);
  }

  // The end of \p{..}, \pL.
  bool SkipProperty() {
    if (Take("{")) return SkipPast('}');
    if (rest_.empty()) return false;
    Next();
    return true;
  }

  std::optional<Part> Escape() {
    if (rest_.empty()) return std::nullopt;
    const char c = Next();
    if (c == 'Q') {
      quoted_ = true;
      // "\Q\E" is nothing at all, and a quantifier behind it belongs to what stands before.
      return rest_.empty() || rest_.starts_with("\\E") ? std::nullopt : Atom();
    }
    if (std::string_view("AbBzZGK").find(c) != std::string_view::npos) return Part::Nothing();
    if (c == 's') return Byte('\n');  // stands for all white space
    if (std::string_view("dDwWShHvVRX").find(c) != std::string_view::npos) return Part::Anything();
    if (c == 'N') return rest_.starts_with("{") ? std::nullopt : std::optional(Part::Anything());
    if (c == 'p' || c == 'P') return SkipProperty() ? std::optional(Part::Anything()) : std::nullopt;
    if (c >= '1' && c <= '9') {  // a back reference or an octal number
      while (!rest_.empty() && IsDigit(rest_.front())) Next();
      return Part::Anything();
    }
    const std::optional<unsigned char> byte = EscapedByte(c);
    return byte ? std::optional(Byte(*byte)) : std::nullopt;
  }

  // Behind "[". Negation, named classes and what is not listed here count as any byte;
  // "[[:<:]]" is not understood.
  std::optional<Part> Class() {
    bool any = Take("^");
    std::string members;
    for (bool first = true; first || !rest_.starts_with("]"); first = false) {
      if (rest_.empty()) return std::nullopt;
      const char c = Next();
      if (c == '[' && !rest_.empty() &&
          std::string_view(":.=").find(rest_.front()) != std::string_view::npos) {
        if (!SkipNamedClass()) return std::nullopt;
        any = true;
      } else if (c == '\\') {
        if (!ClassEscape(members, any)) return std::nullopt;
      } else if (c == '-' && !first && !rest_.starts_with("]")) {
        if (rest_.empty()) return std::nullopt;
        any = any || !ExpandRange(members);
      } else {
        members += c;
      }
    }
    Next();
    LiteralSet strings;
    for (const char c : members) {
      for (const std::string& folded : Folded(c)) strings.push_back(folded);
    }
    const Part part = Part::Strings(std::move(strings));
    return any || part.strings.size() > kMaxClassMembers ? Part::Anything() : part;
  }

  // Behind "\\" in a class.
  bool ClassEscape(std::string& members, bool& any) {
    if (rest_.empty()) return false;
    const char c = Next();
    if (c == 's') {
      members += '\n';
    } else if (std::string_view("dDwWShHvV").find(c) != std::string_view::npos) {
      any = true;
    } else if (c == 'p' || c == 'P') {
      any = true;
      return SkipProperty();
    } else if (const std::optional<unsigned char> byte = c == 'b' ? '\b' : EscapedByte(c)) {
      members += static_cast<char>(*byte);
    } else {
      return false;
    }
    return true;
  }

  // The end of a range, behind "-", from the last member on.
  // False where it is long or one end is no plain digit or letter.
  bool ExpandRange(std::string& members) {
    const char last = rest_.front();
    if (members.empty() || !IsAlnum(members.back()) || !IsAlnum(last)) return false;
    const char first = members.back();
    if (last < first || last - first > static_cast<int>(kMaxClassMembers)) return false;
    for (char c = first; c < last; ++c) members += static_cast<char>(c + 1);
    Next();
    return !rest_.starts_with("-");  // "[a-c-e]": what a '-' behind a range means is not for here
  }

  bool SkipNamedClass() {
    if (!Take(":")) return false;
    Take("^");
    while (!rest_.empty() && IsLower(rest_.front())) Next();
    return Take(":]");
  }

  std::string_view rest_;
  int depth_ = 0;
  bool quoted_ = false;
};

}  // namespace

std::vector<LiteralSet> RequiredLiterals(std::string_view pattern) {
  const std::optional<Part> part = Parser(pattern).Parse();
  if (!part) return {};
  std::vector<LiteralSet> sets = part->Requirements();
  if (sets.size() > kMaxRequirements) sets.resize(kMaxRequirements);
  for (LiteralSet& literals : sets) {
    for (std::string& literal : literals) literal.resize(std::min(literal.size(), kMaxLiteralBytes));
    literals = WithoutRedundant(literals);
  }
  return sets;
}

}  // namespace errwatch
