#include "structure/markup.h"

#include <array>

#include "base/ascii.h"
#include "structure/cursor.h"
#include "structure/script_address.h"

namespace errwatch {
namespace {

// Run, or bring something that runs, by themselves.
constexpr std::array<std::string_view, 14> kActiveElements = {
    "script", "iframe", "frame", "frameset", "object",  "embed", "applet",
    "svg",    "math",   "style", "portal",   "isindex", "xml",   "xss"};
// What stands in them is no markup: whoever ends one leaves it.
constexpr std::array<std::string_view, 13> kRawTextElements = {
    "script",  "style",    "title",    "textarea", "noscript", "xmp",      "iframe",
    "noembed", "noframes", "template", "svg",      "math",     "plaintext"};
// Attributes by which an element loads something; "href" only of some.
constexpr std::array<std::string_view, 15> kLoadingAttributes = {
    "src",    "data",   "action", "code", "codebase",   "http-equiv", "poster",        "classid",
    "srcset", "dynsrc", "lowsrc", "ping", "background", "datasrc",    "implementation"};
constexpr std::array<std::string_view, 5> kLoadsByHref = {"link", "base", "use", "image", "animate"};
// What these show is no more than a picture.
constexpr std::array<std::string_view, 5> kMedia = {"img", "video", "audio", "source", "track"};
constexpr std::size_t kLookAheadBytes = 128;

// Where a browser would read what stands at the cursor.
enum class MarkupPlace : unsigned char {
  kText,
  kTag,
  kBehindQuote,  // attributes, if the value stands in a quoted one
};

// Length of what opens a tag at `at`: also as a script's string has it, in UTF-7, and encoded too often.
std::size_t TagOpenLength(std::string_view text, std::size_t at) {
  if (text[at] == '<') return 1;
  const std::string_view rest = text.substr(at);
  if (text[at] == '\\') {
    for (const std::string_view escape : {"\\x3c", "\\u003c", "\\u{3c}", "\\074", "\\74"}) {
      if (rest.starts_with(escape)) return escape.size();
    }
    return 0;
  }
  if ((text[at] == '+' || text[at] == ' ') && rest.substr(1).starts_with("adw-")) return 5;
  if (text[at] == '%' && rest.starts_with("%3c")) return 3;
  if (text[at] == 'a' && at == 0 && rest.starts_with("adw-")) return 4;
  return 0;
}

bool EndsTagName(char c) {
  return c == '\0' || c == ' ' || c == '/' || c == '>' || c == '\\' || c == '+' || c == '<';
}

// Where `word` ends at `at`, blanks between its letters or not ("s cript"); 0 when it is not there.
std::size_t EndOfSpaced(std::string_view text, std::size_t at, std::string_view word) {
  for (const char letter : word) {
    at = BehindBlanks(text, at);
    if (At(text, at) != letter) return 0;
    ++at;
  }
  return EndsTagName(At(text, at)) ? at : 0;
}

struct MarkupTag {
  std::string_view name;
  std::size_t end = 0;  // behind the name; 0: no tag
  bool closes = false;
};

MarkupTag ReadMarkupTag(std::string_view text, std::size_t at) {
  const bool blank = At(text, at) == ' ';
  at = BehindBlanks(text, at);
  MarkupTag tag;
  tag.closes = At(text, at) == '/';
  if (tag.closes) at = BehindBlanks(text, at + 1);
  for (const std::string_view word : {"script", "iframe"}) {
    if (const std::size_t end = EndOfSpaced(text, at, word); end != 0) return {word, end, tag.closes};
  }
  if (blank || !IsLower(At(text, at))) return tag;
  const std::size_t end = SkipWhile(text, at, [](char c) { return IsWordByte(c) || c == ':' || c == '-'; });
  if (!EndsTagName(At(text, end))) return tag;
  tag.name = text.substr(at, end - at);
  if (const std::size_t colon = tag.name.rfind(':'); colon != std::string_view::npos)
    tag.name.remove_prefix(colon + 1);
  tag.end = end;
  return tag;
}

// An element without attributes is also what people write about: "list<object>", "the <svg> element".
bool BareRuns(std::string_view text, std::size_t open, std::size_t end, std::string_view name) {
  const char before = open == 0 ? '\0' : text[open - 1];
  const std::size_t close = SkipWhile(text, end, [](char c) { return c == ' ' || c == '/'; });
  std::string_view rest = From(text, close + (At(text, close) == '>' ? 1 : 0));
  rest = rest.substr(0, rest.find('<'));
  const bool code = rest.find_first_of("({=;`@\\") != std::string_view::npos;
  if (IsWordByte(before) && name != "script" && name != "iframe") return name == "style" && code;
  if (code) return true;
  if (rest.empty()) {
    const bool drawn = name == "math" || name == "portal" || name == "xml" || name == "style";
    return before != ' ' && !(drawn && At(text, close) == '>');
  }
  return rest.front() != ' ' && !IsWordByte(before);
}

bool IsBare(std::string_view text, std::size_t end) {
  end = SkipWhile(text, end, [](char c) { return c == ' ' || c == '/'; });
  return end >= text.size() || text[end] == '>' || text[end] == '<' || text[end] == '\\' || text[end] == '+';
}

bool HasTagAttribute(std::string_view text, std::size_t end) {
  const std::size_t at = text.find_first_of("=<>", end);
  return at != std::string_view::npos && text[at] == '=';
}

// "on" and the name of an event, whichever.
bool IsHandler(std::string_view name) {
  if (name.size() < 5 || !name.starts_with("on")) return false;
  return SkipWhile(name, 2, [](char c) { return IsLower(c); }) == name.size();
}

// Whether the braces that open here end the attribute: behind them more code could stand.
bool EndsBehindBraces(std::string_view value) {
  int depth = 0;
  for (std::size_t at = 0; at < value.size(); ++at) {
    depth += value[at] == '{' ? 1 : value[at] == '}' ? -1 : 0;
    if (depth == 0)
      return std::string_view(" />").find(At(value, at + 1)) != std::string_view::npos ||
             at + 1 == value.size();
  }
  return false;
}

// onclick={save}, onclick={() => f(x)}: a name or a function that is not called yet, as JSX has them.
bool IsHandedOver(std::string_view value) {
  if (!value.starts_with('{') || !EndsBehindBraces(value.substr(0, kLookAheadBytes))) return false;
  std::size_t at = BehindBlanks(value, 1);
  const std::size_t end = SkipWhile(value, at, [](char c) { return IsWordByte(c) || c == '.'; });
  if (end > at && At(value, BehindBlanks(value, end)) == '}') return true;
  if (At(value, at) == '(') {
    at = SkipWhile(value, at + 1, [](char c) { return IsWordByte(c) || c == ',' || c == ' '; });
    if (At(value, at) != ')') return false;
    ++at;
  } else {
    at = end;
  }
  return value.substr(std::min(BehindBlanks(value, at), value.size())).starts_with("=>");
}

// "/search", "style.css": of this site. Not "//host", "javascript:x", "data:x".
bool IsOfThisSite(std::string_view value) {
  value.remove_prefix(SkipWhile(value, 0, IsQuoteMark));
  value =
      value.substr(0, SkipWhile(value, 0, [](char c) { return !IsQuoteMark(c) && c != ' ' && c != '>'; }));
  if (value.starts_with("/")) return IsWordByte(At(value, 1)) || value == "/";
  return !value.empty() && IsWordByte(value.front()) &&
         value.find_first_of(":\\%&") == std::string_view::npos;
}

// What an attribute's value has when it runs: a call, an assignment, a member by computed name.
bool IsHandlerCode(std::string_view value) {
  value = value.substr(0, kLookAheadBytes);
  value.remove_prefix(SkipWhile(value, 0, [](char c) { return c == ' ' || IsQuoteMark(c); }));
  const std::size_t at = value.find_first_of("(`[=\\ &");
  return at != std::string_view::npos && at > 0 && value[at] != ' ' && value[at] != '&';
}

bool IsStyleThatRuns(std::string_view value) {
  value = value.substr(0, kLookAheadBytes);
  for (const std::string_view way : {"expression(", "expression (", "javascript:", "-moz-binding", "behavior",
                                     "behaviour", "@import", "url(", "\\"}) {
    if (value.find(way) != std::string_view::npos) return true;
  }
  return false;
}

bool HasName(std::string_view name, const auto& list) {
  for (const std::string_view entry : list) {
    if (entry == name) return true;
  }
  return false;
}

bool IsLoading(std::string_view element, std::string_view attribute) {
  if (attribute == "href") return HasName(element, kLoadsByHref);
  if (HasName(element, kMedia) && (attribute == "src" || attribute == "srcset")) return false;
  return HasName(attribute, kLoadingAttributes);
}

class MarkupScan {
 public:
  explicit MarkupScan(std::string_view text) : text_(text) {}

