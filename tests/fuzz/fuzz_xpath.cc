// Holds the detector of XPath expressions against its definition, written down as a regular expression.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <regex>
#include <string>

#include "structure/xpath.h"

namespace {

constexpr std::size_t kMaxText = 256;  // regular expressions of the library recurse

bool GoesOn(const std::string& rest) {
  static const std::string path = "//?[a-zA-Z*@.]";
  static const std::string name = "[a-zA-Z0-9_.-]+";
  static const std::string function =
      "(?:comment|contains|doc|document|last|local-name|name|namespace-uri|node|normalize-space|position|"
      "processing-instruction|starts-with|string-length|substring-after|substring-before|text|unparsed-text)";
  static const std::string primary = " *(?:(?:not ?)?\\( *)*(?:" + path + "|" + name + "::|" + function +
                                     " *\\(|" + name + " *\\( *(?:" + path + "|@|\\.\\.?/))";
  static const std::regex whole("^ *(?:(?:[)\\]] *)+" + path +
                                "|(?:[)\\]] *)*(?:\\|(?!\\|)|(?:or|and)(?![a-zA-Z0-9]))" + primary + ")");
  return std::regex_search(rest, whole);
}

bool Plain(const std::string& text) {
  for (const char quote : {'\'', '"'}) {
    std::size_t at = text.find(quote);
    if (at == std::string::npos) continue;
    while (at < text.size() && text[at] == quote) ++at;
    if (GoesOn(text.substr(at))) return true;
  }
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  return digits > 0 && GoesOn(text.substr(digits));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), std::min(size, kMaxText));
  const bool found = errwatch::HasXpath({text, text});
  if (found != Plain(text)) std::abort();
  if (found && (errwatch::MarksIn(text) & errwatch::kXpathMarks) == 0) std::abort();
  return 0;
}
