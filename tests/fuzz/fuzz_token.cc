// Holds what is said of tokens (JWT) against its definition (plain_token.h). First byte: 0: the others are the
// value; otherwise they are the first part, as they stand or, with bit 1, woven of fragments; bit 2 puts a word in
// front.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "built_value.h"
#include "plain_text.h"
#include "plain_token.h"
#include "structure/forged_token.h"

namespace {

using namespace errwatch::plain;  // NOLINT(google-build-using-namespace)

// Of the alphabet for addresses.
std::string ToBase64(const std::string& bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string digits;
  unsigned bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) digits += kDigits[bits >> (count - 6) & 63];
  }
  if (count > 0) digits += kDigits[bits << (6 - count) & 63];
  return digits;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::vector<std::string_view> fragments = {
      "{",  "}",       "\"",      ":",        ",",       " ",        "\\",         "\\u00",
      "2f", "\"kid\"", "\"alg\"", "\"jku\"",  "\"x5u\"", "kid",      "none",       "NONE",
      "a",  "/dev/",   "/etc/",   "../",      "..\\",    "'",        " union ",    "$(",
      "`",  "| ",      "; ",      "file:",    "ftp:",    "https://", "://",        "@",
      "/",  "?",       "#",       "169.254.", "/../",    "\n",       "\t",         "[",
      "]",  "1",       "\\\"",    "\\/",      "\\n",     "u",        "\"kid\":\"", "\xc3\xa9"};
  if (size == 0) return 0;
  std::string sent(reinterpret_cast<const char*>(data) + 1, size - 1);
  sent = sent.substr(0, 4 * kMostText);
  if (data[0] != 0) {
    const std::string woven = '\x01' + sent;
    const bool weave = (data[0] & 1) != 0;
    sent =
        ToBase64("{" + (weave ? Woven(reinterpret_cast<const uint8_t*>(woven.data()), woven.size(), fragments)
                              : sent)) +
        ".e30.";
    if ((data[0] & 2) != 0) sent = "Bearer " + sent;
  }
  const std::string text = Lower(sent);
  const errwatch::MarkSet marks = errwatch::Marks(errwatch::kTokenMarks);
  Agree(errwatch::Structure::kForgedToken, errwatch::AskTwice(errwatch::HasForgedToken, marks, text, sent),
        IsTokenForged(sent), "forged: " + sent);
  Agree(errwatch::Structure::kUnsignedToken,
        errwatch::AskTwice(errwatch::HasUnsignedToken, marks, text, sent), IsTokenUnsigned(sent),
        "unsigned: " + sent);
  return 0;
}
