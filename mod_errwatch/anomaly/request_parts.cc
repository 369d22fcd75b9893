#include "anomaly/request_parts.h"

#include <algorithm>
#include <bit>
#include <cstddef>

#include "anomaly/code_words.h"
#include "anomaly/decoded_value.h"
#include "anomaly/file_name.h"
#include "anomaly/odd_value.h"
#include "anomaly/part_print.h"
#include "anomaly/value_shape.h"
#include "base/ascii.h"
#include "model/path_shape.h"

namespace errwatch {
namespace {

constexpr std::size_t kMostParameters = 24;   // looked at
constexpr std::size_t kUsualParameters = 40;  // that a form may have
constexpr std::size_t kUsualNameBytes = 40;
constexpr std::size_t kUsualValueBytes = 300;
constexpr std::size_t kMostValueBytes = 2048;  // looked at, of one value as sent

float MethodBits(std::string_view method) {
  if (method == "GET") return 0;
  if (method == "POST") return 0.3F;
  if (method == "HEAD") return 0.5F;
  if (method == "OPTIONS") return 1;
  if (method == "PUT" || method == "DELETE" || method == "PATCH") return 4;
  if (method == "PROPFIND" || method == "REPORT" || method == "MKCOL" || method == "MOVE") return 5;
  return 11;
}

bool IsMethod(std::string_view method) {
  return method.size() <= 32 &&
         std::ranges::all_of(method, [](char c) { return IsUpper(c) || c == '-' || c == '_'; });
}

// One bare sign says as much as a hundred: that no browser made it.
float EncodingBits(const DecodedValue& decoded) {
  return decoded.odd_bits() + (decoded.bare() == 0 ? 0.0F : 4.0F);
}

// What only encoding brings into a path is odder there than elsewhere.
float PathSignBits(std::string_view sent, std::string_view text) {
  float bits = OddSignsOf(text).bits;
  // A slash by itself is what paths are made of.
  bits = std::max(0.0F, bits - 0.7F * static_cast<float>(std::ranges::count(text, '/')));
  bits += 1.5F * static_cast<float>(std::min(std::ranges::count(text, ' '), std::ptrdiff_t{3}));
  if (text.find('?') != std::string_view::npos) bits += 4;
  if (text.find("://") != std::string_view::npos) bits += 4;
  if (std::ranges::count(text, '/') > std::ranges::count(sent, '/')) bits += 2;
  if (ValueShapeOf(text) == ValueShape::kSystemPath) bits += 5;
  // No client sends it: what stands behind it is for the page alone.
  if (sent.find('#') != std::string_view::npos) bits += 30;
  if (bits > 0.01F) bits += CodeWordBits(text);
  // Asked of a proxy.
  if (!sent.starts_with('/') && sent != "*") bits += 12;
  return bits;
}

// Names that are known with small oddness are not thereby known with great.
uint64_t Magnitude(float bits) { return std::bit_width(static_cast<uint32_t>(std::max(bits, 0.0F))); }

class Taker {
 public:
  Taker(const Entry& entry, uint64_t site, RequestParts& parts) : entry_(entry), site_(site), parts_(parts) {}

  void Line();
  void Path();
  void Query();

 private:
  PartPrint Print(PartKind kind) const { return PartPrint(site_).Add(static_cast<uint64_t>(kind) + 1); }
  void Answer(uint64_t path);
  void Parameter(std::string_view sent);
  void Value(std::string_view name, std::string_view sent);

