#include "anomaly/crowd.h"

#include <cppunit/extensions/HelperMacros.h>

#include "model/joined_attack.h"

namespace errwatch {
namespace {

using Verdict = std::optional<AnomalyKind>;

struct Situation {
  const char* name;
  Crowd crowd;
};

// kind, entries, strangers, visitors, different
constexpr Situation kInnocent[] = {
    {"a family's phones with an old password", {TargetKind::kAccount, 6, 6, 0, 1}},
    {"a fleet of 500 devices with the old password of one account", {TargetKind::kAccount, 500, 500, 0, 1}},
    {"a public demo account, mistyped by visitors", {TargetKind::kAccount, 90, 20, 60, 70}},
    {"everybody's password was reset", {TargetKind::kLogin, 900, 900, 40, 900}},
    {"Monday morning at an intranet's log-in", {TargetKind::kLogin, 200, 30, 120, 190}},
    {"a school's log-in after the holidays", {TargetKind::kLogin, 400, 90, 210, 380}},
    {"new users mistype their passwords twice", {TargetKind::kLogin, 80, 40, 0, 80}},
    {"new users, and no password is known", {TargetKind::kLogin, 80, 40, 0, 0}},
    {"one bad link in a letter to thousands", {TargetKind::kSite, 3000, 2800, 20, 1}},
    {"a search engine's old addresses with a strange query", {TargetKind::kSite, 60, 50, 9, 12}},
    {"a forum about SQL that its members write in", {TargetKind::kSite, 300, 12, 80, 200}},
    {"a marathon's day: the results are slow", {TargetKind::kLoad, 4000, 1900, 60, 3}},
    {"a marathon's day: visitors and strangers", {TargetKind::kLoad, 4000, 500, 200, 3}},
    {"a site that is down", {TargetKind::kLoad, 900, 300, 20, 40}},
    {"a sale begins", {TargetKind::kPath, 2000, 1500, 300, 1}},
    {"a broken deployment", {TargetKind::kPath, 5000, 900, 1100, 1}},
    {"a missing picture on every page", {TargetKind::kPath, 5000, 100, 4000, 1}},
};

class CrowdTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CrowdTest);
  CPPUNIT_TEST(InnocentCrowdsAreNoAttack);
  CPPUNIT_TEST(OneAccount);
  CPPUNIT_TEST(OneForm);
  CPPUNIT_TEST(AScanThatManyShare);
  CPPUNIT_TEST(Load);
  CPPUNIT_TEST(AFaultThatVisitorsMeet);
  CPPUNIT_TEST(GoesOnWithHalfAsMany);
  CPPUNIT_TEST(FewAreNobody);
  CPPUNIT_TEST_SUITE_END();

  void InnocentCrowdsAreNoAttack() {
    for (const Situation& situation : kInnocent) {
      const Verdict verdict = JudgeCrowd(situation.crowd);
      CPPUNIT_ASSERT_MESSAGE(situation.name, !verdict || !IsAttack(*verdict));
    }
  }

  void OneAccount() {
    CPPUNIT_ASSERT(JudgeCrowd({TargetKind::kAccount, 6000, 2000, 0, 5500}) == AnomalyKind::kBruteForce);
    // Of a log no passwords are known.
    CPPUNIT_ASSERT(JudgeCrowd({TargetKind::kAccount, 6000, 2000, 0, 0}) == AnomalyKind::kBruteForce);
    CPPUNIT_ASSERT(JudgeCrowd({TargetKind::kAccount, 40, 40, 3, 40}) == AnomalyKind::kBruteForce);
  }

  void OneForm() {
    CPPUNIT_ASSERT(JudgeCrowd({TargetKind::kLogin, 3000, 1000, 30, 2900}) == AnomalyKind::kBruteForce);
    CPPUNIT_ASSERT(JudgeCrowd({TargetKind::kLogin, 3000, 1000, 30, 0}) == AnomalyKind::kBruteForce);
    CPPUNIT_ASSERT(JudgeCrowd({TargetKind::kLogin, 1000, 1000, 30, 990}) == Verdict());
  }

  void AScanThatManyShare() {
    CPPUNIT_ASSERT(JudgeCrowd({TargetKind::kSite, 200, 80, 2, 150}) == AnomalyKind::kScan);
    CPPUNIT_ASSERT(JudgeCrowd({TargetKind::kSite, 200, 80, 30, 150}) == Verdict());
  }

  void Load() {
    CPPUNIT_ASSERT(JudgeCrowd({TargetKind::kLoad, 9000, 1000, 40, 1}) == AnomalyKind::kFlood);
    CPPUNIT_ASSERT(JudgeCrowd({TargetKind::kLoad, 2000, 1000, 40, 1}) == Verdict());
  }

  void AFaultThatVisitorsMeet() {
    CPPUNIT_ASSERT(JudgeCrowd({TargetKind::kPath, 5000, 900, 1100, 1}) == AnomalyKind::kBreakage);
    CPPUNIT_ASSERT(JudgeCrowd({TargetKind::kLoad, 900, 100, 100, 1}) == AnomalyKind::kBreakage);
    // A page that strangers alone miss: nobody's fault that has to be told.
    CPPUNIT_ASSERT(JudgeCrowd({TargetKind::kPath, 5000, 900, 10, 1}) == Verdict());
  }

  void GoesOnWithHalfAsMany() {
    const auto attack = AnomalyKind::kBruteForce;
    CPPUNIT_ASSERT(GoesOn(attack, {TargetKind::kAccount, 15, 15, 0, 15}));
    CPPUNIT_ASSERT(!GoesOn(attack, {TargetKind::kAccount, 14, 14, 0, 14}));
    CPPUNIT_ASSERT(!GoesOn(attack, {TargetKind::kAccount, 40, 15, 4, 15}));  // as many visitors are no botnet
    CPPUNIT_ASSERT(!GoesOn(attack, {TargetKind::kAccount, 40, 30, 0, 1}));   // an old password
    CPPUNIT_ASSERT(GoesOn(attack, {TargetKind::kLogin, 40, 20, 0, 40}));
    CPPUNIT_ASSERT(!GoesOn(attack, {TargetKind::kLogin, 22, 20, 0, 22}));  // each mistyped once
    CPPUNIT_ASSERT(GoesOn(AnomalyKind::kScan, {TargetKind::kSite, 20, 20, 0, 10}));
    CPPUNIT_ASSERT(!GoesOn(AnomalyKind::kScan, {TargetKind::kSite, 20, 20, 0, 2}));
    CPPUNIT_ASSERT(GoesOn(AnomalyKind::kFlood, {TargetKind::kLoad, 60, 20, 0, 1}));
    CPPUNIT_ASSERT(!GoesOn(AnomalyKind::kFlood, {TargetKind::kLoad, 30, 20, 0, 1}));
    CPPUNIT_ASSERT(GoesOn(AnomalyKind::kBreakage, {TargetKind::kPath, 12, 0, 12, 1}));
    CPPUNIT_ASSERT(!GoesOn(AnomalyKind::kBreakage, {TargetKind::kPath, 99, 99, 11, 1}));
  }

  void FewAreNobody() {
    for (uint8_t kind = 0; kind < kTargetKindCount; ++kind) {
      const auto target = static_cast<TargetKind>(kind);
      CPPUNIT_ASSERT(JudgeCrowd({target, 5000, kLeastStrangers - 1, 0, 5000}) == Verdict());
      CPPUNIT_ASSERT(JudgeCrowd({target, 5000, 0, kLeastVisitors - 1, 5000}) == Verdict());
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CrowdTest);

}  // namespace
}  // namespace errwatch
