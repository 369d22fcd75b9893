#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "anomaly/decoded_value.h"
#include "anomaly/file_name.h"
#include "anomaly/odd_value.h"
#include "anomaly/part_print.h"
#include "anomaly/request_parts.h"
#include "anomaly/value_shape.h"
#include "anomaly/word_set.h"
#include "base/ascii.h"

namespace errwatch {
namespace {

constexpr std::size_t kMostHeaders = 24;       // looked at
constexpr std::size_t kMostCookies = 12;       // looked at
constexpr std::size_t kMostHeaderBytes = 512;  // looked at, of one value

// Headers whose values are lists of words with parameters: "gzip, br;q=0.8".
constexpr WordSet kListed(std::to_array<std::string_view>({"accept",
                                                           "accept-language",
                                                           "accept-encoding",
                                                           "accept-charset",
                                                           "cache-control",
                                                           "connection",
                                                           "keep-alive",
                                                           "pragma",
                                                           "te",
                                                           "proxy-connection",
                                                           "upgrade-insecure-requests",
                                                           "dnt",
                                                           "priority",
                                                           "sec-fetch-dest",
                                                           "sec-fetch-mode",
                                                           "sec-fetch-site",
                                                           "sec-fetch-user",
                                                           "x-requested-with",
                                                           "upgrade",
                                                           "range",
                                                           "if-range",
                                                           "expect"}));
// Headers that browsers, libraries and proxies send besides.
constexpr WordSet kUsual(std::to_array<std::string_view>({"content-type",
                                                          "content-length",
                                                          "origin",
                                                          "if-modified-since",
                                                          "if-none-match",
                                                          "via",
                                                          "from",
                                                          "x-forwarded-for",
                                                          "x-forwarded-proto",
                                                          "x-forwarded-host",
                                                          "x-real-ip",
                                                          "forwarded",
                                                          "host",
                                                          "access-control-request-method",
                                                          "access-control-request-headers",
                                                          "sec-ch-ua",
                                                          "sec-ch-ua-mobile",
                                                          "sec-ch-ua-platform",
                                                          "transfer-encoding",
                                                          "purpose",
                                                          "sec-purpose",
                                                          "save-data",
                                                          "authorization"}));

constexpr std::array<bool, 256> kOfLists = [] {
  std::array<bool, 256> of{};
  for (std::size_t c = 0; c < of.size(); ++c) of[c] = IsAlnum(static_cast<char>(c));
  for (const char c : std::string_view("*/+.;=, -_\"")) of[static_cast<unsigned char>(c)] = true;
  return of;
}();

bool IsListValue(std::string_view value) {
  return std::ranges::all_of(value, [](char c) { return kOfLists[static_cast<unsigned char>(c)]; });
}

// "Mozilla/5.0 (...)", "curl/8.5.0", "Some Reader/1.2 ...": a name with a version comes first.
bool IsProduct(std::string_view agent) {
  const std::size_t slash = agent.find('/');
  if (slash == 0 || slash == std::string_view::npos || slash > 40 || slash + 1 >= agent.size()) return false;
  if (!IsAlpha(agent[0]) || !(IsDigit(agent[slash + 1]) || agent[slash + 1] == 'v')) return false;
  return std::ranges::all_of(agent.substr(0, slash), [](char c) {
    return IsAlnum(c) || c == ' ' || c == '.' || c == '_' || c == '-' || c == '+';
  });
}

// Every browser is a Mozilla of one of two versions, and says more of itself.
bool IsForged(std::string_view agent) {
  if (!agent.starts_with("Mozilla/")) return false;
  return !(agent.starts_with("Mozilla/4.0 ") || agent.starts_with("Mozilla/5.0 ")) || agent.size() < 20;
}

// The name of the program: up to its version, and of browsers the engine that follows.
std::string_view FamilyOf(std::string_view agent) {
  if (!agent.starts_with("Mozilla/"))
    return agent.substr(0, std::min(agent.find_first_of("/ "), agent.size()));
  const std::size_t at = agent.find(' ');
  if (at == std::string_view::npos) return agent;
  if (agent[at + 1] != '(') return agent.substr(0, std::min(agent.find('/', at), agent.size()));
  return agent.substr(0, std::min(agent.find_first_of(" ;)", at + 2), agent.size()));
}

// Signs that stand in no name of a program; brackets, semicolons, slashes and addresses do, many of them.
constexpr std::array<uint8_t, 256> kForeignSigns = [] {
  std::array<uint8_t, 256> bits{};
  for (std::size_t c = 0; c < 0x20; ++c) bits[c] = 7;
  for (const char c : std::string_view("'\"`<>{}$|\\^*%!")) bits[static_cast<unsigned char>(c)] = 4;
  for (const char c : std::string_view("=&#~?")) bits[static_cast<unsigned char>(c)] = 1;
  return bits;
}();

float ForeignSignBits(std::string_view agent) {
  uint32_t bits = 0;
  char before = 0;
  for (const char c : agent) {
    bits += kForeignSigns[static_cast<unsigned char>(c)];
    if (c == '(' && IsAlnum(before)) bits += 5;  // a call
    before = c;
  }
  return static_cast<float>(bits);
}

class HeaderTaker {
 public:
  HeaderTaker(const Entry& entry, uint64_t site, RequestParts& parts)
      : entry_(entry),
        site_(site),
        parts_(parts),
        has_headers_(!entry.host.empty() || !entry.headers.empty()) {}

