// Markup that would run, slowly: tags, attributes and quotation marks are read one after the other by regular
// expressions.
#pragma once

#include <set>
#include <string>

#include "plain_markup_value.h"
#include "plain_script.h"
#include "plain_text.h"
#include "structure/cursor.h"
#include "structure/markup.h"
#include "structure/sent_reader.h"

namespace errwatch::plain {

inline const Words kActive = {"script", "iframe", "frame",  "frameset", "object", "embed", "applet", "svg",
                              "math",   "style",  "portal", "isindex",  "xml",    "xss",   "handler"};
inline const Words kRawText = {"script", "style",  "title",    "textarea", "noscript",
                               "xmp",    "iframe", "noembed",  "noframes", "template",
                               "svg",    "math",   "plaintext"};

inline bool IsLoading(const std::string& element, const std::string& attribute) {
  static const Words by_link = {"link", "base", "use", "image", "animate"};
  static const Words media = {"img", "video", "audio", "source", "track"};
  static const Words loading = {"src",        "data",   "action",     "code",    "codebase",
                                "http-equiv", "poster", "classid",    "srcset",  "dynsrc",
                                "lowsrc",     "ping",   "background", "datasrc", "implementation"};
  if (attribute == "href") return by_link.contains(element);
  if (media.contains(element) && (attribute == "src" || attribute == "srcset")) return false;
  return loading.contains(attribute);
}

class Browser {
 public:
  explicit Browser(std::string text) : text_(std::move(text)) {}

  bool Runs() {
    static const Expression open("<|\\\\x3c|\\\\u003c|\\\\u\\{3c\\}|\\\\0?74|[+ ]adw-|%3c");
    static const Expression open_at_begin("adw-");
    static const Expression quote("[\"'`]");
    static const Expression leaves("[\"'`]/?> *<[a-z/!?]");
    static const Expression attribute("[a-z][a-z0-9_:-]*");
    Found found;
    while (at_ < text_.size()) {
      const std::string rest = text_.substr(at_);
      if (Begins(rest, open, found) || (at_ == 0 && Begins(rest, open_at_begin, found))) {
        if (Tag(at_ + found.length())) return true;
      } else if (place_ != 'g' && Begins(rest, quote)) {
        if (Begins(rest, leaves)) return true;
        place_ = 'q';
        ++at_;
      } else if (Begins(rest, attribute, found) &&
                 (at_ == 0 || Holds(" />;\"'`", text_.substr(at_ - 1, 1)))) {
        const std::size_t begin = at_;
        at_ += found.length();
        if (Attribute(found.str(), begin)) return true;
      } else {
        if (rest[0] == '>') place_ = 't';
        ++at_;
      }
    }
    return false;
  }

 private:
  // `begin` is behind what opens it.
  bool Tag(std::size_t begin) {
    static const Expression broken(" *(/?) *(s *c *r *i *p *t|i *f *r *a *m *e)(?=$|[ />\\\\+<])");
    static const Expression name("(/?)(?: *)([a-z][a-z0-9_:-]*)(?=$|[ />\\\\+<])");
    const std::string rest = text_.substr(begin);
    const std::size_t open = at_;
    Found found;
    at_ = begin;
    std::string element;
    bool spelt_apart = false;
    if (Begins(rest, broken, found)) {
      element = found[2];
      spelt_apart = Holds(element, " ");
      std::erase(element, ' ');
    } else if (!rest.starts_with(' ') && Begins(rest, name, found)) {
      element = found[2];
      element.erase(0, element.rfind(':') + 1);
    } else {
      return false;
    }
    at_ = begin + found.length();
    const bool in_tag = place_ == 'g';
    if (found[1].length() > 0) {
      quotation_ended_ = quotation_ended_ || element == "blockquote";
      return kRawText.contains(element) &&
             ((!opened_.contains(element) && IsMeantEnd(open, element)) || in_tag);
    }
    place_ = 'g';
    element_ = element;
    const bool frame = element == "iframe" || element == "embed";
    const std::string source = Given("src");
    is_sheet_ = Holds(Given("rel"), "stylesheet");
    pasted_ =
        frame && ((IsQuotedHost(source) && IsSize("width") && IsSize("height")) ||
                  (IsQuotedAddress(source) && errwatch::IsProse(std::string_view(text_).substr(0, open))));
    if (kRawText.contains(element)) opened_.insert(element);
    if (!kActive.contains(element)) return false;
    if (spelt_apart) return true;
    static const Expression bare("[ /]*(?:$|[><\\\\+])");
    static const Expression with_attribute("[^=<>]*=");
    static const Expression ended("[^=<>(]*[=<>(]");
    const std::string behind = text_.substr(at_);
    if (Begins(behind, bare)) return IsMeant(open, element);
    static const Words drawings = {"svg", "math"};
    if (drawings.contains(element)) return false;
    if (element == "script") {
      if (text_[open] == '<' && !Begins(behind, ended)) return false;
      pasted_ =
          BeginsWithQuote(source) && (IsOfThisSite(source) || (quotation_ended_ && IsQuotedHost(source)));
      return !pasted_;
    }
    if (!Begins(behind, with_attribute)) return false;
    if (element == "style") {
      const std::size_t close =
          std::min(behind.substr(0, 512).find('>'), std::min<std::size_t>(512, behind.size()));
      return SendsStyle(Content(at_ + close));
    }
    return !pasted_;
  }

