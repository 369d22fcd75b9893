// Log-ins as an account that many share an attack at: which of them are told.
#include <cppunit/extensions/HelperMacros.h>

#include "unit/store/crowd_fixture.h"

namespace errwatch::store {
namespace {

class AccountingLogInsTest : public CrowdFixture {
  CPPUNIT_TEST_SUITE(AccountingLogInsTest);
  CPPUNIT_TEST(WhoGuessedTheAttackedAccountIsTold);
  CPPUNIT_TEST(WhoIsKnownHereIsToldApart);
  CPPUNIT_TEST(AnAccountThatManyUseIsToldEightTimes);
  CPPUNIT_TEST_SUITE_END();

  // How many log-ins were told as takeovers.
  std::size_t TakeoversOf(uint32_t client, const char* user, uint64_t* failures = nullptr) {
    Entry entry;
    entry.user = user;
    entry.authenticated = true;
    entry.vhost = entry_.vhost;
    entry.uri = "/private/";
    entry.status = 200;
    AccountSuccess(*segment_, entry, ClientNumber(client), charge_, now_);
    std::size_t told = 0;
    for (const IncidentRecord& record : Incidents()) {
      if (record.incident.kind != IncidentKind::kTakeover) continue;
      CPPUNIT_ASSERT((record.incident.joined == JoinedAttack{AnomalyKind::kBruteForce, UnderAttack{}}));
      CPPUNIT_ASSERT(record.incident.message == user);
      if (failures != nullptr) *failures = record.incident.score;
      ++told;
    }
    return told;
  }
  void WhoGuessedTheAttackedAccountIsTold() {
    charge_.anomalies = true;
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, TakeoversOf(500, "alice"));
    AttackAlice();
    uint64_t failures = 0;
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, TakeoversOf(7, "alice", &failures));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, failures);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, TakeoversOf(7, "alice"));  // each request of httpd's log-in is one
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, TakeoversOf(1000, "alice", &failures));  // at its first try
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, failures);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, TakeoversOf(1001, "bob"));
    charge_.anomalies = false;
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, TakeoversOf(1002, "alice"));
  }
  // Mostly that is the owner's everyday; but three pages make nobody known who was not before.
  void WhoIsKnownHereIsToldApart() {
    charge_.anomalies = true;
    for (int pages = 0; pages < 10; ++pages)
      for (uint32_t client = 2000; client < 2020; ++client)
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, TakeoversOf(client, "alice"));
    AttackAlice();
    std::size_t told = 0;
    for (uint32_t client = 2000; client < 2020; ++client) told += TakeoversOf(client, "alice");
    CPPUNIT_ASSERT_EQUAL(kMostLogInsTold, uint64_t{told});
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, TakeoversOf(7, "alice"));
  }
  void AnAccountThatManyUseIsToldEightTimes() {
    charge_.anomalies = true;
    AttackAlice();
    std::size_t told = 0;
    for (uint32_t client = 3000; client < 3020; ++client) told += TakeoversOf(client, "alice");
    CPPUNIT_ASSERT_EQUAL(kMostLogInsTold, uint64_t{told});
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AccountingLogInsTest);

}  // namespace
}  // namespace errwatch::store
