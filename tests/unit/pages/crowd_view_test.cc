#include "pages/crowd_view.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class CrowdViewTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CrowdViewTest);
  CPPUNIT_TEST(TheStrictestOfAHostFollows);
  CPPUNIT_TEST(NothingFollowsAFault);
  CPPUNIT_TEST_SUITE_END();

  static std::optional<UnderAttack> FollowsOf(AnomalyKind kind, const char* vhost) {
    const std::vector<UnderAttackRow> hosts = {
        {"a", {}}, {"a", {Joiners::kTighten, 4}}, {"a", {Joiners::kTighten, 2}}, {"b", {Joiners::kBlock, 1}}};
    std::vector<CrowdRow> crowds(1);
    crowds[0].kind = kind;
    crowds[0].vhost = vhost;
    SetWhatFollows(hosts, crowds);
    return crowds[0].follows;
  }

 public:
  void TheStrictestOfAHostFollows() {
    CPPUNIT_ASSERT_EQUAL(std::string("tighten=4"), DirectiveText(*FollowsOf(AnomalyKind::kScan, "a")));
    CPPUNIT_ASSERT_EQUAL(std::string("block"), DirectiveText(*FollowsOf(AnomalyKind::kScan, "b")));
    CPPUNIT_ASSERT(!FollowsOf(AnomalyKind::kScan, "c"));
  }

  void NothingFollowsAFault() { CPPUNIT_ASSERT(!FollowsOf(AnomalyKind::kBreakage, "a")); }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CrowdViewTest);

}  // namespace
}  // namespace errwatch
