// A value: decoded into a string by hand, split into lines, of which the second begins with a header or not.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "structure/header_injection.h"

namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

bool HasAny(const std::string& text, std::string_view bytes) {
  return text.find_first_of(bytes) != std::string::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string sent(reinterpret_cast<const char*>(data), size);
  const errwatch::Value value{sent, sent};
  const bool found = errwatch::HasHeaderInjection(value);
  // Nothing is a line end, in a coding of more bytes either.
  const bool one_line = !HasAny(sent, "\r\n%\\\xc0\xe0\xe5\xf0");
  if (one_line) Require(!found);
  // One line, whatever it holds.
  if (one_line && !HasAny(sent, "+ ")) {
    for (const std::string_view end :
         {"%0d%0a", "\n", "%250a", "\\r\\n", "%25%30%61", "%u000a", "%e5%98%8a"}) {
      const std::string header = sent + std::string(end) + "Set-Cookie: a=b";
      Require(errwatch::HasHeaderInjection({header, header}));
      const std::string command = sent + std::string(end) + "RCPT TO:<a@b.example>" + std::string(end) + sent;
      Require(errwatch::HasHeaderInjection({command, command}));
    }
    const std::string letter = "I write to you, " + sent + "%0d%0aSet-Cookie: a=b";
    if (sent.find("http/1.") == std::string::npos && sent.find("HTTP/1.") == std::string::npos)
      Require(!errwatch::HasHeaderInjection({letter, letter}) ||
              sent.find_first_of("Hh") != std::string::npos);
  }
  return 0;
}
