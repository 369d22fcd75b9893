#include "model/joined_attack.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

// Stored in shared memory.
static_assert(AttackNumber(AnomalyKind::kBruteForce) == 1 && AttackNumber(AnomalyKind::kScan) == 2 &&
              AttackNumber(AnomalyKind::kFlood) == 3);

class JoinedAttackTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(JoinedAttackTest);
  CPPUNIT_TEST(EachAttackHasANumber);
  CPPUNIT_TEST(TheDirectiveIsReadAsItIsWritten);
  CPPUNIT_TEST(NothingElseIsRead);
  CPPUNIT_TEST_SUITE_END();

  void EachAttackHasANumber() {
    int attacks = 0;
    for (uint8_t i = 0; i < kAnomalyKindCount; ++i) {
      const auto kind = static_cast<AnomalyKind>(i);
      const uint8_t number = AttackNumber(kind);
      CPPUNIT_ASSERT_EQUAL(IsAttack(kind), number != 0);
      if (number == 0) continue;
      ++attacks;
      CPPUNIT_ASSERT(AttackOfNumber(number) == kind);
    }
    CPPUNIT_ASSERT_EQUAL(3, attacks);
    CPPUNIT_ASSERT(AttackNumber(std::nullopt) == 0 && !AttackOfNumber(0) && !AttackOfNumber(4) &&
                   !AttackOfNumber(UINT64_MAX));
  }

  void TheDirectiveIsReadAsItIsWritten() {
    CPPUNIT_ASSERT_EQUAL(std::string("tighten=4"), DirectiveText({Joiners::kTighten, 4}));
    for (const UnderAttack& terms :
         {UnderAttack{}, UnderAttack{Joiners::kBlock, 1}, UnderAttack{Joiners::kTighten, 2},
          UnderAttack{Joiners::kTighten, kMaxTightenFactor}})
      CPPUNIT_ASSERT(ReadDirectiveText(DirectiveText(terms)) == terms);
  }

  void NothingElseIsRead() {
    for (const char* text : {"", "tighten", "tighten=", "tighten=1", "tighten=101", "tighten=4x",
                             "tighten=-4", "tighten= 4", "tighten=99999999999", "blocked", "Block"})
      CPPUNIT_ASSERT_MESSAGE(text, !ReadDirectiveText(text));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(JoinedAttackTest);

}  // namespace
}  // namespace errwatch
