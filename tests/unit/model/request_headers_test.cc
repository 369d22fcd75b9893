#include "model/request_headers.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class RequestHeadersTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RequestHeadersTest);
  CPPUNIT_TEST(TellsHeadersApart);
  CPPUNIT_TEST(LinesHaveALineFeedBetweenThem);
  CPPUNIT_TEST(OtherSites);
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

  void OtherSites() {
    CPPUNIT_ASSERT(IsCrossSite("cross-site") && IsCrossSite(" Cross-Site "));
    CPPUNIT_ASSERT(!IsCrossSite("same-site") && !IsCrossSite("") && !IsCrossSite("cross-site, same-site"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RequestHeadersTest);

}  // namespace
}  // namespace errwatch
