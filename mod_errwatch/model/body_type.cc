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

// A segment of a path that stands in front of what programs ask for: "api", "v2".
bool NamesInterface(std::string_view segment) {
  constexpr std::array<std::string_view, 7> kInterfaces = {"api",     "rest", "graphql", "rpc",
                                                           "jsonrpc", "ajax", "wp-json"};
  const auto same = [segment](std::string_view name) { return EqualsIgnoreCase(segment, name); };
  if (std::ranges::any_of(kInterfaces, same)) return true;
  return segment.size() >= 2 && ToLower(segment.front()) == 'v' && IsDigit(segment[1]);
}

// The key of a record: "17", "550e8400-e29b-41d4-a716-446655440000".
bool IsKey(std::string_view stem) {
  constexpr std::size_t kUuidBytes = 36;
  const auto is_hex = [](char c) { return HexValue(c) >= 0 || c == '-'; };
  return !stem.empty() && (std::ranges::all_of(stem, IsDigit) ||
                           (stem.size() == kUuidBytes && std::ranges::all_of(stem, is_hex)));
}

// "/notes/a.json": JSON is stored there as a file.
bool NamesJsonFile(std::string_view path) {
  constexpr std::array<std::string_view, 6> kExtensions = {"map", "webmanifest", "ipynb",
                                                           "har", "gltf",        "jsonld"};
  std::string_view file = path.substr(path.rfind('/') + 1);
  const std::string_view folders = path.substr(0, path.size() - file.size());
  file = file.substr(0, file.find(';'));  // parameters of the path
  const std::size_t dot = file.rfind('.');
  if (dot == std::string_view::npos) return false;
  const std::string_view extension = file.substr(dot + 1);
  if (!EndsLike(extension, "json") && !IsOneOf(extension, kExtensions)) return false;
  if (IsKey(file.substr(0, dot))) return false;
  for (std::size_t at = 0; at < folders.size();) {
    const std::size_t end = std::min(folders.find('/', at), folders.size());
    if (NamesInterface(folders.substr(at, end - at))) return false;
    at = end + 1;
  }
  return true;
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
  constexpr std::array<std::string_view, 2> kReports = {"application/csp-report", "application/reports+json"};
  if (IsOneOf(type, kReports)) return {BodyKind::kReport, {}};
  const bool application = BeginsLike(type, "application/");
  if (Has(type, "json") && (application || BeginsLike(type, "text/"))) return {BodyKind::kJson, {}};
  const bool markup = EndsLike(type, "xml") || BeginsLike(type, "application/xml");
  // Queries and documents that are neither XML nor JSON, and texts of some reader.
  const bool text = Has(type, "graphql") || Has(type, "yaml");
  if ((application && (markup || text)) || BeginsLike(type, "text/")) return {BodyKind::kText, {}};
  // Two types, one of which some application may go by.
  return {content_type.find(',') != std::string_view::npos ? BodyKind::kUnsaid : BodyKind::kOther, {}};
}

}  // namespace

BodyType BodyTypeOf(const BodyHeaders& headers) noexcept {
  const BodyType type = KindOfType(headers.content_type);
  const bool stores = headers.method == "PUT";
  if (!stores && std::ranges::find(kDavMethods, headers.method) == kDavMethods.end()) return type;
  const bool json = type.kind == BodyKind::kJson && !(stores && NamesJsonFile(headers.path));
  if (json || type.kind == BodyKind::kForm) return type;
  return {stores ? BodyKind::kFile : BodyKind::kDescription, {}};
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
