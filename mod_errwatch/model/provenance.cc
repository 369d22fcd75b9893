#include "model/provenance.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace errwatch {
namespace {

// What a form, an image or a script of another site can send without being allowed to.
bool IsSimpleMethod(std::string_view method) {
  return IsOneOf<4>(method, {"GET", "HEAD", "POST", "OPTIONS"});
}

// Every browser of the last ten years names itself so and says which languages it wants; libraries and
// scanners that borrow a browser's name mostly leave the rest out.
bool LooksLikeBrowser(const RequestHeaders& headers) {
  return headers.agent.starts_with("Mozilla/5.0 (") && !headers.accept_language.empty() &&
         !headers.accept.empty();
}

bool IsDocument(const RequestHeaders& headers) {
  if (!headers.fetch_dest.empty()) return EqualsIgnoreCase(headers.fetch_dest, "document");
  return headers.accept.starts_with("text/html");
}

// What an author may put into a page without writing its scripts.
bool IsPicture(const RequestHeaders& headers) {
  if (!headers.fetch_dest.empty())
    return IsOneOf<8>(headers.fetch_dest,
                      {"image", "audio", "video", "track", "iframe", "frame", "embed", "object"});
  return headers.accept.starts_with("image/") || headers.accept.starts_with("video/") ||
         headers.accept.starts_with("audio/");
}

Provenance FromThisSite(const RequestHeaders& headers) {
  if (IsDocument(headers)) return Provenance::kVisitor;
  return IsPicture(headers) ? Provenance::kOwnPicture : Provenance::kOwnPage;
}

// What Sec-Fetch-Site says no page can change; the rest of a browser's headers a script may empty, and a link
// may bring a name and a password.
bool SaysForeign(const RequestHeaders& headers) {
  return !headers.fetch_site.empty() && !headers.fetch_dest.empty() &&
         headers.agent.starts_with("Mozilla/5.0 (");
}

// A script or style of a page that withholds where it is accepts anything and names no page; credentials are
// added by the browser itself, to whatever a page has it fetch. An Origin stands where a page is behind a
// request, also one that has no other headers (a WebSocket, the question before a call to another site).
bool MayBeForeign(const RequestHeaders& headers) {
  const bool names_origin = !headers.origin.empty() && headers.agent.starts_with("Mozilla/5.0 (");
  return LooksLikeBrowser(headers) || names_origin;
}

Provenance FromElsewhere(const RequestHeaders& headers) {
  const bool can_be = IsSimpleMethod(headers.method) && (SaysForeign(headers) || MayBeForeign(headers));
  if (!can_be) return Provenance::kTool;
  return IsDocument(headers) ? Provenance::kForeignLink : Provenance::kForeignPage;
}

// For browsers that send no Sec-Fetch-Site. No page can choose the Origin; a Referer it can withhold. Of
// "null" (a sandboxed frame, a page that withholds where it is) the Referer tells.
bool IsFromThisSite(const RequestHeaders& headers) {
  const bool told = !headers.origin.empty() && headers.origin != "null";
  return IsRefererOf(told ? headers.origin : headers.referer, headers.host);
}

}  // namespace

bool IsRefererOf(std::string_view referer, std::string_view host) noexcept {
  const std::size_t scheme = referer.find("://");
  if (scheme == std::string_view::npos || host.empty()) return false;
  referer.remove_prefix(scheme + 3);
  return EqualsIgnoreCase(referer.substr(0, referer.find_first_of("/?#")), host);
}

bool MayBeCall(const RequestHeaders& headers) noexcept {
  const bool form = BeginsLike(headers.content_type, "application/x-www-form-urlencoded") ||
                    BeginsLike(headers.content_type, "multipart/form-data");
  if (!form || !headers.requested_with.empty()) return true;
  if (headers.accept.find("json") != std::string_view::npos) return true;
  if (EqualsIgnoreCase(headers.fetch_mode, "cors") || EqualsIgnoreCase(headers.fetch_mode, "same-origin"))
    return true;
  // What a browser's script says on plain http; tools name no language.
  return headers.accept == "*/*" && !(headers.accept_language.empty() && headers.origin.empty());
}

Provenance ProvenanceOf(const RequestHeaders& headers) noexcept {
  if (headers.agent.empty() && headers.accept.empty() && headers.host.empty() && headers.referer.empty())
    return Provenance::kUnknown;
  if (headers.fetch_site.empty()) {
    if (!headers.agent.starts_with("Mozilla/")) return Provenance::kTool;
    return IsFromThisSite(headers) ? FromThisSite(headers) : FromElsewhere(headers);
  }
  if (EqualsIgnoreCase(headers.fetch_site, "same-origin")) return FromThisSite(headers);
  if (EqualsIgnoreCase(headers.fetch_site, "none")) return Provenance::kVisitor;
  return FromElsewhere(headers);
}

}  // namespace errwatch
