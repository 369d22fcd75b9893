#include "model/guess.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class GuessTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(GuessTest);
  CPPUNIT_TEST(KindsAreNamed);
  CPPUNIT_TEST(PrintsTellApart);
  CPPUNIT_TEST_SUITE_END();

 public:
  void KindsAreNamed() {
    CPPUNIT_ASSERT(ParseGuessKind("password") == GuessKind::kPassword);
    CPPUNIT_ASSERT(ParseGuessKind("code") == GuessKind::kCode);
    for (const char* none : {"", "none", "Password", "password, code"}) CPPUNIT_ASSERT(!ParseGuessKind(none));
  }

  void PrintsTellApart() {
    CPPUNIT_ASSERT_EQUAL(AddToPrint(kEmptyPrint, "ab"), AddToPrint(AddToPrint(kEmptyPrint, "a"), "b"));
    CPPUNIT_ASSERT(AddToPrint(kEmptyPrint, "ab") != AddToPrint(kEmptyPrint, "ba"));
    CPPUNIT_ASSERT(AddToPrint(kEmptyPrint, uint64_t{1}) != AddToPrint(kEmptyPrint, uint64_t{1} << 56));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(GuessTest);

}  // namespace
}  // namespace errwatch
