#include "cli/report/sign_finder.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/report_fixture.h"

namespace errwatch::cli {
namespace {

class SignFinderTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SignFinderTest);
  CPPUNIT_TEST(AnAttackThatWasAnswered);
  CPPUNIT_TEST(ARefusalIsNoSign);
  CPPUNIT_TEST(ARedirectOfAPageIsNoSign);
  CPPUNIT_TEST(AFileThatWasServed);
  CPPUNIT_TEST(AShellThatAnswered);
  CPPUNIT_TEST(AnUploadThatIsUsed);
  CPPUNIT_TEST(OrdinaryUploadsAreNone);
  CPPUNIT_TEST(ARefusedUploadIsNone);
  CPPUNIT_TEST(WhatAPayloadWrites);
  CPPUNIT_TEST(AFormThatIsPassedAtLast);
  CPPUNIT_TEST(AFormThatIsSentAgainIsNone);
  CPPUNIT_TEST_SUITE_END();

  SignFinder finder_;

  std::optional<SignFinder::Found> Look(Sighting sighting, uint16_t status) {
    sighting.status = status;
    return finder_.Look(sighting);
  }
  static Sighting Request(std::string_view method, std::string_view path,
                          Category category = Category::kBenign, std::string_view client = "192.0.2.4") {
    Sighting sighting = AttackAt(0, client);
    sighting.category = category;
    sighting.method = method;
    sighting.path = path;
    sighting.query = {};
    return sighting;
  }
  void Kind(SignKind kind, const std::optional<SignFinder::Found>& found) {
    CPPUNIT_ASSERT(found.has_value());
    CPPUNIT_ASSERT_EQUAL(std::string(SignName(kind)), std::string(SignName(found->sign.kind)));
  }

 public:
  void AnAttackThatWasAnswered() {
    Kind(SignKind::kAnswered, Look(AttackAt(0), 200));
    Kind(SignKind::kAnswered, Look(Request("POST", "/login", Category::kSqlInjection), 302));
  }

  void ARefusalIsNoSign() {
    for (const uint16_t status : {uint16_t{0}, uint16_t{304}, uint16_t{403}, uint16_t{404}, uint16_t{500}})
      CPPUNIT_ASSERT(!Look(AttackAt(0), status));
    CPPUNIT_ASSERT(!Look(Request("GET", "/wp-login.php", Category::kVulnScan), 200));
  }

  void ARedirectOfAPageIsNoSign() { CPPUNIT_ASSERT(!Look(AttackAt(0), 301)); }

  void AFileThatWasServed() {
    Kind(SignKind::kFileServed, Look(Request("GET", "/.env", Category::kInfoLeak), 200));
    CPPUNIT_ASSERT(!Look(Request("GET", "/.env", Category::kInfoLeak), 403));
    CPPUNIT_ASSERT(!Look(Request("POST", "/.env", Category::kInfoLeak), 302));
  }

  void AShellThatAnswered() {
    Kind(SignKind::kShellAnswered, Look(Request("GET", "/c99.php", Category::kMalwareUpload), 200));
  }

  void AnUploadThatIsUsed() {
    Kind(SignKind::kUploadTaken, Look(Request("PUT", "/up/x%2ephp", Category::kMalwareUpload), 201));
    CPPUNIT_ASSERT(finder_.IsUploaded("x.php"));
    const auto used = Look(Request("GET", "/other/x.php", Category::kBenign, "192.0.2.77"), 200);
    Kind(SignKind::kUploadUsed, used);
    CPPUNIT_ASSERT(used->whose == AddressOf("192.0.2.4"));
    CPPUNIT_ASSERT(used->sign.request.client == AddressOf("192.0.2.77"));
    CPPUNIT_ASSERT(!Look(Request("GET", "/other/x.php"), 404));
    CPPUNIT_ASSERT(!Look(Request("GET", "/other/y.php"), 200));
    const auto run = Look(Request("GET", "/up/x.php", Category::kCodeInjection, "192.0.2.77"), 200);
    Kind(SignKind::kUploadUsed, run);
    CPPUNIT_ASSERT(run->whose == AddressOf("192.0.2.77"));  // an incident of its own
  }

  void OrdinaryUploadsAreNone() {
    Sighting upload = Request("POST", "/album");
    upload.body = "filename=cat.jpg";
    CPPUNIT_ASSERT(!Look(upload, 200));
    CPPUNIT_ASSERT(!Look(Request("GET", "/cat.jpg"), 200));
  }

  void ARefusedUploadIsNone() {
    CPPUNIT_ASSERT(!Look(Request("PUT", "/x.php", Category::kMalwareUpload), 405));
    CPPUNIT_ASSERT(!Look(Request("GET", "/x.php"), 200));
  }

  void WhatAPayloadWrites() {
    Sighting sighting = Request("GET", "/a", Category::kCodeInjection);
    sighting.query = "c=echo%20x%20%3E%20/srv/www/b.php;id";
    CPPUNIT_ASSERT(WrittenNames(sighting) == std::vector<std::string>{"b.php"});
    sighting.query = "id=1 UNION SELECT 1 INTO OUTFILE '/srv/www/d.php'";
    CPPUNIT_ASSERT(WrittenNames(sighting) == std::vector<std::string>{"d.php"});
    sighting.query = {};
    sighting.body = "a=b&filename=\"../e.phtml\"&c";
    CPPUNIT_ASSERT(WrittenNames(sighting) == std::vector<std::string>{"e.phtml"});
    sighting.body = "a>b > c";
    CPPUNIT_ASSERT(WrittenNames(sighting).empty());
  }

  void AFormThatIsPassedAtLast() {
    for (int i = 0; i < 5; ++i) CPPUNIT_ASSERT(!Look(Request("POST", "/login"), 200));
    const auto passed = Look(Request("POST", "/login"), 302);
    Kind(SignKind::kFormPassed, passed);
    CPPUNIT_ASSERT_EQUAL(uint64_t{5}, passed->sign.count);
  }

  void AFormThatIsSentAgainIsNone() {
    for (int i = 0; i < 4; ++i) Look(Request("POST", "/login"), 200);
    CPPUNIT_ASSERT(!Look(Request("POST", "/login"), 302));  // too few
    for (int i = 0; i < 9; ++i) CPPUNIT_ASSERT(!Look(Request("POST", "/chat"), 200));
    CPPUNIT_ASSERT(!Look(Request("POST", "/other"), 302));
    for (int i = 0; i < 9; ++i) Look(Request("POST", "/order"), 302);
    CPPUNIT_ASSERT(!Look(Request("POST", "/order"), 200));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SignFinderTest);

}  // namespace
}  // namespace errwatch::cli
