#include "pages/content_security.h"

#include <cppunit/extensions/HelperMacros.h>

#include "pages/render.h"
#include "unit/sample_snapshot.h"
#include "unit/text_assert.h"

namespace errwatch {
namespace {

class ContentSecurityTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ContentSecurityTest);
  CPPUNIT_TEST(AllowsNothingByDefault);
  CPPUNIT_TEST(IsInThePage);
  CPPUNIT_TEST_SUITE_END();

  void AllowsNothingByDefault() {
    const std::string policy = ContentSecurityPolicy();
    for (const char* part : {"default-src 'none'; ", "; script-src 'sha256-", "base-uri 'none'",
                             "form-action 'none'", "frame-ancestors 'none'", "connect-src 'self'"})
      AssertContains(policy, part);
    AssertContains(policy, "=';");  // a SHA-256 in base64
    AssertLacks(policy, "unsafe");
    AssertLacks(policy, "*");
  }

  // A browser passes over frame-ancestors there and complains.
  void IsInThePage() {
    AssertLacks(ContentSecurityPolicyOfFile(), "frame-ancestors");
    AssertContains(RenderHtml(SampleSnapshot()), "default-src &#39;none&#39;; style-src &#39;sha256-");
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ContentSecurityTest);

}  // namespace
}  // namespace errwatch
