// A check of what the renderers write: not all of HTML's grammar, but all that they may use of it.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace errwatch {

// Empty when the text is well formed: tags balance (a <th> ends where the next one or its row does),
// attribute values are in double quotes, references are known, and no control character but the line feed is
// in it. Else what is wrong.
class HtmlChecker {
 public:
  static std::string Check(std::string_view text) {
    HtmlChecker checker(text);
    checker.Run();
    if (checker.wrong_.empty() && !checker.open_.empty())
      checker.wrong_ = "never closed: " + checker.open_.back();
    return checker.wrong_;
  }

 private:
  explicit HtmlChecker(std::string_view text) : rest_(text) {}

  void Run() {
    while (!rest_.empty() && wrong_.empty()) {
      const char c = rest_.front();
      if (static_cast<unsigned char>(c) < 0x20 && c != '\n') return Fail("control character");
      if (c == '<') {
        Tag();
      } else if (c == '&') {
        Reference();
      } else if (c == '>') {
        return Fail("stray >");
      } else {
        rest_.remove_prefix(1);
      }
    }
  }

  void Tag() {
    const std::size_t end = rest_.find('>');
    if (end == std::string_view::npos) return Fail("tag without end");
    std::string_view tag = rest_.substr(1, end - 1);
    if (tag.starts_with("!DOCTYPE")) return Skip(end + 1);
    const bool closing = tag.starts_with("/");
    const bool both = tag.ends_with("/");  // as shapes of a picture
    if (both) tag.remove_suffix(1);
    const std::string name(tag.substr(closing, tag.find_first_of(" />", 1) - closing));
    static const std::set<std::string> known = {
        "a",      "b",     "body",       "button",  "caption", "code",  "desc",   "details", "div",
        "dl",     "dt",    "figcaption", "figure",  "footer",  "h1",    "h2",     "h3",      "head",
        "header", "hr",    "html",       "input",   "label",   "li",    "link",   "main",    "meta",
        "meter",  "nav",   "option",     "p",       "path",    "rect",  "script", "section", "select",
        "small",  "span",  "style",      "summary", "svg",     "table", "tbody",  "td",      "text",
        "th",     "thead", "time",       "title",   "tr",      "ul"};
    static const std::set<std::string> empty = {"meta", "link", "hr", "th", "input"};
    if (!known.contains(name)) return Fail("unknown tag " + name);
    if (!Attributes(tag.substr(std::min(tag.size(), name.size() + closing)))) return Fail("attributes");
    if (closing && name != "th") {
      if (open_.empty() || open_.back() != name) return Fail("closes " + name);
      open_.pop_back();
    } else if (!closing && !both && !empty.contains(name)) {
      open_.push_back(name);
    }
    Skip(end + 1);
    // Neither text nor markup.
    if (!closing && (name == "style" || name == "script"))
      Skip(std::min(rest_.find("</" + name), rest_.size()));
  }

  // name="value", where the value holds no quote, no < and no >.
  static bool Attributes(std::string_view text) {
    while (!text.empty() && text != " ") {
      if (text.front() != ' ') return false;
      const std::size_t equals = text.find("=\"");
      if (equals == std::string_view::npos) return false;
      const std::string_view name = text.substr(1, equals - 1);
      if (name != "viewBox" && name != "preserveAspectRatio") {
        for (const char c : name)
          if (c != '-' && (c < 'a' || c > 'z')) return false;
      }
      const std::size_t quote = text.find('"', equals + 2);
      if (quote == std::string_view::npos || text.substr(0, quote).find('<') != std::string_view::npos)
        return false;
      text.remove_prefix(quote + 1);
    }
    return true;
  }

  void Reference() {
    for (const std::string_view known :
         {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&middot;", "&rarr;", "&hellip;"}) {
      if (rest_.starts_with(known)) return Skip(known.size());
    }
    Fail("reference");
  }

  void Skip(std::size_t bytes) { rest_.remove_prefix(bytes); }
  void Fail(const std::string& what) { wrong_ = what + " at: " + std::string(rest_.substr(0, 60)); }

  std::string_view rest_;
  std::vector<std::string> open_;
  std::string wrong_;
};

}  // namespace errwatch
