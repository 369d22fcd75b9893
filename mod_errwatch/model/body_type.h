// What kind of body a request has, by what it says of itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace errwatch {

enum class BodyKind : uint8_t {
  kNone,       // not looked at
  kForm,       // application/x-www-form-urlencoded
  kMultipart,  // multipart/form-data and the like
  kJson,
  kText,         // XML and plain text
  kUnsaid,       // no type is given, or one that is none: its first byte tells
  kBytes,        // one text, whatever it begins with: a multipart whose boundary readers do not agree on
  kReport,       // JSON in which a browser tells what it found on a page
  kOther,        // any other type: applications do not all ask. Read where it begins as JSON or a form does
  kFile,         // it is stored: how it begins (match/file_start.h)
  kDescription,  // XML about files (WebDAV): its document type, if it has one
};
inline constexpr int kBodyKindCount = 11;

// RFC 2046 allows 70 bytes. Of more, the body is kBytes.
inline constexpr std::size_t kMostBoundaryBytes = 200;

struct BodyType {
  BodyKind kind = BodyKind::kNone;
  std::string_view boundary;  // of kMultipart, never empty or longer then; a part of the type
};

// Values as sent; empty = not there.
struct BodyHeaders {
  std::string_view method;
  std::string_view path;
  std::string_view content_type;
};

// Of what stores or describes files (PUT of one, the XML of WebDAV) only how it begins is looked at. A form
// is no file, and JSON is one where its path has the name of one and nothing that says that it is an
// interface: "/dav/package.json", not "/api/users.json" or "/users/7.json".
BodyType BodyTypeOf(const BodyHeaders& headers) noexcept;

// Of a Content-Encoding and of the body's first bytes: it cannot be read as it is. Text that only says that
// it is compressed is read by applications that do not ask.
bool IsCompressed(std::string_view content_encoding, std::string_view body) noexcept;

}  // namespace errwatch
