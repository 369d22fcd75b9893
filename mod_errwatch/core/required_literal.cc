#include "core/required_literal.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "core/ascii.h"
#include "core/prefilter.h"

namespace errwatch {
namespace {

using Strings = std::vector<std::string>;

constexpr std::size_t kMaxAlternatives = 64;
constexpr std::size_t kMaxLiteralBytes = 32;
constexpr std::size_t kMaxClassMembers = 8;
constexpr int kMaxDepth = 64;

std::size_t Shortest(const Strings& strings) {
  std::size_t shortest = std::numeric_limits<std::size_t>::max();
  for (const std::string& s : strings) shortest = std::min(shortest, s.size());
  return strings.empty() ? 0 : shortest;
}

// What is known of a part of a pattern.
struct Part {
  bool exact = false;  // it matches these strings and nothing else
  Strings strings;
  Strings required;    // not exact: one of them stands in every match; empty = nothing known

  static Part Anything() { return {}; }
  static Part Nothing() { return {true, {""}, {}}; }  // zero width
  static Part Byte(unsigned char byte) { return {true, {std::string(1, ToLower(static_cast<char>(byte)))}, {}}; }

  Strings Required() const {
    if (!exact) return required;
    return Shortest(strings) >= kMinLiteralBytes ? strings : Strings();
  }
};

void SortUnique(Strings& strings) {
  std::sort(strings.begin(), strings.end());
  strings.erase(std::unique(strings.begin(), strings.end()), strings.end());
}

// A long shortest literal is rare in innocent text; then fewer are better.
void KeepBetter(Strings& best, Strings other) {
  const std::size_t a = std::min(Shortest(best), kMaxLiteralBytes);
  const std::size_t b = std::min(Shortest(other), kMaxLiteralBytes);
  if (b > a || (b == a && other.size() < best.size())) best = std::move(other);
}

// Literals that stand side by side, grown as a sequence is read.
class Run {
 public:
  void Add(const Part& part) {
    if (!part.exact) {
      Break();
      KeepBetter(best_, part.required);
    } else if (run_.size() * part.strings.size() > kMaxAlternatives || Shortest(run_) > kMaxLiteralBytes) {
      Break();
      run_ = part.strings;
    } else {
      run_ = Cross(run_, part.strings);
    }
  }

  // One or more times: the first copy touches what came before, the last one what follows.
  void AddRepeated(const Part& part) {
    Add(part);
    if (!part.exact) return;
    Break();
    run_ = part.strings;
  }

  Part Finish() && {
    if (exact_) return {true, std::move(run_), {}};
    Break();
    return {false, {}, std::move(best_)};
  }

 private:
  static Strings Cross(const Strings& left, const Strings& right) {
    Strings result;
    for (const std::string& a : left) {
      for (const std::string& b : right) result.push_back(a + b);
    }
    SortUnique(result);
    return result;
  }

  void Break() {
    exact_ = false;
    if (Shortest(run_) >= kMinLiteralBytes) KeepBetter(best_, run_);
    run_ = {""};
  }

  Strings run_ = {""};
  Strings best_;
  bool exact_ = true;
};

Part Either(const std::vector<Part>& alternatives) {
  Part all{true, {}, {}};
  for (const Part& part : alternatives) {
    all.exact = all.exact && part.exact;
    all.strings.insert(all.strings.end(), part.strings.begin(), part.strings.end());
  }
  SortUnique(all.strings);
  if (all.exact && all.strings.size() <= kMaxAlternatives) return all;

  Strings required;
  for (const Part& part : alternatives) {
    const Strings one = part.Required();
    if (one.empty()) return Part::Anything();
    required.insert(required.end(), one.begin(), one.end());
  }
  SortUnique(required);
  return required.size() <= kMaxAlternatives ? Part{false, {}, std::move(required)} : Part::Anything();
}

struct Quantifier {
  bool optional = false;  // may be absent
  bool repeats = false;   // may stand more than once
};

// Recursive descent over the pattern. An empty optional means: not understood, so nothing may be concluded from the whole pattern.
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
    Run run;
    while (quoted_ || (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')')) {
      if (rest_.empty()) break;  // \Q up to the end
      std::optional<Part> part = Atom();
      if (!part) return std::nullopt;
      const std::optional<Quantifier> quantifier = ReadQuantifier();
      if (!quantifier) return std::nullopt;
      if (quantifier->optional && (quantifier->repeats || !part->exact)) {
        run.Add(Part::Anything());
      } else if (quantifier->optional) {
        part->strings.emplace_back();
        SortUnique(part->strings);
        run.Add(*part);
      } else if (quantifier->repeats) {
        run.AddRepeated(*part);
      } else {
        run.Add(*part);
      }
    }
    return std::move(run).Finish();
  }

