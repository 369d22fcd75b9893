// Holds the detector of XPath expressions against its definition, written down as a regular expression.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "plain_text.h"
#include "structure/xpath.h"

namespace {

using namespace errwatch::plain;  // NOLINT(google-build-using-namespace)

constexpr std::size_t kMaxText = 256;

bool GoesOn(const std::string& rest, bool is_number) {
  static const std::string path = "//?[a-zA-Z*@.]";
  // A path that selects.
  static const std::string selects = "(?=" + path + ")[a-zA-Z0-9_./-]+ *(?:::|[*@\\[(=<>!])";
  static const std::string name = "[a-zA-Z0-9_.-]+";
  static const std::string function =
      "(?:boolean|comment|contains|doc|doc-available|document|ends-with|last|local-name|name|namespace-uri|"
      "node|"
      "normalize-space|position|processing-instruction|starts-with|string-length|substring-after|"
      "substring-before|system-property|text|unparsed-text)";
  static const std::string constant = "(?:current|false|true)";
  const auto primary = [](const std::string& begin) {
    return " *(?:(?:not ?)?\\( *)*(?:" + begin + "|" + name + "::|" + function + " *\\(|" + constant +
           " *\\( *\\)|(?!" + constant + " *\\()" + name + " *\\( *(?:" + path + "|@|\\.\\.?/|\\.[,)]|" +
           function + "\\())";
  };
  static const std::string joins = "(?:or|and)(?![a-zA-Z0-9_.-])(?:(?!/)|(?=" + selects + "))";
  static const std::string node = " *(?:\\. *!?=|\\* +(?:or|and)(?![a-zA-Z0-9_.-]))";
  static const Expression behind_text("^ *(?:(?:[)\\]] *)+" + path + "|(?:[)\\]] *)*(?:\\|(?!\\|)" +
                                      primary(path) + "|" + joins + "(?:" + primary(path) + "|" + node +
                                      ")))");
  static const Expression behind_number("^ *(?:\\|(?!\\|)|" + joins + ")" + primary(selects));
  if (!is_number) return Holds(rest, behind_text);
  const std::size_t first = rest.find_first_not_of(' ');
  const bool closes = first != std::string::npos && (rest[first] == ')' || rest[first] == ']');
  return Holds(rest, closes ? behind_text : behind_number);
}

// The value begins with what joins it to the page's own condition.
bool ComparesCall(const std::string& text) {
  static const Expression call(
      "^(?:or|and)(?![a-zA-Z0-9_.-]) *(?:boolean|comment|contains|doc|doc-available|document|ends-with|last|"
      "local-name|name|namespace-uri|node|normalize-space|position|processing-instruction|starts-with|"
      "string-length|substring-after|substring-before|system-property|text|unparsed-text)\\(\\) *[=<>!]");
  return Holds(text, call);
}

bool Plain(const std::string& text) {
  for (const char quote : {'\'', '"'}) {
    std::size_t at = text.find(quote);
    if (at == std::string::npos) continue;
    while (at < text.size() && text[at] == quote) ++at;
    if (GoesOn(text.substr(at), false)) return true;
  }
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  return digits > 0 ? GoesOn(text.substr(digits), true) : ComparesCall(text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), std::min(size, kMaxText));
  const bool found = errwatch::HasXpath({text, text});
  Agree(errwatch::Structure::kXpath, found, Plain(text), text);
  if (found && (errwatch::MarksIn(text) & errwatch::kXpathMarks) == 0) std::abort();
  return 0;
}
