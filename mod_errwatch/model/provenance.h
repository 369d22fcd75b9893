// Who made a client send a request: the person, a page of this site, a page of another site, or no browser at
// all.
//
// A page can make a browser fetch whatever it names, with the browser's own headers and the visitor's
// address. So what may have come about this way says nothing about the visitor: it was laid for him. Whoever
// writes such headers himself gains little: what a page can cause has an account of its own, and the block
// that follows denies requests of just this kind.
//
// Sources: Fetch Metadata Request Headers (W3C), Fetch standard (which headers scripts cannot set), Referrer
// Policy.
#pragma once

#include <cstdint>
#include <string_view>

namespace errwatch {

enum class Provenance : uint8_t {
  kUnknown,      // headers are not known: a line of a log, a connection without a request
  kTool,         // no browser sends such headers
  kVisitor,      // a browser, and the person's own doing: typed, or a link of this site
  kOwnPage,      // a page of this site had it fetched: a script, a style, a call of its own scripts
  kOwnPicture,   // ... an image, a clip, a frame: what whoever writes in a forum may put into its pages
  kForeignPage,  // a browser, and a page of another site can have had it fetched
  kForeignLink,  // a browser that was sent here from elsewhere: a link, a form, a redirect;
                 // without Sec-Fetch-Site also an address that was typed
};

// Values as sent; empty = not there.
struct RequestHeaders {
  std::string_view method;
  std::string_view host;
  std::string_view agent;
  std::string_view origin;
  std::string_view referer;
  std::string_view accept;
  std::string_view accept_language;
  std::string_view fetch_site;  // Sec-Fetch-Site
  std::string_view fetch_dest;  // Sec-Fetch-Dest
  std::string_view fetch_mode;  // Sec-Fetch-Mode
  std::string_view content_type;
  std::string_view requested_with;  // X-Requested-With
};

// Whether what came with a body may be a script's or a program's call, to which the status of an answer says
// little; else a form that a page sent.
bool MayBeCall(const RequestHeaders& headers) noexcept;

Provenance ProvenanceOf(const RequestHeaders& headers) noexcept;

// Also of the value of Origin, which is a Referer without a path.
// "https://www.example.org:8443/page" and "www.example.org:8443" -> true.
bool IsRefererOf(std::string_view referer, std::string_view host) noexcept;

}  // namespace errwatch