  bool Run() {
    for (at_ = 0; at_ < text_.size();) {
      if (const std::size_t length = TagOpenLength(text_, at_); length != 0) {
        if (Opens(length)) return true;
        continue;
      }
      const char c = text_[at_];
      if (c == '>') {
        place_ = MarkupPlace::kText;
      } else if (IsQuoteMark(c) && place_ != MarkupPlace::kTag) {
        if (LeavesAttribute()) return true;
        place_ = MarkupPlace::kBehindQuote;
      } else if (IsLower(c) && IsAttributePlace()) {
        if (Attribute()) return true;
        continue;
      }
      ++at_;
    }
    return false;
  }

 private:
  bool Opens(std::size_t length) {
    const std::size_t open = at_;
    const MarkupTag tag = ReadMarkupTag(text_, open + length);
    at_ = tag.end == 0 ? open + length : tag.end;
    if (tag.end == 0) return false;
    const bool in_tag = place_ == MarkupPlace::kTag;
    if (tag.closes) {
      if (!HasName(tag.name, kRawTextElements)) return false;
      return (opened_ != tag.name && BareRuns(text_, open, tag.end, tag.name)) || in_tag;
    }
    place_ = MarkupPlace::kTag;
    element_ = tag.name;
    if (HasName(tag.name, kRawTextElements)) opened_ = tag.name;
    if (!HasName(tag.name, kActiveElements)) return false;
    if (IsBare(text_, tag.end)) return BareRuns(text_, open, tag.end, tag.name);
    // A drawing runs by its handlers and links alone.
    if (tag.name == "svg" || tag.name == "math") return false;
    return tag.name == "script" || HasTagAttribute(text_, tag.end);
  }