  // The value of an attribute of the tag at the cursor, with what follows it.
  std::string Given(const std::string& name) const {
    const std::string tag = text_.substr(at_, 512);
    const std::string inside = tag.substr(0, tag.find('>'));
    const std::size_t found = inside.find(" " + name + "=");
    return found == std::string::npos ? std::string() : WithoutEscape(inside.substr(found + name.size() + 2));
  }
  bool IsSize(const std::string& name) const {
    static const Expression size("[\"'`]*[0-9][0-9]");
    return Begins(Given(name), size);
  }

  std::string Content(std::size_t at) const {
    static const Expression content("[ /]*>?([^<]*)");
    const std::string behind = From(text_, at);
    Found found;
    Begins(behind, content, found);
    return found[1];
  }
  static bool IsCode(const std::string& content) {
    static const Expression code("[^]*[({=;`@\\\\][^]*");
    return Is(content, code);
  }
  static bool IsWord(const std::string& text) {
    static const Expression word("[a-z0-9_]");
    return Is(text, word);
  }
  std::string InFront(std::size_t open) const {
    return open == 0 ? std::string() : text_.substr(open - 1, 1);
  }

  bool IsMeantEnd(std::size_t open, const std::string& element) const {
    const std::string before = InFront(open);
    const std::string content = Content(at_);
    if (IsWord(before) && element != "script" && element != "iframe")
      return element == "style" && IsCode(content);
    if (IsCode(content)) return true;
    return content.empty() ? before != " " : content[0] != ' ' && !IsWord(before);
  }

  // An element without attributes, which people write about as well.
  bool IsMeant(std::size_t open, const std::string& element) const {
    static const Words named = {"math", "portal", "xml"};
    static const Expression closed("[ /]*>");
    static const Expression listed("[,.;:?](?: [^]*)?");
    const std::string before = InFront(open);
    const std::string content = Content(at_);
    if (element == "style") return SendsStyle(content);
    if (IsWord(before) && element != "script" && element != "iframe") return false;
    if ((before.empty() || before == " ") && Is(content, listed)) return false;
    if (BeginsWithQuote(before) && content.starts_with(before)) return false;
    if (before == "(" && content.starts_with(")")) return false;
    if (IsWord(before) && content.starts_with(" ")) return false;
    if (IsCode(content)) return true;
    if (!content.empty()) return content[0] != ' ' && !IsWord(before);
    const bool is_closed = Begins(text_.substr(at_), closed);
    if (before == " " || (named.contains(element) && is_closed)) return false;
    return !(is_closed && (before.empty() || before == "=" || IsWord(before)));
  }

