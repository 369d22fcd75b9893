#include "model/body_type.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace errwatch {
namespace {

// RFC 2046 allows 70 bytes; some clients take more.
constexpr std::size_t kMostBoundaryBytes = 200;

// Their bodies are about files, in XML.
constexpr std::array<std::string_view, 15> kDavMethods = {
    "PROPFIND", "PROPPATCH", "MKCOL", "COPY",     "MOVE",  "LOCK",       "UNLOCK",    "REPORT",
    "SEARCH",   "ACL",       "LABEL", "CHECKOUT", "MERGE", "MKACTIVITY", "MKCALENDAR"};

bool EndsLike(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && EqualsIgnoreCase(text.substr(text.size() - end.size()), end);
}

// The value of "; name=value" or "; name="value"" behind a media type.
std::string_view ParameterOf(std::string_view rest, std::string_view name) {
  while (!rest.empty()) {
    rest.remove_prefix(1);  // the semicolon
    const std::size_t equals = rest.find_first_of("=;");
    if (equals == std::string_view::npos) return {};
    const bool wanted = rest[equals] == '=' && EqualsIgnoreCase(Trim(rest.substr(0, equals)), name);
    if (rest[equals] == '=') rest.remove_prefix(equals + 1);
    std::string_view value;
    if (rest.starts_with('"')) {
      const std::size_t end = rest.find('"', 1);
      value = rest.substr(1, end == std::string_view::npos ? end : end - 1);
      rest.remove_prefix(std::min(end, rest.size()));
    } else {
      value = Trim(rest.substr(0, rest.find_first_of(";,")));
    }
    if (wanted) return value;
    rest.remove_prefix(std::min(rest.find(';'), rest.size()));
  }
  return {};
}

// "/notes/a.json": a file is stored there.
bool NamesFile(std::string_view path) {
  return path.substr(path.rfind('/') + 1).find('.') != std::string_view::npos;
}

BodyType KindOfType(std::string_view content_type) {
  const std::size_t semicolon = std::min(content_type.find(';'), content_type.size());
  const std::string_view type = Trim(content_type.substr(0, semicolon));
  const auto is = [type](std::string_view name) { return EqualsIgnoreCase(type, name); };
  if (type.empty()) return {BodyKind::kUnsaid, {}};
  if (is("application/x-www-form-urlencoded")) return {BodyKind::kForm, {}};
  if (is("multipart/form-data")) {
    const std::string_view boundary = ParameterOf(content_type.substr(semicolon), "boundary");
    if (boundary.empty() || boundary.size() > kMostBoundaryBytes) return {};
    return {BodyKind::kMultipart, boundary};
  }
  if (is("application/json") || is("text/json") || is("application/x-json") || EndsLike(type, "+json"))
    return {BodyKind::kJson, {}};
  const bool markup = EndsLike(type, "+xml") && type.substr(0, type.find('/')).size() == 11;  // application
  if (is("application/xml") || markup || (type.size() > 5 && EqualsIgnoreCase(type.substr(0, 5), "text/")))
    return {BodyKind::kText, {}};
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