  // `"><x`, `'/><x`: the quotation mark at the cursor ends an attribute, and markup follows.
  bool LeavesAttribute() const {
    std::size_t at = at_ + 1;
    if (At(text_, at) == '/') ++at;
    if (At(text_, at) != '>') return false;
    at = BehindBlanks(text_, at + 1);
    if (At(text_, at) != '<') return false;
    const char next = At(text_, at + 1);
    return IsLower(next) || next == '/' || next == '!' || next == '?';
  }

  bool IsAttributePlace() const {
    if (at_ == 0) return true;
    const char before = text_[at_ - 1];
    return before == ' ' || before == '/' || IsQuoteMark(before) || before == '>' || before == ';';
  }

  bool Attribute() {
    const std::size_t begin = at_;
    at_ = SkipWhile(text_, at_, [](char c) { return IsWordByte(c) || c == ':' || c == '-'; });
    const std::string_view name = text_.substr(begin, at_ - begin);
    // A browser takes "href / =" for two attributes, old ones for one.
    const std::size_t equals = SkipWhile(text_, at_, [](char c) { return c == ' ' || c == '/'; });
    if (At(text_, equals) != '=') return false;
    const std::string_view value = From(text_, BehindBlanks(text_, equals + 1));
    if (IsHandler(name)) return HandlerRuns(value);
    if (place_ == MarkupPlace::kText) return false;
    if (name == "srcdoc" || name == "formaction" || name == "xlink:href") return true;
    if (name == "style" && IsStyleThatRuns(value)) return true;
    if (IsScriptAddress(value)) return true;
    if (name == "charset" && value.substr(0, 8).find("utf-7") != std::string_view::npos) return true;
    if (place_ != MarkupPlace::kTag || value.empty() || !IsLoading(element_, name)) return false;
    return !((name == "href" || name == "action") && IsOfThisSite(value));
  }

  bool HandlerRuns(std::string_view value) const {
    if (IsHandedOver(value)) return false;
    return place_ == MarkupPlace::kTag || IsHandlerCode(value);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  MarkupPlace place_ = MarkupPlace::kText;
  std::string_view element_;  // whose tag it is
  std::string_view opened_;   // the last element of raw text
};

}  // namespace

bool HasMarkup(const Value& value) noexcept {
  const std::string_view text = value.text;
  if (FindMark(text, Marks(kMarkupMarks)) == std::string_view::npos) return false;
  return IsScriptAddress(text) || MarkupScan(text).Run() || HasRunningStyle(text);
}

}  // namespace errwatch
