#include "model/body_type.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

BodyKind KindOf(std::string_view content_type, std::string_view method = "POST",
                std::string_view path = "/api") {
  return BodyTypeOf({method, path, content_type}).kind;
}

class BodyTypeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BodyTypeTest);
  CPPUNIT_TEST(Types);
  CPPUNIT_TEST(Boundaries);
  CPPUNIT_TEST(FilesAreNotLookedAt);
  CPPUNIT_TEST(Compression);
  CPPUNIT_TEST_SUITE_END();

 public:
  void Types() {
    const std::pair<const char*, BodyKind> cases[] = {
        {"application/x-www-form-urlencoded", BodyKind::kForm},
        {"Application/X-WWW-Form-Urlencoded; charset=UTF-8", BodyKind::kForm},
        {"application/json", BodyKind::kJson},
        {"application/vnd.api+json;v=1", BodyKind::kJson},
        {"application/xml", BodyKind::kText},
        {"application/soap+xml", BodyKind::kText},
        {"text/xml", BodyKind::kText},
        {"text/plain", BodyKind::kText},
        {"", BodyKind::kUnsaid},
        {"image/svg+xml", BodyKind::kNone},
        {"image/png", BodyKind::kNone},
        {"application/octet-stream", BodyKind::kNone},
        {"application/x-git-receive-pack-request", BodyKind::kNone},
        {"multipart/mixed; boundary=a", BodyKind::kNone},
    };
    for (const auto& [type, kind] : cases) CPPUNIT_ASSERT_MESSAGE(type, KindOf(type) == kind);
  }

  void Boundaries() {
    const auto boundary = [](std::string_view type) {
      return std::string(BodyTypeOf({"POST", "/", type}).boundary);
    };
    CPPUNIT_ASSERT_EQUAL(std::string("--x"), boundary("multipart/form-data; boundary=--x"));
    CPPUNIT_ASSERT_EQUAL(std::string("a;b=c"),
                         boundary("multipart/form-data; charset=x; Boundary=\"a;b=c\""));
    CPPUNIT_ASSERT_EQUAL(std::string("y"), boundary("multipart/form-data;a=\"boundary=x\"; boundary=y "));
    CPPUNIT_ASSERT(KindOf("multipart/form-data; boundary=a") == BodyKind::kMultipart);
    for (const char* type : {"multipart/form-data", "multipart/form-data; boundary", "multipart/form-data;",
                             "multipart/form-data; boundary=", "multipart/form-data; xboundary=a"})
      CPPUNIT_ASSERT_MESSAGE(type, KindOf(type) == BodyKind::kNone);
    CPPUNIT_ASSERT(KindOf("multipart/form-data; boundary=" + std::string(201, 'a')) == BodyKind::kNone);
  }

  // A share's files and their descriptions.
  void FilesAreNotLookedAt() {
    CPPUNIT_ASSERT(KindOf("text/html", "PUT", "/dav/a.html") == BodyKind::kNone);
    CPPUNIT_ASSERT(KindOf("application/json", "PUT", "/dav/a.json") == BodyKind::kNone);
    CPPUNIT_ASSERT(KindOf("", "PUT", "/dav/a") == BodyKind::kNone);
    CPPUNIT_ASSERT(KindOf("application/xml", "PROPFIND") == BodyKind::kNone);
    CPPUNIT_ASSERT(KindOf("text/xml", "REPORT") == BodyKind::kNone);
    CPPUNIT_ASSERT(KindOf("application/json", "PUT", "/api/v1.2/users/7") == BodyKind::kJson);
    CPPUNIT_ASSERT(KindOf("application/json", "PATCH") == BodyKind::kJson);
    CPPUNIT_ASSERT(KindOf("application/x-www-form-urlencoded", "DELETE") == BodyKind::kForm);
  }

  void Compression() {
    const std::string_view packed("\x1f\x8b\x08", 3);
    for (const std::string_view encoding : {"gzip", " br ", "x"}) {
      CPPUNIT_ASSERT(IsCompressed(encoding, packed) && IsCompressed(encoding, "a=1\x80"));
      CPPUNIT_ASSERT(!IsCompressed(encoding, "a=1&b=2\r\n") && !IsCompressed(encoding, ""));
    }
    for (const std::string_view encoding : {"", "identity", " Identity"})
      CPPUNIT_ASSERT(!IsCompressed(encoding, packed));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(BodyTypeTest);

}  // namespace
}  // namespace errwatch