  const Entry& entry_;
  const uint64_t site_;
  RequestParts& parts_;
};

void Taker::Line() {
  if (!IsMethod(entry_.method)) {
    parts_.Add({PartKind::kRequestLine, MostBits(PartKind::kRequestLine), 0, false, entry_.method});
    return;
  }
  parts_.Add({PartKind::kMethod, MethodBits(entry_.method) + (entry_.method.size() > 16 ? 6.0F : 0.0F),
              Print(PartKind::kMethod).Add(entry_.method).value(), false, entry_.method});
}

// A page that is not there is odder where nobody asks for it, and one that is, less.
void Taker::Answer(uint64_t path) {
  const int status = entry_.status;
  if (status == 0) return;
  float bits = -2;
  if (status >= 400) bits = status == 401 || status == 403 || status == 404 ? 3.5F : 1;
  if (status == 400 || status == 405 || status == 501) bits = 4;
  const uint64_t print = Print(PartKind::kAnswer).Add(path).Add(static_cast<uint64_t>(status)).value();
  parts_.Add({PartKind::kAnswer, bits, print, false, {}});
}

void Taker::Path() {
  const std::string_view path = entry_.uri;
  const PathShape shape(path);
  const uint64_t print = Print(PartKind::kPath).Add(shape.view()).value();
  parts_.Add({PartKind::kPath, 0.5F, print, true, path});
  const std::string_view folder = shape.view().substr(0, shape.view().rfind('/') + 1);
  parts_.Add({PartKind::kFolder, 0, Print(PartKind::kFolder).Add(folder).value(), true, path});
  Answer(print);
  const DecodedValue decoded(path.substr(0, kMostValueBytes), false);
  const std::string_view text = decoded.view();
  const float signs = PathSignBits(path, text);
  if (signs > 0.01F)
    parts_.Add({PartKind::kPathSigns, signs, Print(PartKind::kPathSigns).Add(print).value(), false, path});
  if (const float encoding = EncodingBits(decoded); encoding > 0)
    parts_.Add({PartKind::kEncoding, encoding, Print(PartKind::kEncoding).Add(print).value(), false, path});
  const std::string_view file = text.substr(text.rfind('/') + 1);
  const float name = FileNameBits(file) + (HasHiddenName(text) ? 6.0F : 0.0F);
  if (name > 0)
    parts_.Add({PartKind::kFileName, name, Print(PartKind::kFileName).Add(print).value(), false, path});
}

void Taker::Value(std::string_view name, std::string_view sent) {
  const DecodedValue decoded(sent.substr(0, kMostValueBytes), true);
  const std::string_view text = decoded.view();
  const ValueShape shape = ValueShapeOf(text);
  float bits = ValueShapeBits(shape);
  if (shape == ValueShape::kDotted && IsCodeName(text)) bits += 4;
  if (shape == ValueShape::kDotted || shape == ValueShape::kPath)
    bits += 0.7F * FileNameBits(text.substr(text.rfind('/') + 1));
  if (shape == ValueShape::kAddress || shape == ValueShape::kScheme) bits += OddAddressBits(text);
  if ((shape == ValueShape::kProse || shape == ValueShape::kMixed) && HasOddCase(text)) bits += 3;
  parts_.Add({PartKind::kValueShape, bits,
              Print(PartKind::kValueShape).Add(name).Add(static_cast<uint64_t>(shape)).value(), false, sent});
  if (const OddSigns odd = OddValueOf(text); odd.bits > 0)
    parts_.Add({PartKind::kValueSigns, odd.bits,
                Print(PartKind::kValueSigns).Add(name).Add(odd.signs).Add(Magnitude(odd.bits)).value(), false,
                sent});
  if (const float encoding = EncodingBits(decoded); encoding > 0)
    parts_.Add({PartKind::kEncoding, encoding, Print(PartKind::kEncoding).Add(name).value(), false, sent});
  if (sent.size() > kUsualValueBytes)
    parts_.Add({PartKind::kValueLength, sent.size() > kMostValueBytes ? 5.0F : 2.0F,
                Print(PartKind::kValueLength).Add(name).value(), false, sent});
}

void Taker::Parameter(std::string_view sent) {
  const std::size_t equals = sent.find('=');
  const std::string_view name = sent.substr(0, std::min(equals, sent.size()));
  const DecodedValue decoded(name.substr(0, kMostValueBytes), true);
  parts_.Add({PartKind::kParameter, 0.3F, Print(PartKind::kParameter).Add(name).value(), true, name});
  OddSigns odd = OddValueOf(decoded.view());
  // "filter[name]", "ids[]" and a blank name that is a number are everyday.
  odd.bits -= 2.0F * static_cast<float>(std::ranges::count(decoded.view(), '[') +
                                        std::ranges::count(decoded.view(), ']'));
  if (decoded.view().size() > kUsualNameBytes)
    odd.bits = std::max(odd.bits, 0.0F) + (decoded.view().size() > 2 * kUsualNameBytes ? 12.0F : 5.0F);
  odd.bits = 1.5F * odd.bits + decoded.odd_bits();
  // "__proto__", "user__name__startswith": names within programs.
  if (decoded.view().find("__") != std::string_view::npos) odd.bits += 3;
  if (odd.bits > 0.01F)
    parts_.Add({PartKind::kParameterSigns, odd.bits, Print(PartKind::kParameterSigns).Add(name).value(),
                false, name});
  if (equals != std::string_view::npos) Value(name, sent.substr(equals + 1));
}

void Taker::Query() {
  std::string_view rest = entry_.args;
  std::size_t count = 0;
  for (; !rest.empty(); ++count) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    if (end != 0 && count < kMostParameters) Parameter(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (count > kUsualParameters)
    parts_.Add({PartKind::kParameterCount, count > 2 * kUsualParameters ? 20.0F : 7.0F,
                Print(PartKind::kParameterCount).Add(entry_.uri).value(), false, entry_.args});
}

}  // namespace

void TakeParts(const Entry& entry, uint64_t site, RequestParts& parts) noexcept {
  if (entry.method.empty() && entry.uri.empty()) return;  // a connection without a request
  Taker taker(entry, site, parts);
  taker.Line();
  taker.Path();
  taker.Query();
  TakeHeaderParts(entry, site, parts);
}

}  // namespace errwatch
