#include "pages/client_story.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class ClientStoryRowTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ClientStoryRowTest);
  CPPUNIT_TEST(AnAttackThatWasAnsweredMayHaveSucceeded);
  CPPUNIT_TEST(EachIncidentHasAKind);
  CPPUNIT_TEST_SUITE_END();

 public:
  void AnAttackThatWasAnsweredMayHaveSucceeded() {
    StoryRow row;
    row.category = "sql_injection";
    row.status = 200;
    CPPUNIT_ASSERT(row.IsAttack() && !row.Succeeded());  // of what httpd thought when it wrote the entry
    row.answered = true;
    CPPUNIT_ASSERT(row.Succeeded());
    for (const uint16_t status : {uint16_t{0}, uint16_t{199}, uint16_t{302}, uint16_t{404}, uint16_t{500}}) {
      row.status = status;
      CPPUNIT_ASSERT(!row.Succeeded());
    }
    row.status = 206;
    row.category = "info_leak";  // a file that is nobody's business
    CPPUNIT_ASSERT(row.IsAttack() && row.Succeeded());
    // A form answers 200 to a wrong password, and a site to what a scanner asks for beside.
    for (const char* category : {"auth_failure", "vuln_scan", "no such"}) {
      row.category = category;
      CPPUNIT_ASSERT(row.IsAttack() && !row.Succeeded());
    }
    row.category = "xss";
    row.kind = StoryKind::kBlock;
    CPPUNIT_ASSERT(!row.IsAttack());
  }

  void EachIncidentHasAKind() {
    for (uint8_t i = 0; i < kIncidentKindCount; ++i) {
      const auto kind = static_cast<IncidentKind>(i);
      CPPUNIT_ASSERT(Info(StoryKindOf(kind)).name == IncidentKindName(kind));
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ClientStoryRowTest);

}  // namespace
}  // namespace errwatch
