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
    for (const LogId id : {1618, 1790, 1808}) CPPUNIT_ASSERT(IsUnknownUser(id) && !TriesNoPassword(id));
    CPPUNIT_ASSERT(!IsUnknownUser(1617));
  }

  void GuessesAreNotAmongThem() {
    // Wrong passwords: basic, digest, form, LDAP; and what comes without a number.
    for (const LogId id : {1617, 1792, 1794, 1807, 1694, 1695, 0}) CPPUNIT_ASSERT(!TriesNoPassword(id));
  }

  void RefusedWithoutAGuess() {
    for (const LogId id : {573, 1614, 1629, 1631, 1667, 1776, 1786, 1801, 10560})
      CPPUNIT_ASSERT(TriesNoPassword(id));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LoginRefusalTest);

}  // namespace
}  // namespace errwatch
