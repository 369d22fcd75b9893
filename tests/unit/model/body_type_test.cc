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
  CPPUNIT_TEST(BoundariesThatReadersDoNotAgreeOn);
  CPPUNIT_TEST(FilesAndTheirDescriptions);
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
        {"application/yaml", BodyKind::kText},
        {"application/graphql", BodyKind::kText},
        {"application/csp-report", BodyKind::kReport},
        {"application/reports+json; charset=utf-8", BodyKind::kReport},
        // Not every application asks.
        {"image/svg+xml", BodyKind::kOther},
        {"image/png", BodyKind::kOther},
        {"application/octet-stream", BodyKind::kOther},
        {"application/x-git-receive-pack-request", BodyKind::kOther},
        {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", BodyKind::kOther},
        {"multipart/mixed; boundary=a", BodyKind::kMultipart},  // Python and Tomcat do not ask which
        // With a tail, of which PHP takes no notice, or nearly as they should be.
        {"application/x-www-form-urlencoded,x", BodyKind::kForm},
        {"application/x-www-form-urlencoded x", BodyKind::kForm},
        {"application/x-www-form-urlencoded, text/plain", BodyKind::kForm},
        {"application/json,x", BodyKind::kJson},
        {"text/json\t;", BodyKind::kJson},
        {"application/x-amz-json-1.1", BodyKind::kJson},
        {"application/xml,x", BodyKind::kText},
        {"multipart/form-data,x; boundary=a", BodyKind::kMultipart},
        {"image/png, application/x-www-form-urlencoded", BodyKind::kUnsaid},
        {"x", BodyKind::kUnsaid},
        {"; charset=x", BodyKind::kUnsaid},
    };
    for (const auto& [type, kind] : cases) CPPUNIT_ASSERT_MESSAGE(type, KindOf(type) == kind);
  }

  static std::string BoundaryOf(std::string_view type) {
    return std::string(BodyTypeOf({"POST", "/", type}).boundary);
  }

  void Boundaries() {
    CPPUNIT_ASSERT_EQUAL(std::string("--x"), BoundaryOf("multipart/form-data; boundary=--x"));
    CPPUNIT_ASSERT_EQUAL(std::string("----WebKitFormBoundary7MA4YWxk"),
                         BoundaryOf("multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxk"));
    CPPUNIT_ASSERT_EQUAL(std::string("===1=="), BoundaryOf("multipart/form-data;Boundary=\"===1==\""));
    CPPUNIT_ASSERT_EQUAL(std::string("a"), BoundaryOf("multipart/form-data; charset=x; boundary=a ; q=1"));
    const std::string longest(kMostBoundaryBytes, 'a');
    CPPUNIT_ASSERT_EQUAL(longest, BoundaryOf("multipart/form-data; boundary=" + longest));
  }

  // PHP, Rack, Tomcat, busboy and Python take different ones: no part of such a body may be skipped.
  void BoundariesThatReadersDoNotAgreeOn() {
    for (const std::string& rest : {std::string(""),
                                    std::string("; boundary"),
                                    std::string(";"),
                                    std::string("; boundary="),
                                    std::string("; xboundary=a"),
                                    std::string("; boundary=a; boundary=b"),
                                    std::string("; boundary=\"a; boundary=b\""),
                                    std::string("; boundary=aboundary=b"),
                                    std::string("; boundary =a"),
                                    std::string("; boundary= a"),
                                    std::string("; boundary*=a"),
                                    std::string("; boundary=a,b"),
                                    std::string(", boundary=a"),
                                    std::string(" boundary=a"),
                                    std::string("; boundary=\"a"),
                                    std::string("; boundary=\"a\\b\""),
                                    std::string("; boundary=a'b"),
                                    std::string("; a=\"boundary=x\"; boundary=y"),
                                    std::string("; boundary=a, b"),
                                    "; boundary=" + std::string(kMostBoundaryBytes + 1, 'a')}) {
      CPPUNIT_ASSERT_MESSAGE(rest, KindOf("multipart/form-data" + rest) == BodyKind::kBytes);
      CPPUNIT_ASSERT_MESSAGE(rest, BoundaryOf("multipart/form-data" + rest).empty());
    }
  }

  // A share's files and their descriptions: no fields.
  void FilesAndTheirDescriptions() {
    CPPUNIT_ASSERT(KindOf("text/html", "PUT", "/dav/a.html") == BodyKind::kFile);
    CPPUNIT_ASSERT(KindOf("application/json", "PUT", "/dav/a.json") == BodyKind::kFile);
    CPPUNIT_ASSERT(KindOf("", "PUT", "/dav/a") == BodyKind::kFile);
    CPPUNIT_ASSERT(KindOf("application/xml", "PROPFIND") == BodyKind::kDescription);
    CPPUNIT_ASSERT(KindOf("text/xml", "REPORT") == BodyKind::kDescription);
    CPPUNIT_ASSERT(KindOf("application/json", "PUT", "/api/v1.2/users/7") == BodyKind::kJson);
    CPPUNIT_ASSERT(KindOf("application/octet-stream", "PUT", "/dav/a") == BodyKind::kFile);
    CPPUNIT_ASSERT(KindOf("application/geo+json", "PUT", "/files/v/a.geojson") == BodyKind::kFile);
    CPPUNIT_ASSERT(KindOf("application/json", "PUT", "/x/app.js.map") == BodyKind::kFile);
    CPPUNIT_ASSERT(KindOf("application/json", "PATCH") == BodyKind::kJson);
    // What is no file whatever its path looks like.
    for (const char* path : {"/api/users.json", "/v2/items/a.json", "/users/7.json", "/x.php", "/do.action",
                             "/users/550e8400-e29b-41d4-a716-446655440000.json", "/users/bob@example.org",
                             "/api/save;a.json", "/save;a.json", "/REST/1.0/x.json"})
      CPPUNIT_ASSERT_MESSAGE(path, KindOf("application/json", "PUT", path) == BodyKind::kJson);
    CPPUNIT_ASSERT(KindOf("application/x-www-form-urlencoded", "PUT", "/dav/a.json") == BodyKind::kForm);
    CPPUNIT_ASSERT(KindOf("application/json", "SEARCH", "/a") == BodyKind::kJson);
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