  std::optional<Part> Atom() {
    const char c = Next();
    if (quoted_) {
      quoted_ = !Take("\\E");
      return Part::Byte(static_cast<unsigned char>(c));
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
        return Part::Byte(static_cast<unsigned char>(c));
    }
  }

  bool AtQuantifier() const {
    return !rest_.empty() && std::string_view("*+?{").find(rest_.front()) != std::string_view::npos;
  }

  std::optional<Quantifier> ReadQuantifier() {
    if (quoted_ || rest_.empty()) return Quantifier{};
    Quantifier result;
    if (Take("*")) {
      result = {true, true};
    } else if (Take("+")) {
      result = {false, true};
    } else if (Take("?")) {
      result = {true, false};
    } else if (rest_.front() == '{') {
      const std::size_t end = rest_.find('}');
      const std::string_view body = rest_.substr(1, end == std::string_view::npos ? end : end - 1);
      if (end == std::string_view::npos || body.find_first_not_of("0123456789, ") != std::string_view::npos) {
        return result;  // a literal brace
      }
      // "{,3}" and "{ 1 }" mean one thing or another depending on the PCRE2 version.
      const std::size_t comma = body.find(',');
      if (comma != body.rfind(',') || comma == 0 || body.empty() || body.find(' ') != std::string_view::npos) {
        return std::nullopt;
      }
      result = {body.substr(0, comma).find_first_not_of('0') == std::string_view::npos, true};
      rest_.remove_prefix(end + 1);
    } else {
      return result;
    }
    if (!Take("?")) Take("+");
    return AtQuantifier() ? std::nullopt : std::optional(result);  // one upon another
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
    for (int i = 0; i < (braces ? 8 : 2) && !rest_.empty() && HexValue(rest_.front()) >= 0 && value < 256; ++i) {
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
    if (std::string_view("dDwWsShHvVRX").find(c) != std::string_view::npos) return Part::Anything();
    if (c == 'N') return rest_.starts_with("{") ? std::nullopt : std::optional(Part::Anything());
    if (c == 'p' || c == 'P') return SkipProperty() ? std::optional(Part::Anything()) : std::nullopt;
    if (c >= '1' && c <= '9') {  // a back reference or an octal number
      while (!rest_.empty() && IsDigit(rest_.front())) Next();
      return Part::Anything();
    }
    const std::optional<unsigned char> byte = EscapedByte(c);
    return byte ? std::optional(Part::Byte(*byte)) : std::nullopt;
  }

  // Behind "[". Ranges, negation and named classes count as any byte; the words "[[:<:]]" are not understood.
  std::optional<Part> Class() {
    bool any = Take("^");
    Strings members;
    for (bool first = true; first || !rest_.starts_with("]"); first = false) {
      if (rest_.empty()) return std::nullopt;
      const char c = Next();
      if (c == '[' && !rest_.empty() && std::string_view(":.=").find(rest_.front()) != std::string_view::npos) {
        if (!SkipNamedClass()) return std::nullopt;
        any = true;
      } else if (c == '\\') {
        if (rest_.empty()) return std::nullopt;
        const char e = Next();
        if (std::string_view("dDwWsShHvV").find(e) != std::string_view::npos) {
          any = true;
        } else if (e == 'p' || e == 'P') {
          if (!SkipProperty()) return std::nullopt;
          any = true;
        } else {
          const std::optional<unsigned char> byte = e == 'b' ? std::optional<unsigned char>('\b') : EscapedByte(e);
          if (!byte) return std::nullopt;
          members.push_back(Part::Byte(*byte).strings.front());
        }
      } else if (c == '-' && !first && !rest_.starts_with("]")) {
        any = true;  // a range
      } else {
        members.push_back(Part::Byte(static_cast<unsigned char>(c)).strings.front());
      }
    }
    Next();
    SortUnique(members);
    if (any || members.size() > kMaxClassMembers) return Part::Anything();
    return Part{true, std::move(members), {}};
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

std::vector<std::string> RequiredLiterals(std::string_view pattern) {
  const std::optional<Part> part = Parser(pattern).Parse();
  if (!part) return {};
  Strings literals = part->Required();
  for (std::string& literal : literals) literal.resize(std::min(literal.size(), kMaxLiteralBytes));
  SortUnique(literals);
  return literals;
}

}  // namespace errwatch
