#include "structure/markup.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "structure/cursor.h"
#include "structure/markup_tag.h"
#include "structure/markup_value.h"
#include "structure/script_address.h"
#include "structure/written_markup.h"

namespace errwatch {
namespace {

// Run, or bring something that runs, by themselves.
constexpr std::array<std::string_view, 15> kActiveElements = {
    "script", "iframe", "frame",  "frameset", "object", "embed", "applet", "svg",
    "math",   "style",  "portal", "isindex",  "xml",    "xss",   "handler"};
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
constexpr std::size_t kMostOfTag = 512;

// Where a browser would read what stands at the cursor.
enum class MarkupPlace : unsigned char {
  kText,
  kTag,
  kBehindQuote,  // attributes, if the value stands in a quoted one
};

bool IsBare(std::string_view text, std::size_t end) {
  end = SkipWhile(text, end, [](char c) { return c == ' ' || c == '/'; });
  return end >= text.size() || text[end] == '>' || text[end] == '<' || text[end] == '\\' || text[end] == '+';
}

bool HasTagAttribute(std::string_view text, std::size_t end) {
  const std::size_t at = text.find_first_of("=<>", end);
  return at != std::string_view::npos && text[at] == '=';
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

// A string of JSON has a backslash in front of the quotation mark.
std::string_view WithoutEscape(std::string_view value) {
  if (value.size() > 1 && value[0] == '\\' && IsQuoteMark(value[1])) value.remove_prefix(1);
  return value;
}

// An attribute of the tag whose name ends at `end`, its value with what follows; empty: it has none.
std::string_view AttributeOf(std::string_view text, std::size_t end, std::string_view name) {
  const std::string_view tag = From(text, end).substr(0, kMostOfTag);
  const std::string_view inside = tag.substr(0, tag.find('>'));
  for (std::size_t at = inside.find(name); at != std::string_view::npos; at = inside.find(name, at + 1)) {
    if (At(inside, at + name.size()) == '=' && Before(inside, at) == ' ')
      return WithoutEscape(inside.substr(at + name.size() + 1));
  }
  return {};
}

// "560", "100%"; not 0 and 1, which nobody sees.
bool IsVisibleSize(std::string_view value) {
  value.remove_prefix(SkipWhile(value, 0, IsQuoteMark));
  return IsDigit(At(value, 0)) && IsDigit(At(value, 1));
}

// What the share buttons of films and maps give to paste: a frame with a size, whose address is quoted.
bool IsPastedFrame(std::string_view text, std::size_t end) {
  return IsQuotedHost(AttributeOf(text, end, "src")) && IsVisibleSize(AttributeOf(text, end, "width")) &&
         IsVisibleSize(AttributeOf(text, end, "height"));
}

class MarkupScan {
 public:
  explicit MarkupScan(std::string_view text) : text_(text) {}

  Finding Run() {
    for (at_ = 0; at_ < text_.size();) {
      if (const std::size_t length = MayOpenTag(text_, at_) ? TagOpenLength(text_, at_) : 0; length != 0) {
        if (Note(Opens(length))) return finding_;
        continue;
      }
      const char c = text_[at_];
      if (c == '>') {
        place_ = MarkupPlace::kText;
      } else if (IsQuoteMark(c) && place_ != MarkupPlace::kTag) {
        if (LeavesAttribute()) return Finding::kRuns;
        place_ = MarkupPlace::kBehindQuote;
      } else if (IsLower(c) && IsAttributePlace()) {
        if (Note(Attribute())) return finding_;
        continue;
      }
      ++at_;
    }
    return finding_;
  }

 private:
  // True: there is nothing more to find.
  bool Note(Finding finding) {
    finding_ = std::max(finding_, finding);
    return finding_ == Finding::kRuns;
  }

  // REQUIRES: `name` is one of them.
  static std::size_t RawTextIndex(std::string_view name) {
    return static_cast<std::size_t>(std::ranges::find(kRawTextElements, name) - kRawTextElements.begin());
  }

  static Finding RunsIf(bool runs) { return runs ? Finding::kRuns : Finding::kNothing; }
  static Finding RunsOrTyped(bool runs) { return runs ? Finding::kRuns : Finding::kTyped; }

  Finding Opens(std::size_t length) {
    const std::size_t open = at_;
    const MarkupTag tag = ReadMarkupTag(text_, open + length);
    at_ = tag.end == 0 ? open + length : tag.end;
    if (tag.end == 0) return Finding::kNothing;
    const bool in_tag = place_ == MarkupPlace::kTag;
    if (tag.closes) {
      closed_quotation_ = closed_quotation_ || tag.name == "blockquote";
      if (!HasName(tag.name, kRawTextElements)) return Finding::kNothing;
      return RunsIf((!opened_[RawTextIndex(tag.name)] && BareEnds(text_, open, tag.end, tag.name)) || in_tag);
    }
    place_ = MarkupPlace::kTag;
    element_ = tag.name;
    pasted_ = (tag.name == "iframe" || tag.name == "embed") &&
              (IsPastedFrame(text_, tag.end) ||
               (IsProse(text_.substr(0, open)) && IsQuotedAddress(AttributeOf(text_, tag.end, "src"))));
    if (HasName(tag.name, kRawTextElements)) opened_[RawTextIndex(tag.name)] = true;
    if (!HasName(tag.name, kActiveElements)) return Finding::kNothing;
    // "s cript": as nobody writes it.
    const std::size_t name = BehindBlanks(text_, open + length);
    if (text_.substr(name, tag.end - name).find(' ') != std::string_view::npos) return Finding::kRuns;
    if (IsBare(text_, tag.end)) return OfBareElement(text_, open, tag.end, tag.name);
    // A drawing runs by its handlers and links alone.
    if (tag.name == "svg" || tag.name == "math") return Finding::kNothing;
    return OfElement(tag, text_[open] == '<');
  }

  // An active element with attributes.
  Finding OfElement(const MarkupTag& tag, bool plainly) {
    if (tag.name == "script") {
      if (plainly && text_.find_first_of("=<>(", tag.end) == std::string_view::npos)
        return Finding::kTyped;  // "a <script then"
      const std::string_view source = AttributeOf(text_, tag.end, "src");
      const bool quoted = !source.empty() && IsQuoteMark(source.front());
      pasted_ = quoted && (IsOfThisSite(source) || (closed_quotation_ && IsQuotedHost(source)));
      return RunsOrTyped(!pasted_);
    }
    if (!HasTagAttribute(text_, tag.end)) return Finding::kNothing;
    if (tag.name == "style") {
      const std::string_view rest = From(text_, tag.end).substr(0, kMostOfTag);
      const std::size_t close = tag.end + std::min(rest.find('>'), rest.size());
      return RunsOrTyped(HasStyleThatSends(ContentBehind(text_, close)));
    }
    return RunsOrTyped(!pasted_);
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

  Finding Attribute() {
    const std::size_t begin = at_;
    at_ = SkipWhile(text_, at_, [](char c) { return IsWordByte(c) || c == ':' || c == '-'; });
    const std::string_view name = text_.substr(begin, at_ - begin);
    // A browser takes "href / =" for two attributes, old ones for one.
    const std::size_t equals = SkipWhile(text_, at_, [](char c) { return c == ' ' || c == '/'; });
    if (At(text_, equals) != '=') return Finding::kNothing;
    const std::string_view given = From(text_, BehindBlanks(text_, equals + 1));
    const std::string_view value = WithoutEscape(given);
    if (IsHandlerName(name)) return OfHandler(place_ == MarkupPlace::kTag ? value : given, begin == 0);
    if (place_ == MarkupPlace::kText) return Finding::kNothing;
    if (name == "srcdoc" || IsScriptAddress(value)) return Finding::kRuns;
    if (place_ == MarkupPlace::kTag && (name == "src" || name == "href") && IsLeftOpen(value))
      return Finding::kRuns;
    if (name == "formaction") return RunsOrTyped(!IsOfThisSite(value));
    if (name == "xlink:href") return OfDrawingLink(value);
    if (name == "style" && IsStyleThatRuns(value)) return Finding::kRuns;
    if (name == "charset" && value.substr(0, 8).find("utf-7") != std::string_view::npos)
      return Finding::kRuns;
    if (place_ != MarkupPlace::kTag || value.empty() || !IsLoading(element_, name)) return Finding::kNothing;
    return OfLoading(name, value);
  }

  // xlink:href="#icon"; of "use" what is elsewhere is markup, too.
  Finding OfDrawingLink(std::string_view value) const {
    if (IsOfThisSite(value)) return Finding::kNothing;
    return RunsOrTyped(element_ == "use" || !IsQuotedAddress(value));
  }

  Finding OfLoading(std::string_view name, std::string_view value) const {
    if (name == "http-equiv") return RunsIf(IsActiveHeader(value));
    if ((name == "href" || name == "action" || name == "poster" || name == "background") &&
        IsOfThisSite(value))
      return Finding::kNothing;
    if (name == "src") return RunsOrTyped(!pasted_);
    const bool page = name == "action" || name == "poster" || name == "background";
    return RunsOrTyped(!((page || (name == "href" && IsStyleSheet())) && IsQuotedAddress(value)));
  }

  // <link rel="stylesheet" ...
  bool IsStyleSheet() const {
    return element_ == "link" &&
           AttributeOf(text_, tag_begin() + element_.size(), "rel").find("stylesheet") !=
               std::string_view::npos;
  }

  // onclick='f("x")': one quotation up to the end, which breaks out of nothing.
  static bool IsQuotedWhole(std::string_view value) {
    return value.size() > 1 && IsQuoteMark(value.front()) && value.find(value.front(), 1) == value.size() - 1;
  }

  std::size_t tag_begin() const { return static_cast<std::size_t>(element_.data() - text_.data()); }

  Finding OfHandler(std::string_view value, bool is_whole) const {
    if (IsHandedOver(value)) return Finding::kNothing;
    if (place_ == MarkupPlace::kTag) return RunsOrTyped(!IsHarmlessHandler(value));
    if (!IsHandlerCode(value)) return Finding::kNothing;
    return RunsOrTyped(!is_whole || !IsQuotedWhole(value));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  MarkupPlace place_ = MarkupPlace::kText;
  Finding finding_ = Finding::kNothing;
  std::string_view element_;                            // whose tag it is
  std::array<bool, kRawTextElements.size()> opened_{};  // elements of raw text
  bool pasted_ = false;                                 // the tag is that of a frame with its size
  bool closed_quotation_ =
      false;  // </blockquote> was seen: what some sites give to paste has a script behind it
};

// A quick look: what opens a tag, or makes an attribute. In prose there is neither.
bool MayHoldMarkup(const Value& value) {
  if ((value.marks & Marks("<=\\%")) != 0) return true;
  if ((value.marks & Marks("-")) == 0) return false;
  const std::string_view text = value.text;
  for (std::size_t at = FindByte(text, '-'); at != std::string_view::npos; at = FindByte(text, '-', at + 1))
    if (at > 2 && StandsAt(text, at - 3, "adw-")) return true;
  return false;
}

}  // namespace

Finding FindMarkup(const Value& value) noexcept {
  const std::string_view text = value.text;
  if ((value.marks & Marks(kMarkupMarks)) == 0) return Finding::kNothing;
  // A picture by itself is what people put into pages.
  if (text.starts_with("data:image/svg") && text.find('<') == std::string_view::npos) return Finding::kTyped;
  if (IsScriptAddress(text) || HasRunningStyle(text)) return Finding::kRuns;
  if (!MayHoldMarkup(value)) return Finding::kNothing;
  const Finding finding = MarkupScan(text).Run();
  if (finding != Finding::kRuns) return finding;
  std::array<char, kMostWritten> own;
  const std::string_view rest = WithoutWrittenMarkup(value.sent, own);
  return rest.empty() || MarkupScan(rest).Run() == Finding::kRuns ? Finding::kRuns : Finding::kTyped;
}

bool HasMarkup(const Value& value) noexcept { return FindMarkup(value) == Finding::kRuns; }

}  // namespace errwatch
