// Holds the detector of what servers include against its definition, written down as regular expressions, on
// any value.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "built_value.h"
#include "plain_text.h"
#include "structure/server_include.h"

namespace {

using namespace errwatch::plain;  // NOLINT(google-build-using-namespace)

// `rest` is what stands behind "<!doctype".
bool IsDoctype(const std::string& rest) {
  static const Expression subset("[^><\\[]*\\[");
  static const Expression system("[^\"'><]* system [^\"'><]*[\"']");
  static const Expression head("[^\"'><]*(\"[^\"><]*\"|'[^'><]*')[^\"'><]*[\"']");
  static const Expression first("[^\"'><]*[\"']");
  static const Expression harmless("about:|https?://www\\.w3\\.org/");
  static const Expression before_end("[^><]*");
  if (Begins(rest, subset)) return true;
  Found found;
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
  Found found;
  if (Begins(rest, doctype, found)) return IsDoctype(found.suffix());
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
      "<",         "<!--",      "#",           "<!--#",    "exec",     "cmd",
      "=",         " ",         "\"",          "'",        ">",        "[",
      "<!doctype", "<!entity",  " system ",    " public ", "html",     "-//w3c//",
      "about:",    "http://",   "www.w3.org/", "x",        "%",        "<?xml-stylesheet",
      " href",     "esi:",      "xi:",         "include",  "xsl:",     "value-of",
      "xs:",       "import",    "xmlns:xi=",   "xinclude", "printenv", "endif",
      "\\x3c",     "\\u003c",   "<!",          "a_1",      "-",        "msxsl:",
      "script",    "xinclude:", "/",           "fallback", "redefine", "template"};
  const std::string text = Lower(Woven(data, size, fragments));
  const errwatch::MarkSet marks = errwatch::Marks(errwatch::kServerIncludeMarks);
  Agree(errwatch::Structure::kServerInclude,
        errwatch::AskTwice(errwatch::HasServerInclude, marks, text, text), Plain(text), text);
  return 0;
}
