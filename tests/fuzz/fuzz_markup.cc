// Holds the detector of markup against its definition on any value: tags, attributes and quotation marks are
// read one after the other by regular expressions.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "built_value.h"
#include "match/normalize.h"
#include "plain_script.h"
#include "plain_text.h"
#include "structure/markup.h"

namespace {

using errwatch::Require;
using namespace errwatch::plain;  // NOLINT(google-build-using-namespace)

const Words kActive = {"script", "iframe", "frame", "frameset", "object",  "embed", "applet",
                       "svg",    "math",   "style", "portal",   "isindex", "xml",   "xss"};
const Words kRawText = {"script",  "style",    "title",    "textarea", "noscript", "xmp",      "iframe",
                        "noembed", "noframes", "template", "svg",      "math",     "plaintext"};

bool IsLoading(const std::string& element, const std::string& attribute) {
  static const Words by_link = {"link", "base", "use", "image", "animate"};
  static const Words media = {"img", "video", "audio", "source", "track"};
  static const Words loading = {"src",        "data",   "action",     "code",    "codebase",
                                "http-equiv", "poster", "classid",    "srcset",  "dynsrc",
                                "lowsrc",     "ping",   "background", "datasrc", "implementation"};
  if (attribute == "href") return by_link.contains(element);
  if (media.contains(element) && (attribute == "src" || attribute == "srcset")) return false;
  return loading.contains(attribute);
}

bool IsRunningStyle(const std::string& value) {
  static const std::regex running("expression ?\\(|javascript:|-moz-binding|behaviou?r|@import|url\\(|\\\\");
  return std::regex_search(value.substr(0, 128), running);
}

// A style by itself, wherever it stands.
bool HasRunningStyle(const std::string& text) {
  static const std::regex expression(" *" + Broken("expression") + " *\\(");
  static const std::regex url(" *url\\(");
  static const std::regex any_url(" *url");
  for (std::size_t colon = text.find(':'); colon != std::string::npos; colon = text.find(':', colon + 1)) {
    const std::string value = text.substr(colon + 1);
    const std::string name = text.substr(0, colon);
    std::smatch found;
    if (Begins(value, expression)) return true;
    if (Begins(value, url, found) && IsAddress(found.suffix())) return true;
    if (Begins(value, any_url) && (name.ends_with("-moz-binding") || name.ends_with("behavior"))) return true;
  }
  return false;
}

// What an expression of JSX has between the braces that end the value of an attribute: nothing runs there.
bool IsHandedOver(const std::string& value) {
  static const std::regex name("\\{ *[a-z0-9_.]+ *\\}");
  static const std::regex function("\\{ *(?:\\([a-z0-9_, ]*\\)|[a-z0-9_.]*) *=>");
  static const std::regex end("[ />][^]*|");
  int depth = 0;
  std::size_t at = 0;
  do {
    if (at == value.size() || at == 128) return false;
    depth += value[at] == '{' ? 1 : value[at] == '}' ? -1 : 0;
    ++at;
  } while (depth > 0);
  return Is(value.substr(at), end) && (Begins(value, name) || Begins(value, function));
}

// "/search", "style.css"
bool IsOfThisSite(const std::string& value) {
  static const std::regex given("[\"'`]*([^\"'` >]*)");
  static const std::regex own("/(?:[a-z0-9_][^]*)?|[a-z0-9_][^:%&\\\\]*");
  std::smatch found;
  Begins(value, given, found);
  return Is(found[1], own);
}

class Browser {
 public:
  explicit Browser(std::string text) : text_(std::move(text)) {}