  void Agent();
  void Referer();
  void Cookies();
  void Others();

 private:
  PartPrint Print(PartKind kind) const { return PartPrint(site_).Add(static_cast<uint64_t>(kind) + 1); }
  void Present(std::string_view name, float bits);
  void Odd(PartKind kind, std::string_view name, float bits, uint64_t signs, std::string_view text);
  void Cookie(std::string_view pair);
  void Header(std::string_view name, std::string_view value);

  const Entry& entry_;
  const uint64_t site_;
  RequestParts& parts_;
  const bool has_headers_;  // access logs have few
};

// That a header is there at all; that of which every site sees some is not odd where it is seldom.
void HeaderTaker::Present(std::string_view name, float bits) {
  if (!has_headers_) return;
  std::array<char, 40> lower;
  const std::size_t bytes = std::min(name.size(), lower.size());
  std::transform(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(bytes), lower.begin(), ToLower);
  parts_.Add({PartKind::kHeaderSet, bits,
              Print(PartKind::kHeaderSet).Add(std::string_view(lower.data(), bytes)).value(), true, name});
}

void HeaderTaker::Odd(PartKind kind, std::string_view name, float bits, uint64_t signs,
                      std::string_view text) {
  if (bits > 0.01F) parts_.Add({kind, bits, Print(kind).Add(name).Add(signs).value(), false, text});
}

void HeaderTaker::Agent() {
  const std::string_view agent = entry_.agent;
  if (agent.empty()) {
    Odd(PartKind::kAgent, "none", 3, 0, {});
    return;
  }
  const std::string_view family = FamilyOf(agent);
  const bool product = IsProduct(agent) && !IsForged(agent);
  const bool browser = agent.starts_with("Mozilla/") && agent.find(" (") != std::string_view::npos;
  parts_.Add(
      {PartKind::kAgent, browser ? 0.0F : 1.0F, Print(PartKind::kAgent).Add(family).value(), true, agent});
  const std::string_view shown = agent.substr(0, kMostHeaderBytes);
  if (product) return Odd(PartKind::kAgentSigns, family, ForeignSignBits(shown), 0, agent);
  const OddSigns odd = OddSignsOf(shown);
  Odd(PartKind::kAgentSigns, family, odd.bits + 4, odd.signs, agent);
}

void HeaderTaker::Referer() {
  std::string_view referer = entry_.referer.substr(0, kMostHeaderBytes);
  if (referer.empty()) return;
  Present("referer", 0);
  const bool address = BeginsLike(referer, "http://") || BeginsLike(referer, "https://") ||
                       BeginsLike(referer, "android-app://");
  if (!address) {
    const DecodedValue decoded(referer, false);
    const OddSigns odd = OddValueOf(decoded.view());
    return Odd(PartKind::kReferer, "none", odd.bits + 5, odd.signs, entry_.referer);
  }
  // Browsers leave out what stands behind it.
  const bool fragment = referer.find('#') != std::string_view::npos;
  const std::size_t query = std::min(referer.find('?'), referer.size());
  const DecodedValue path(referer.substr(0, query), false);
  const DecodedValue rest(referer.substr(std::min(query + 1, referer.size())), true);
  OddSigns odd = OddSignsOf(path.view());
  odd.bits -= 1.0F + 0.7F * static_cast<float>(std::ranges::count(path.view(), '/'));
  const OddSigns values = OddValueOf(rest.view());
  const auto joints =
      std::ranges::count_if(rest.view(), [](char c) { return c == '=' || c == '&' || c == '[' || c == ']'; });
  odd.bits =
      std::max(odd.bits, 0.0F) + 0.7F * std::max(0.0F, values.bits - 2.5F * static_cast<float>(joints));
  if (fragment) odd.bits += 12;
  Odd(PartKind::kReferer, "address", odd.bits, odd.signs | values.signs, entry_.referer);
}

void HeaderTaker::Cookie(std::string_view pair) {
  const std::size_t equals = pair.find('=');
  const std::string_view name = pair.substr(0, std::min(equals, pair.size()));
  const DecodedValue names(name, false);
  OddSigns odd = OddValueOf(names.view());
  float bits = 1.5F * odd.bits + (equals == std::string_view::npos ? 4.0F : 0.0F) + names.odd_bits();
  if (IsCodeName(names.view())) bits += 8;
  if (equals != std::string_view::npos) {
    const DecodedValue value(pair.substr(equals + 1), false);
    const OddSigns signs = OddValueOf(value.view());
    bits += signs.bits + value.odd_bits() + (IsCodeName(value.view()) ? 8.0F : 0.0F);
    const ValueShape shape = ValueShapeOf(value.view());
    if (shape == ValueShape::kDotted || shape == ValueShape::kPath) bits += 3;
    if (shape == ValueShape::kSystemPath) bits += 6;
    if (value.view().find(' ') != std::string_view::npos) bits += 3;
    odd.signs |= signs.signs;
  }
  Odd(PartKind::kCookie, name, bits, odd.signs, pair);
}

void HeaderTaker::Cookies() {
  std::string_view rest = entry_.cookie.substr(0, 4 * kMostHeaderBytes);
  if (rest.empty()) return;
  Present("cookie", 0);
  for (std::size_t i = 0; i < kMostCookies && !rest.empty(); ++i) {
    const std::size_t end = std::min(rest.find("; "), rest.size());
    Cookie(rest.substr(0, std::min(end, kMostHeaderBytes)));
    rest.remove_prefix(std::min(end + 2, rest.size()));
  }
}

constexpr WordSet kSubtypes(
    std::to_array<std::string_view>({"json",         "xml",         "x-www-form-urlencoded",
                                     "octet-stream", "javascript",  "pdf",
                                     "zip",          "form-data",   "mixed",
                                     "related",      "alternative", "byteranges",
                                     "html",         "plain",       "css",
                                     "csv",          "png",         "jpeg",
                                     "gif",          "webp",        "graphql",
                                     "grpc",         "cbor",        "msgpack",
                                     "gzip",         "mp4",         "mpeg",
                                     "webm",         "xhtml",       "calendar",
                                     "markdown"}));

// "application/json", "image/svg+xml; charset=utf-8".
float MediaTypeBits(std::string_view value) {
  const std::size_t slash = value.find('/');
  if (slash == std::string_view::npos) return 6;
  constexpr auto kKinds = std::to_array<std::string_view>(
      {"application", "text", "multipart", "image", "audio", "video", "font"});
  if (!IsOneOf(value.substr(0, slash), kKinds)) return 6;
  std::string_view subtype = value.substr(slash + 1);
  subtype = subtype.substr(0, std::min(subtype.find_first_of("+; "), subtype.size()));
  float bits = kSubtypes.Has(subtype) || BeginsLike(subtype, "x-") || BeginsLike(subtype, "vnd.") ||
                       value.find("+json") != std::string_view::npos ||
                       value.find("+xml") != std::string_view::npos
                   ? 0.0F
                   : 5.0F;
  const std::size_t charset = value.find("charset=");
  if (charset == std::string_view::npos) return bits;
  const std::string_view name =
      value.substr(charset + 8 + (value.substr(charset + 8).starts_with('"') ? 1 : 0));
  const bool usual = BeginsLike(name, "utf-8") || BeginsLike(name, "iso-8859-") ||
                     BeginsLike(name, "windows-12") || BeginsLike(name, "us-ascii");
  return bits + (usual ? 0.0F : 6.0F);
}

void HeaderTaker::Header(std::string_view name, std::string_view value) {
  const bool listed = kListed.Has(name);
  const bool usual = listed || kUsual.Has(name) || BeginsLike(name, "sec-");
  Present(name, EqualsIgnoreCase(name, "accept-charset") || !usual ? 3.0F : 0.0F);
  if (listed) {
    if (!IsListValue(value)) return Odd(PartKind::kHeaderValue, name, 6 + OddSignsOf(value).bits, 0, value);
    // Of no use to a server, and unknown to browsers.
    if (BeginsLike(name, "accept") && value.find("charset=") != std::string_view::npos)
      return Odd(PartKind::kHeaderValue, name, 6, 2, value);
    return Odd(PartKind::kHeaderValue, name,
               (value.empty() ? 3.0F : 0.0F) + (value.size() > 250 ? 4.0F : 0.0F), 1, value);
  }
  if (EqualsIgnoreCase(name, "content-type"))
    return Odd(PartKind::kHeaderValue, name, MediaTypeBits(value), 0, value);
  if (EqualsIgnoreCase(name, "content-length"))
    return Odd(PartKind::kHeaderValue, name, std::ranges::all_of(value, IsDigit) ? 0.0F : 26.0F, 0, value);
  if (EqualsIgnoreCase(name, "host") || BeginsLike(name, "sec-") || BeginsLike(name, "if-")) return;
  const OddSigns odd = OddValueOf(value);
  float bits = odd.bits + (IsCodeName(value) ? 6.0F : 0.0F);
  const ValueShape shape = ValueShapeOf(value);
  if (shape == ValueShape::kDotted || shape == ValueShape::kPath)
    bits += FileNameBits(value.substr(value.rfind('/') + 1));
  if (usual) bits = std::max(0.0F, bits - 4);
  Odd(PartKind::kHeaderValue, name, bits, odd.signs, value);
}

void HeaderTaker::Others() {
  std::string_view rest = entry_.headers;
  for (std::size_t i = 0; i < kMostHeaders && !rest.empty(); ++i) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos)
      Header(line.substr(0, colon), Trim(line.substr(colon + 1)).substr(0, kMostHeaderBytes));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

}  // namespace

void TakeHeaderParts(const Entry& entry, uint64_t site, RequestParts& parts) noexcept {
  HeaderTaker taker(entry, site, parts);
  taker.Agent();
  taker.Referer();
  taker.Cookies();
  taker.Others();
}

}  // namespace errwatch
