// Holds the detector of markup against its definition on any value (plain_markup.h).
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "built_value.h"
#include "match/normalize.h"
#include "plain_markup.h"
#include "plain_text.h"
#include "structure/markup.h"

namespace {

using errwatch::Require;
using namespace errwatch::plain;  // NOLINT(google-build-using-namespace)

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
                                                          "poster",
                                                          "\\u0061",
                                                          "&lt;",
                                                          "&gt;",
                                                          "https://a/",
                                                          " width=\"99",
                                                          " height='99'",
                                                          " src=",
                                                          "</blockquote>",
                                                          "return false",
                                                          "this.",
                                                          "http-equiv=",
                                                          "content-type",
                                                          "rel=stylesheet",
                                                          "xlink:href=#a",
                                                          "url(//",
                                                          "handler",
                                                          "embed",
                                                          "use",
                                                          "(",
                                                          ")",
                                                          "? ",
                                                          "use the"};
  const std::string sent = Woven(data, size, fragments);
  std::string text(sent.size(), '\0');
  text.resize(errwatch::Normalize(sent, errwatch::TextKind::kHeader, text).text.size());
  const errwatch::MarkSet marks = errwatch::Marks(errwatch::kMarkupMarks);
  Agree(errwatch::Structure::kMarkup, errwatch::AskTwice(errwatch::HasMarkup, marks, text, sent),
        MarkupRuns(text, sent), text);
  std::string lower = Lower(sent);  // what decoding would undo
  std::erase(lower, '\0');
  Agree(errwatch::Structure::kMarkup, errwatch::AskTwice(errwatch::HasMarkup, marks, lower, sent),
        MarkupRuns(lower, sent), lower);

  // What stands in front or behind hides no attack.
  const std::string handler = text + "<svg onload=f(1)>";
  const std::string element = text + "<script>f(1)</script>";
  Require(errwatch::HasMarkup({handler, handler}) && errwatch::HasMarkup({element, element}));
  const std::string first = "\"><script>f(1)</script>" + text;
  Require(errwatch::HasMarkup({first, first}));
  return 0;
}
