#include "structure/program_serialized.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "structure/cursor.h"

namespace errwatch {
namespace {

constexpr std::string_view kObjectMarkCharacters = ":!$";
constexpr ByteTable kObjectMarks(kObjectMarkCharacters);

// o:8:"stdclass":0:{ also o:+8:. `at` is that of the letter.
bool IsPhpObject(std::string_view text, std::size_t at) {
  if (At(text, at + 1) != ':' || IsIdentifierByte(Before(text, at))) return false;
  const std::size_t length = At(text, at + 2) == '+' ? at + 3 : at + 2;
  const std::size_t colon = PastDigits(text, length);
  if (colon == length || colon > length + 6 || !StandsAt(text, colon, ":\"")) return false;
  std::size_t quote = colon + 2;
  while (IsIdentifierByte(At(text, quote)) || IsAnyOf(At(text, quote), "\\.")) {
    if (++quote > colon + 128) return false;
  }
  if (!StandsAt(text, quote, "\":")) return false;
  const std::size_t count = quote + 2;
  const std::size_t end = PastDigits(text, count);
  return end > count && At(text, end) == ':' && At(text, end + 1) == '{';
}

// !!javax.script.x [, !!python/object/apply:, !ruby/object:. `at` is that of the first sign.
bool IsYamlTag(std::string_view text, std::size_t at) {
  if (IsAlnum(Before(text, at))) return false;
  std::size_t begin = at + 1;
  if (At(text, begin) == '!') ++begin;
  if (StandsAt(text, begin, "python/") || StandsAt(text, begin, "ruby/") ||
      StandsAt(text, begin, "php/object"))
    return true;
  std::size_t end = begin;
  while (IsIdentifierByte(At(text, end)) || IsAnyOf(At(text, end), ".$")) {
    if (++end > begin + 128) return false;
  }
  const std::string_view name = From(text, begin).substr(0, end - begin);
  return begin == at + 2 && std::ranges::count(name, '.') >= 2 &&
         IsAnyOf(At(text, PastBlanks(text, end)), "[{");
}

// cos system (s'id' tr. of a pickle in text; line ends have become blanks.
bool IsTextPickle(std::string_view text) {
  if (At(text, 0) != 'c') return false;
  const std::string_view module = NameAt(text, 1);
  if (!IsOneOf<6>(module, {"os", "posix", "nt", "subprocess", "builtins", "__builtin__"})) return false;
  const std::size_t name_at = PastBlanks(text, 1 + module.size());
  const std::string_view name = NameAt(text, name_at);
  return !name.empty() && name_at > 1 + module.size() && text.find('(', name_at) != std::string_view::npos &&
         text.ends_with('.');
}

struct BinaryObject {
  std::string_view letters;
  std::size_t fewest_bytes;
};

// The first bytes of the formats that are no text, in base64. Objects of PHP in base64 are text, which the
// pipeline decodes (match/base64.h).
constexpr std::array<BinaryObject, 8> kBinaryObjects = {{
    {"rO0AB", 8},          // Java
    {"AAEAAAD/////", 12},  // .NET
    {"gASV", 12},          // Python
    {"gAWV", 12},
    {"gANj", 16},  // of older protocols: a global name
    {"gAJj", 16},
    {"BAhv", 8},  // Ruby: an object
    {"BAhV", 8},  // ... that reads itself
}};

bool IsBase64(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return IsAlnum(c) || IsAnyOf(c, "+/=_-%"); });
}

bool IsObjectInBase64(std::string_view sent) {
  return std::ranges::any_of(kBinaryObjects, [sent](const BinaryObject& object) {
    return sent.starts_with(object.letters) && sent.size() >= object.fewest_bytes &&
           IsBase64(sent.substr(0, 64));
  });
}

bool IsHexOfObject(std::string_view text) {
  return text.starts_with("aced0005") && text.size() >= 12 &&
         std::ranges::all_of(text.substr(0, 16), [](char c) { return HexValue(c) >= 0; });
}

// The first letters of all that is told by its beginning.
constexpr ByteTable kFirstBytes(
    "\xac"
    "acrAgB");
constexpr bool HasAllFirstBytes() {
  return std::ranges::all_of(kBinaryObjects,
                             [](const BinaryObject& object) { return kFirstBytes.Has(object.letters[0]); });
}
static_assert(HasAllFirstBytes());

bool BeginsWithObject(const Value& value) {
  if (!kFirstBytes.Has(At(value.sent, 0)) && !kFirstBytes.Has(At(value.text, 0))) return false;
  return IsObjectInBase64(value.sent) || IsHexOfObject(value.text) || IsTextPickle(value.text) ||
         value.text.starts_with("\xac\xed");
}

}  // namespace

bool HasSerialized(const Value& value) noexcept {
  const std::string_view text = value.text;
  if (BeginsWithObject(value)) return true;
  if ((value.marks & Marks(kObjectMarkCharacters)) == 0) return false;
  for (std::size_t at = kObjectMarks.Find(text); at != std::string_view::npos;
       at = kObjectMarks.Find(text, at + 1)) {
    switch (text[at]) {
      case ':':
        if (at > 0 && IsAnyOf(text[at - 1], "oc") && IsPhpObject(text, at - 1)) return true;
        break;
      case '!':
        if (IsYamlTag(text, at)) return true;
        break;
      case '$':
        if (StandsAt(text, at, "$$nd_func$$_")) return true;
        break;
      default:
        break;
    }
  }
  return false;
}

}  // namespace errwatch