  // At the cursor is what stands behind its name, which began at `begin`.
  bool Attribute(const std::string& name, std::size_t begin) const {
    static const Expression given("[ /]*= *");
    static const Expression handler("on[a-z]{3,}");
    static const Expression code(
        "[ \"'`]*(?:\\\\u(?:\\{|00[4-7])|[^(`\\[=\\\\ &\"'][^(`\\[=\\\\ &]*[(`\\[=\\\\])");
    const std::string behind = text_.substr(at_);
    Found found;
    if (!Begins(behind, given, found)) return false;
    const std::string given_value = found.suffix();
    const bool handles = Is(name, handler);
    const std::string value = handles && place_ != 'g' ? given_value : WithoutEscape(given_value);
    if (handles) {
      if (IsHandedOver(value)) return false;
      if (place_ == 'g') return !IsHarmless(value);
      const bool whole = begin == 0 && value.size() > 1 && BeginsWithQuote(value) &&
                         value.find(value[0], 1) == value.size() - 1;
      return Begins(value.substr(0, 128), code) && !whole;
    }
    if (place_ == 't') return false;
    static const Expression left_open("([\"'`])(?:https?:)?//[^]*[=?&]");
    if (name == "srcdoc" || IsAddress(value)) return true;
    if (place_ == 'g' && (name == "src" || name == "href") && Is(value, left_open) &&
        value.find(value[0], 1) == std::string::npos)
      return true;
    if (name == "formaction") return !IsOfThisSite(value);
    if (name == "xlink:href") return !IsOfThisSite(value) && (element_ == "use" || !IsQuotedAddress(value));
    if (name == "style" && IsRunningStyle(value)) return true;
    if (name == "charset" && Holds(value.substr(0, 8), "utf-7")) return true;
    if (place_ != 'g' || value.empty() || !IsLoading(element_, name)) return false;
    return Loads(name, value);
  }

  bool Loads(const std::string& name, const std::string& value) const {
    static const Expression everyday(
        "[ "
        "\"'`]*(?:content-type|content-language|x-ua-compatible|cache-control|pragma|expires|cleartype|"
        "imagetoolbar)");
    static const Words pages = {"href", "action", "poster", "background"};
    if (name == "http-equiv") return !Begins(value, everyday);
    if (pages.contains(name) && IsOfThisSite(value)) return false;
    if (name == "src") return !pasted_;
    const bool page = pages.contains(name) && (name != "href" || (element_ == "link" && is_sheet_));
    return !(page && IsQuotedAddress(value));
  }

  std::string text_;
  std::size_t at_ = 0;
  char place_ = 't';              // 'g': in a tag, 'q': behind a quotation mark
  std::string element_;           // whose tag it is
  std::set<std::string> opened_;  // of raw text
  bool quotation_ended_ = false;
  bool pasted_ = false;    // what editors and film sites write
  bool is_sheet_ = false;  // <link rel="stylesheet"
};

// What was sent, without what stands between "&lt;" and "&gt;"; empty where it is a disguise.
inline std::string OwnMarkup(std::string_view sent) {
  std::string text;
  for (SentReader reader(sent); !reader.AtEnd() && text.size() < 8192;) text += reader.Next();
  static const Expression tag("<[a-z]");
  if (!Holds(text, "&lt;") || !Holds(text, tag)) return {};
  static const Expression shown("&lt;[^<]*?(?=&gt;)|&lt;[^<]*(?=<[^]*&gt;)");
  std::string own;
  for (Found found; Holds(text, shown, found); text = found.suffix())
    own += found.prefix() + std::string(found.length(), ' ');
  text = own + text;
  std::ranges::replace(text, '\n', ' ');
  return text;
}

inline bool MarkupRuns(const std::string& text, std::string_view sent) {
  if (text.find_first_of(kMarkupMarks) == std::string::npos) return false;
  if (text.starts_with("data:image/svg") && !Holds(text, "<")) return false;
  if (IsAddress(text) || HasRunningStyle(text)) return true;
  if (!Browser(text).Runs()) return false;
  const std::string own = OwnMarkup(sent);
  return own.empty() || Browser(own).Runs();
}

}  // namespace errwatch::plain
