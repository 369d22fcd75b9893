// A value. What stands in front or behind hides no attack, what has no mark is none, and every prefix is
// read.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "match/normalize.h"
#include "structure/markup.h"
#include "structure/script.h"
#include "structure/server_include.h"

namespace {

using errwatch::Value;

void Require(bool condition) {
  if (!condition) std::abort();
}

std::string Decoded(std::string_view sent) {
  std::string text(sent.size(), '\0');
  text.resize(errwatch::Normalize(sent, errwatch::TextKind::kHeader, text).text.size());
  return text;
}

// Plainly: which elements open, as a search for each '<' and one name would tell.
bool HasScriptElement(const std::string& text) {
  for (std::size_t at = text.find("<script"); at != std::string::npos; at = text.find("<script", at + 1)) {
    const std::string behind = text.substr(at + 7);
    if (behind.starts_with(" src=") || behind.starts_with(">alert(")) return true;
  }
  return false;
}

void CheckMarks(const std::string& text, bool (*has)(const Value&) noexcept, std::string_view marks) {
  if (text.find_first_of(marks) == std::string::npos) Require(!has({text, text}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text = Decoded({reinterpret_cast<const char*>(data), size});
  CheckMarks(text, errwatch::HasMarkup, errwatch::kMarkupMarks);
  CheckMarks(text, errwatch::HasScript, errwatch::kJavaScriptMarks);
  CheckMarks(text, errwatch::HasServerInclude, errwatch::kServerIncludeMarks);
  if (HasScriptElement(text)) Require(errwatch::HasMarkup({text, text}));

  const std::string handler = text + "<svg onload=f(1)>";
  const std::string element = text + "<script>f(1)</script>";
  const std::string call = text + "';alert(1)//";
  const std::string directive = text + "<!--#exec cmd=id-->";
  Require(errwatch::HasMarkup({handler, handler}) && errwatch::HasMarkup({element, element}));
  Require(errwatch::HasScript({call, call}));
  Require(errwatch::HasServerInclude({directive, directive}));
  const std::string first = "\"><script>f(1)</script>" + text;
  Require(errwatch::HasMarkup({first, first}));
  return 0;
}
