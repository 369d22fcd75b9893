#include "model/body_type.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace errwatch {
namespace {

// Their bodies are about files, in XML.
constexpr std::array<std::string_view, 15> kDavMethods = {
    "PROPFIND", "PROPPATCH", "MKCOL", "COPY",     "MOVE",  "LOCK",       "UNLOCK",    "REPORT",
    "SEARCH",   "ACL",       "LABEL", "CHECKOUT", "MERGE", "MKACTIVITY", "MKCALENDAR"};

std::size_t Find(std::string_view text, std::string_view word) {
  const auto same = [](char a, char b) { return ToLower(a) == ToLower(b); };
  const auto found = std::search(text.begin(), text.end(), word.begin(), word.end(), same);
  return found == text.end() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}
bool Has(std::string_view text, std::string_view word) { return Find(text, word) != std::string_view::npos; }

bool EndsLike(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && EqualsIgnoreCase(text.substr(text.size() - end.size()), end);
}

// Nobody cuts at one of these, whatever he takes for the end of a parameter.
bool IsBoundaryCharacter(char c) {
  constexpr std::string_view kSigns = "-_.:=+/?()";
  return IsAlnum(c) || kSigns.find(c) != std::string_view::npos;
}

// The boundary that all readers of multipart find in a content type; empty = they do not agree. PHP takes the
// first "boundary" wherever it stands ("xboundary=a"), Rack the last one, some the first and some the last of
// two parameters; a comma ends it or does not, and so on.
std::string_view AgreedBoundary(std::string_view content_type) {
  constexpr std::string_view kName = "boundary";
  const std::size_t at = Find(content_type, kName);
  if (at == std::string_view::npos) return {};
  const std::string_view before = Trim(content_type.substr(0, at));
  std::string_view value = content_type.substr(at + kName.size());
  if (!before.ends_with(';') || !value.starts_with('=')) return {};
  value.remove_prefix(1);
  const bool quoted = value.starts_with('"');
  if (quoted) value.remove_prefix(1);
  const auto end =
      static_cast<std::size_t>(std::ranges::find_if_not(value, IsBoundaryCharacter) - value.begin());
  std::string_view rest = value.substr(end);
  if (quoted && !rest.starts_with('"')) return {};
  if (quoted) rest.remove_prefix(1);
  rest = Trim(rest);
  if (!rest.empty() && (rest.front() != ';' || Has(rest, kName))) return {};
  return end <= kMostBoundaryBytes && !Has(value.substr(0, end), "boundary=") ? value.substr(0, end)
                                                                              : std::string_view();
}

// "/notes/a.json": a file is stored there.
bool NamesFile(std::string_view path) {
  return path.substr(path.rfind('/') + 1).find('.') != std::string_view::npos;
}

// More widely than any application asks: "application/x-www-form-urlencoded,x" is a form to PHP, and what
// calls itself nearly as one of these was not sent by chance.
BodyType KindOfType(std::string_view content_type) {
  content_type = Trim(content_type);
  const std::string_view type = content_type.substr(0, content_type.find_first_of(";, \t"));
  if (type.find('/') == std::string_view::npos) return {BodyKind::kUnsaid, {}};
  if (Has(type, "urlencoded")) return {BodyKind::kForm, {}};
  if (BeginsLike(type, "multipart/")) {
    const std::string_view boundary = AgreedBoundary(content_type);
    return {boundary.empty() ? BodyKind::kBytes : BodyKind::kMultipart, boundary};
  }
  const bool application = BeginsLike(type, "application/");
  if (Has(type, "json") && (application || BeginsLike(type, "text/"))) return {BodyKind::kJson, {}};
  const bool markup = EndsLike(type, "xml") || BeginsLike(type, "application/xml");
  if ((application && markup) || BeginsLike(type, "text/")) return {BodyKind::kText, {}};
  // Two types, one of which some application may go by.
  if (content_type.find(',') != std::string_view::npos) return {BodyKind::kUnsaid, {}};
  return {};
}

}  // namespace

BodyType BodyTypeOf(const BodyHeaders& headers) noexcept {
  if (std::ranges::find(kDavMethods, headers.method) != kDavMethods.end()) return {};
  const BodyType type = KindOfType(headers.content_type);
  if (headers.method != "PUT") return type;
  const bool of_interface = type.kind == BodyKind::kForm || type.kind == BodyKind::kJson;
  return of_interface && !NamesFile(headers.path) ? type : BodyType{};
}

bool IsCompressed(std::string_view content_encoding, std::string_view body) noexcept {
  const std::string_view encoding = Trim(content_encoding);
  if (encoding.empty() || EqualsIgnoreCase(encoding, "identity")) return false;
  constexpr std::size_t kLookedAt = 16;
  return std::ranges::any_of(body.substr(0, kLookedAt), [](char c) {
    return static_cast<unsigned char>(c) >= 0x7f || (c < ' ' && !IsSpace(c));
  });
}

}  // namespace errwatch
