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
  static const std::regex reference("&#(x?)([0-9a-f]+);");
  std::smatch found;
  if (!std::regex_match(value, found, reference))
    return value == " " || (!value.empty() && value.size() <= 4 &&
                            std::ranges::all_of(value, [](char c) { return (c & 0x80) != 0; }));
  unsigned code = 0;
  for (const char digit : found.str(2)) {
    if (code >= 0x10000) return false;
    const auto units = static_cast<unsigned>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
    code = code * (found.length(1) == 0 ? 10 : 16) + units;
  }
  return code >= 0x80;
}

// `rest` begins with the declaration of a sign's name, `entity nbsp "&#160;">`; `behind` is what follows.
bool IsNamedSign(const std::string& rest, std::string* behind) {
  static const std::regex named("entity +[a-z0-9_-]* *([\"'`])([^\"'`]{0,11})\\1 *>");
  std::smatch found;
  if (!Begins(rest, named, found) || !IsSign(found.str(2))) return false;
  *behind = found.suffix();
  return true;
}

// `rest` is what stands behind the '[' of a document type: names of signs, and nothing else.
bool NamesSigns(std::string rest) {
  static const std::regex open(" *<!");
  static const std::regex end(" *\\]");
  bool any = false;
  for (std::smatch found; Begins(rest, open, found); any = true)
    if (!IsNamedSign(std::string(found.suffix()), &rest)) return false;
  return any && Begins(rest, end);
}

// `rest` is what stands behind "<!doctype".
bool IsDoctype(const std::string& rest) {
  static const std::regex subset("[^><\\[]*\\[");
  static const std::regex system("[^\"'><]* system [^\"'><]*[\"']");
  static const std::regex head("[^\"'><]*(\"[^\"><]*\"|'[^'><]*')[^\"'><]*[\"']");
  static const std::regex first("[^\"'><]*[\"']");
  static const std::regex harmless("about:|https?://www\\.w3\\.org/");
  static const std::regex before_end("[^><]*");
  std::smatch found;
  if (Begins(rest, subset, found) && !NamesSigns(found.suffix())) return true;
  Begins(rest, before_end, found);
  const std::string declaration = found.str();
  const bool is_public = Holds(declaration, " public ");
  if (!is_public && !Holds(declaration, " system ")) return false;
  // A public one has a name in quotes in front of its address.
  return Begins(declaration, is_public ? head : first, found) && !Begins(found.suffix(), harmless);
}

bool IsDirective(const std::string& rest) {
  static const std::regex directive(
      "!-- *# *(?:(?:printenv|endif|else)(?![a-z])|[a-z]+(?![a-z]) *[a-z0-9_]+ *=)");
  static const std::regex entity("! *entity[^\"'<>]*[\"']");
  static const std::regex doctype("! *doctype");
  static const std::regex stylesheet("\\?xml-stylesheet[^<>]*href");
  static const std::regex element(
      "esi:[a-z0-9_-]|(?:xi:(?:include|fallback)|xinclude:include|"
      "xsl:(?:include|import|value-of|copy-of|stylesheet|variable|message|template)|"
      "xsd?:(?:include|import|redefine)|msxsl:script)(?![a-z0-9_-])[^=<>]*=");
  static const std::regex blanks("! *");
  std::smatch found;
  if (Begins(rest, doctype, found)) return IsDoctype(found.suffix());
  std::string behind;
  if (Begins(rest, blanks, found) && IsNamedSign(found.suffix(), &behind)) return false;
  return Begins(rest, directive) || Begins(rest, entity) || Begins(rest, stylesheet) || Begins(rest, element);
}

bool Plain(const std::string& text) {
  static const std::regex open("<|\\\\x3c|\\\\u003c");
  std::smatch found;
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
  Agree(errwatch::AskTwice(errwatch::HasServerInclude, marks, text, text), Plain(text), text);
  return 0;
}
