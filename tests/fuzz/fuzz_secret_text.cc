// What is shown of a text: one byte says its form, one which field, one where it goes, four how its name is
// encoded, two how much room there is; the rest is any text around it. Its value is in no piece that is
// shown, of the whole, of a part or of what was shortened; all else is shown as it stands there.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/both_ends.h"
#include "model/secret_text.h"

namespace {

using namespace errwatch;  // NOLINT: a program of its own

constexpr std::string_view kSecret = "Op3nSesame";
constexpr std::size_t kPart = 4;  // so much of it in a row is too much

void Require(bool condition) {
  if (!condition) std::abort();
}

struct Around {
  TextForm form;
  std::string_view before, after;
};
constexpr std::array<Around, 7> kAround = {{{TextForm::kQuery, "&", "&"},
                                            {TextForm::kQuery, "?", ""},
                                            {TextForm::kPath, ";", "/"},
                                            {TextForm::kPath, "/", ";"},
                                            {TextForm::kCookie, "; ", ";"},
                                            {TextForm::kMessage, " ", " "},
                                            {TextForm::kMessage, "&", "\""}}};
constexpr std::array<std::string_view, 8> kNames = {
    "password", "txtPwd", "user[password]", "newPassword2", "access_token", "PHPSESSID", "pin", "api_key"};

std::string Encode(std::string_view text, uint32_t encoded) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((encoded >> i & 1) == 0) {
      out += text[i];
    } else {
      out += (encoded >> (16 + i) & 1) == 0 ? "%" : "%25";
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
  return out;
}

bool ShowsSecret(std::string_view text) {
  for (std::size_t i = 0; i + kPart <= kSecret.size(); ++i)
    if (text.find(kSecret.substr(i, kPart)) != std::string_view::npos) return true;
  return false;
}

// Pieces in the text's order, and what is between them.
void CheckPieces(const std::string& text, TextForm form) {
  std::string all;
  const char* at = text.data();
  bool masked = false;
  ForEachShown(text, form, 0, text.size(), [&](std::string_view piece) {
    all += piece;
    if (piece.data() == kMasked.data()) {
      Require(piece == kMasked);
      masked = true;
      return;
    }
    Require(piece.data() >= at && piece.data() + piece.size() <= text.data() + text.size());
    Require(masked || piece.data() == at);  // nothing is left out but for a mask
    masked = false;
    at = piece.data() + piece.size();
  });
  Require(masked || at == text.data() + text.size());
  Require(all == Shown(text, form));
}

void CheckShortened(const std::string& text, TextForm form, std::size_t room) {
  const std::string shown = Shown(text, form);
  std::string copy(room, 'x');
  const std::size_t size = CopyShown(text, form, copy.data(), room);
  Require(size <= room);
  copy.resize(size);
  Require(!ShowsSecret(copy));
  if (shown.size() <= room) Require(copy == shown);
  const KeptBytes kept = KeptOf(shown.size(), room);
  const std::string_view first = std::string_view(shown).substr(0, kept.first);
  std::size_t same = 0;
  while (same < first.size() && same < copy.size() && copy[same] == first[same]) ++same;
  Require(same + 3 >= first.size());  // less at most three bytes of a character that was cut
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr std::size_t kHead = 9;
  if (size < kHead) return 0;
  const Around& kind = kAround[data[0] % kAround.size()];
  const std::string_view rest(reinterpret_cast<const char*>(data) + kHead, size - kHead);
  if (ShowsSecret(rest)) return 0;
  const uint32_t encoded =
      data[3] | uint32_t{data[4]} << 8 | uint32_t{data[5]} << 16 | uint32_t{data[6]} << 24;
  const std::size_t at = rest.size() * data[2] / 256;
  const std::string field = std::string(kind.before) + Encode(kNames[data[1] % kNames.size()], encoded) +
                            "=" + std::string(kSecret) + std::string(kind.after);
  const std::string text = std::string(rest.substr(0, at)) + field + std::string(rest.substr(at));
  Require(!ShowsSecret(Shown(text, kind.form)));
  CheckPieces(text, kind.form);
  const std::size_t from = text.size() * data[7] / 256, to = from + (text.size() - from) * data[8] / 256;
  std::string part;
  ForEachShown(text, kind.form, from, to, [&](std::string_view piece) { part += piece; });
  Require(!ShowsSecret(part));
  CheckShortened(text, kind.form, data[7] | std::size_t{data[8]} << 5);
  for (const TextForm form : {TextForm::kQuery, TextForm::kPath, TextForm::kCookie, TextForm::kMessage})
    CheckPieces(text, form);
  return 0;
}