  bool Runs() {
    static const std::regex open("<|\\\\x3c|\\\\u003c|\\\\u\\{3c\\}|\\\\0?74|[+ ]adw-|%3c");
    static const std::regex open_at_begin("adw-");
    static const std::regex quote("[\"'`]");
    static const std::regex leaves("[\"'`]/?> *<[a-z/!?]");
    static const std::regex attribute("[a-z][a-z0-9_:-]*");
    std::smatch found;
    while (at_ < text_.size()) {
      const std::string rest = text_.substr(at_);
      if (Begins(rest, open, found) || (at_ == 0 && Begins(rest, open_at_begin, found))) {
        if (Tag(at_ + static_cast<std::size_t>(found.length()))) return true;
      } else if (place_ != 'g' && Begins(rest, quote)) {
        if (Begins(rest, leaves)) return true;
        place_ = 'q';
        ++at_;
      } else if (Begins(rest, attribute, found) &&
                 (at_ == 0 || Holds(" />;\"'`", text_.substr(at_ - 1, 1)))) {
        at_ += static_cast<std::size_t>(found.length());
        if (Attribute(found.str())) return true;
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
    static const std::regex broken(" *(/?) *(s *c *r *i *p *t|i *f *r *a *m *e)(?=$|[ />\\\\+<])");
    static const std::regex name("(/?)(?: *)([a-z][a-z0-9_:-]*)(?=$|[ />\\\\+<])");
    const std::string rest = text_.substr(begin);
    const std::size_t open = at_;
    std::smatch found;
    at_ = begin;
    std::string element;
    if (Begins(rest, broken, found)) {
      element = found[2];
      std::erase(element, ' ');
    } else if (!rest.starts_with(' ') && Begins(rest, name, found)) {
      element = found[2];
      element.erase(0, element.rfind(':') + 1);
    } else {
      return false;
    }
    at_ = begin + static_cast<std::size_t>(found.length());
    const bool in_tag = place_ == 'g';
    if (found[1].length() > 0) {
      return kRawText.contains(element) && ((opened_ != element && IsMeant(open, element)) || in_tag);
    }
    place_ = 'g';
    element_ = element;
    if (kRawText.contains(element)) opened_ = element;
    if (!kActive.contains(element)) return false;
    static const std::regex bare("[ /]*(?:$|[><\\\\+])");
    static const std::regex with_attribute("[^=<>]*=");
    const std::string behind = text_.substr(at_);
    if (Begins(behind, bare)) return IsMeant(open, element);
    static const Words drawings = {"svg", "math"};
    if (drawings.contains(element)) return false;
    return element == "script" || Begins(behind, with_attribute);
  }

  // An element without attributes, which people write about as well.
  bool IsMeant(std::size_t open, const std::string& element) const {
    static const std::regex word("[a-z0-9_]");
    static const Words named = {"math", "portal", "xml", "style"};
    static const std::regex content("[ /]*(>?)([^<]*)");
    static const std::regex code("[^]*[({=;`@\\\\][^]*");
    const std::string before = open == 0 ? std::string() : text_.substr(open - 1, 1);
    const std::string behind = text_.substr(at_);
    std::smatch found;
    Begins(behind, content, found);
    const std::string inside = found[2];
    if (Is(before, word) && element != "script" && element != "iframe")
      return element == "style" && Is(inside, code);
    if (Is(inside, code)) return true;
    if (inside.empty()) return before != " " && !(named.contains(element) && found[1].length() > 0);
    return inside[0] != ' ' && !Is(before, word);
  }

  // At the cursor is what stands behind its name.
  bool Attribute(const std::string& name) const {
    static const std::regex given("[ /]*= *");
    static const std::regex handler("on[a-z]{3,}");
    static const std::regex code("[ \"'`]*[^(`\\[=\\\\ &\"'][^(`\\[=\\\\ &]*[(`\\[=\\\\]");
    const std::string behind = text_.substr(at_);
    std::smatch found;
    if (!Begins(behind, given, found)) return false;
    const std::string value = found.suffix();
    if (Is(name, handler))
      return !IsHandedOver(value) && (place_ == 'g' || Begins(value.substr(0, 128), code));
    if (place_ == 't') return false;
    if (name == "srcdoc" || name == "formaction" || name == "xlink:href") return true;
    if ((name == "style" && IsRunningStyle(value)) || IsAddress(value)) return true;
    if (name == "charset" && Holds(value.substr(0, 8), "utf-7")) return true;
    if (place_ != 'g' || value.empty() || !IsLoading(element_, name)) return false;
    static const Words pages = {"href", "action"};
    return !pages.contains(name) || !IsOfThisSite(value);
  }

  std::string text_;
  std::size_t at_ = 0;
  char place_ = 't';     // 'g': in a tag, 'q': behind a quotation mark
  std::string element_;  // whose tag it is
  std::string opened_;   // the last one of raw text
};

bool Plain(const std::string& text) {
  if (text.find_first_of(errwatch::kMarkupMarks) == std::string::npos) return false;
  return IsAddress(text) || HasRunningStyle(text) || Browser(text).Runs();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::vector<std::string_view> fragments = {"<",
                                                          "</",
                                                          ">",
                                                          "/",
                                                          "\"",
                                                          "'",
                                                          "`",
                                                          " ",
                                                          "=",
                                                          "script",
                                                          "svg",
                                                          "s cript",
                                                          "style",
                                                          "title",
                                                          "img",
                                                          "b",
                                                          "x:math",
                                                          "onload",
                                                          "onx",
                                                          "src",
                                                          "href",
                                                          "srcdoc",
                                                          "data",
                                                          "style=",
                                                          "charset",
                                                          "utf-7",
                                                          "expression(",
                                                          "url(",
                                                          "javascript:",
                                                          "f(1)",
                                                          "alert",
                                                          "\\x3c",
                                                          "\\u003c",
                                                          "\\74",
                                                          "+adw-",
                                                          "%3c",
                                                          "adw-",
                                                          "a",
                                                          ";",
                                                          "{",
                                                          "&",
                                                          "\\",
                                                          "!",
                                                          "link",
                                                          "iframe",
                                                          "-moz-binding:",
                                                          "behavior:",
                                                          "@import",
                                                          "formaction",
                                                          "[",
                                                          "data:text/html",
                                                          ":",
                                                          "-",
                                                          "_",
                                                          "1",
                                                          "\t",
                                                          "\xc3\xa9",
                                                          "\"><x",
                                                          "object",
                                                          "poster"};
  const std::string sent = Woven(data, size, fragments);
  std::string text(sent.size(), '\0');
  text.resize(errwatch::Normalize(sent, errwatch::TextKind::kHeader, text).text.size());
  const errwatch::MarkSet marks = errwatch::Marks(errwatch::kMarkupMarks);
  Agree(errwatch::AskTwice(errwatch::HasMarkup, marks, text, sent), Plain(text), text);
  std::string lower = Lower(sent);  // what decoding would undo
  std::erase(lower, '\0');
  Agree(errwatch::AskTwice(errwatch::HasMarkup, marks, lower, sent), Plain(lower), lower);

  // What stands in front or behind hides no attack.
  const std::string handler = text + "<svg onload=f(1)>";
  const std::string element = text + "<script>f(1)</script>";
  Require(errwatch::HasMarkup({handler, handler}) && errwatch::HasMarkup({element, element}));
  const std::string first = "\"><script>f(1)</script>" + text;
  Require(errwatch::HasMarkup({first, first}));
  return 0;
}
