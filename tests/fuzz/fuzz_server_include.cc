// Holds the detector of what servers include against its definition, written down as regular expressions, on
// any value.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "built_value.h"
#include "plain_text.h"
#include "structure/server_include.h"

namespace {

using namespace errwatch::plain;  // NOLINT(google-build-using-namespace)

// A sign beyond ASCII, as a reference or decoded; or the blank that stands for one without a break.
bool IsSign(const std::string& value) {
  static const Expression reference("&#(x?)([0-9a-f]+);");
  Found found;
  if (!Is(value, reference, found))
    return value == " " || (!value.empty() && value.size() <= 4 &&
                            std::ranges::all_of(value, [](char c) { return (c & 0x80) != 0; }));
  unsigned code = 0;
  for (const char digit : found[2]) {
    if (code >= 0x10000) return false;
    const auto units = static_cast<unsigned>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
    code = code * (found[1].empty() ? 10 : 16) + units;
  }
  return code >= 0x80;
}

// `rest` begins with the declaration of a sign's name, `entity nbsp "&#160;">`; `behind` is what follows.
bool IsNamedSign(const std::string& rest, std::string* behind) {
  static const Expression named("entity +[a-z0-9_-]* *([\"'`])([^\"'`]{0,11})\\1 *>");
  Found found;
  if (!Begins(rest, named, found) || !IsSign(found[2])) return false;
  *behind = found.suffix();
  return true;
}

// `rest` is what stands behind the '[' of a document type: names of signs, and nothing else.
bool NamesSigns(std::string rest) {
  static const Expression open(" *<!");
  static const Expression end(" *\\]");
  bool any = false;
  for (Found found; Begins(rest, open, found); any = true)
    if (!IsNamedSign(found.suffix(), &rest)) return false;
  return any && Begins(rest, end);
}

// `rest` is what stands behind "<!doctype".
bool IsDoctype(const std::string& rest) {
  static const Expression subset("[^><\\[]*\\[");
  static const Expression system("[^\"'><]* system [^\"'><]*[\"']");
  static const Expression head("[^\"'><]*(\"[^\"><]*\"|'[^'><]*')[^\"'><]*[\"']");
  static const Expression first("[^\"'><]*[\"']");
  static const Expression harmless("about:|https?://www\\.w3\\.org/");
  static const Expression before_end("[^><]*");
  Found found;
  if (Begins(rest, subset, found) && !NamesSigns(found.suffix())) return true;
  Begins(rest, before_end, found);
  const std::string declaration = found.str();
  const bool is_public = Holds(declaration, " public ");
  if (!is_public && !Holds(declaration, " system ")) return false;
  // A public one has a name in quotes in front of its address.
  return Begins(declaration, is_public ? head : first, found) && !Begins(found.suffix(), harmless);
}

bool IsDirective(const std::string& rest) {
  static const Expression directive(
      "!-- *# *(?:(?:printenv|endif|else)(?![a-z])|[a-z]+(?![a-z]) *[a-z0-9_]+ *=)");
  static const Expression entity("! *entity[^\"'<>]*[\"']");
  static const Expression doctype("! *doctype");
  static const Expression stylesheet("\\?xml-stylesheet[^<>]*href");
  static const Expression element(
      "esi:[a-z0-9_-]|(?:xi:(?:include|fallback)|xinclude:include|"
      "xsl:(?:include|import|value-of|copy-of|stylesheet|variable|message|template)|"
      "xsd?:(?:include|import|redefine)|msxsl:script)(?![a-z0-9_-])[^=<>]*=");
  static const Expression blanks("! *");
  Found found;
  if (Begins(rest, doctype, found)) return IsDoctype(found.suffix());
  std::string behind;
  if (Begins(rest, blanks, found) && IsNamedSign(found.suffix(), &behind)) return false;
  return Begins(rest, directive) || Begins(rest, entity) || Begins(rest, stylesheet) || Begins(rest, element);
}

bool Plain(const std::string& text) {
  static const Expression open("<|\\\\x3c|\\\\u003c");
  Found found;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (Begins(text.substr(at), open, found) && IsDirective(found.suffix())) return true;
  }
  return Holds(text, "<") && Holds(text, "xmlns:xi=") && Holds(text, "xinclude");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::vector<std::string_view> fragments = {
      "<",          "<!--",      "#",           "<!--#",    "exec",     "cmd",
      "=",          " ",         "\"",          "'",        ">",        "[",
      "<!doctype",  "<!entity",  " system ",    " public ", "html",     "-//w3c//",
      "about:",     "http://",   "www.w3.org/", "x",        "%",        "<?xml-stylesheet",
      " href",      "esi:",      "xi:",         "include",  "xsl:",     "value-of",
      "xs:",        "import",    "xmlns:xi=",   "xinclude", "printenv", "endif",
      "\\x3c",      "\\u003c",   "<!",          "a_1",      "-",        "msxsl:",
      "script",     "xinclude:", "/",           "fallback", "redefine", "template",
      "\"&#160;\"", "&#xe9;",    "<!entity a ", "]"};
  const std::string text = Lower(Woven(data, size, fragments));
  const errwatch::MarkSet marks = errwatch::Marks(errwatch::kServerIncludeMarks);
  Agree(errwatch::Structure::kServerInclude,
        errwatch::AskTwice(errwatch::HasServerInclude, marks, text, text), Plain(text), text);
  return 0;
}
