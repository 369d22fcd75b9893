#include "model/request_headers.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class RequestHeadersTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RequestHeadersTest);
  CPPUNIT_TEST(TellsHeadersApart);
  CPPUNIT_TEST(LinesHaveALineFeedBetweenThem);
  CPPUNIT_TEST(TellsWhoMadeTheClientAsk);
  CPPUNIT_TEST_SUITE_END();

  void TellsHeadersApart() {
    for (const char* name :
         {"User-Agent", "referer", "HOST", "Cookie", "authorization", "Proxy-Authorization"})
      CPPUNIT_ASSERT_MESSAGE(name, !IsOtherHeader(name));
    for (const char* name : {"", "Accept", "Cookie2", "X-Authorization", "Sec-Fetch-Site"})
      CPPUNIT_ASSERT_MESSAGE(name, IsOtherHeader(name));
    for (const HeaderField& header : kHeaderFields) CPPUNIT_ASSERT(header.target != Target::kHeaders);
  }

  void LinesHaveALineFeedBetweenThem() {
    std::string text;
    const auto put = [&](std::string_view piece) { text += piece; };
    PutHeaderLine(text.empty(), "X-One", "a", put);
    CPPUNIT_ASSERT_EQUAL(std::string("X-One: a"), text);
    PutHeaderLine(text.empty(), "X-Two", "", put);
    PutHeaderLine(text.empty(), "X-Three", "c", put);
    CPPUNIT_ASSERT_EQUAL(std::string("X-One: a\nX-Two: \nX-Three: c"), text);
  }

  void TellsWhoMadeTheClientAsk() {
    Entry entry;
    entry.method = "GET";
    entry.host = "www.example.org";
    entry.agent = "Mozilla/5.0 (X11)";
    entry.headers =
        "accept: image/webp\nAccept-Language:  en\nX-Other: Sec-Fetch-Site: none\nno header\nSec-Fetch-Site: "
        "cross-site";
    const RequestHeaders headers = HeadersOf(entry);
    CPPUNIT_ASSERT(headers.accept == "image/webp" && headers.accept_language == "en" &&
                   headers.fetch_site == "cross-site" && headers.fetch_dest.empty());
    CPPUNIT_ASSERT(ProvenanceOf(headers) == Provenance::kForeignPage);
    entry.credentials = "Basic eDp5";  // a browser adds them to whatever a page has it fetch
    CPPUNIT_ASSERT(ProvenanceOf(HeadersOf(entry)) == Provenance::kForeignPage);
    entry.host = {};
    entry.vhost = "shop.example.org";  // a log that does not say what the client asked for
    CPPUNIT_ASSERT_EQUAL(std::string_view("shop.example.org"), HeadersOf(entry).host);
    entry.headers = "Origin: http://www.example.org";
    CPPUNIT_ASSERT_EQUAL(std::string_view("http://www.example.org"), HeadersOf(entry).origin);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RequestHeadersTest);

}  // namespace
}  // namespace errwatch
