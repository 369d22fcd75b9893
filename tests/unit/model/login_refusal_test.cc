#include "model/login_refusal.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class LoginRefusalTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LoginRefusalTest);
  CPPUNIT_TEST(UsersThatDoNotExist);
  CPPUNIT_TEST(GuessesAreNotAmongThem);
  CPPUNIT_TEST(RefusedWithoutAGuess);
  CPPUNIT_TEST_SUITE_END();

 public:
  void UsersThatDoNotExist() {
    for (const LogId id : {1618U, 1790U, 1808U}) CPPUNIT_ASSERT(IsUnknownUser(id) && !TriesNoPassword(id));
    CPPUNIT_ASSERT(!IsUnknownUser(1617));
  }

  void GuessesAreNotAmongThem() {
    // Wrong passwords: basic, digest, form, LDAP; and what comes without a number.
    for (const LogId id : {1617U, 1792U, 1794U, 1807U, 1694U, 1695U, 0U})
      CPPUNIT_ASSERT(!TriesNoPassword(id));
  }

  void RefusedWithoutAGuess() {
    for (const LogId id : {573U, 1614U, 1629U, 1631U, 1667U, 1776U, 1786U, 1801U, 10560U})
      CPPUNIT_ASSERT(TriesNoPassword(id));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LoginRefusalTest);

}  // namespace
}  // namespace errwatch
