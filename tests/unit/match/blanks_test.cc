#include "match/blanks.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <random>
#include <string>

#include "unit/decode_step.h"

namespace errwatch {
namespace {

class BlanksTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BlanksTest);
  CPPUNIT_TEST(RunsBecomeOneBlank);
  CPPUNIT_TEST(LineEndsMayStay);
  CPPUNIT_TEST(DoubleBlanksAreThoseOfCollapseBlanks);
  CPPUNIT_TEST_SUITE_END();

 public:
  void RunsBecomeOneBlank() {
    CPPUNIT_ASSERT_EQUAL(std::string("*a b"), After(CollapseBlanks, "a \n\t b"));
    CPPUNIT_ASSERT_EQUAL(std::string("* a "), After(CollapseBlanks, "  a\r\n"));
    CPPUNIT_ASSERT_EQUAL(std::string("a b"), After(CollapseBlanks, "a b"));
    CPPUNIT_ASSERT_EQUAL(std::string(), After(CollapseBlanks, ""));
  }

  void LineEndsMayStay() {
    CPPUNIT_ASSERT_EQUAL(std::string("*a \n b"), After(CollapseBlanksInLines, "a \t\n  b"));
    CPPUNIT_ASSERT_EQUAL(std::string("a\nb"), After(CollapseBlanksInLines, "a\nb"));
  }

  void DoubleBlanksAreThoseOfCollapseBlanks() {
    std::mt19937 random(11);
    for (int i = 0; i < 5000; ++i) {
      std::string text(random() % 70, 'x');
      const auto blanks = 2 + random() % 10;  // from dense to sparse
      for (char& c : text) c = random() % blanks == 0 ? ' ' : 'x';
      CPPUNIT_ASSERT_EQUAL(After(CollapseBlanks, text), After(CollapseDoubleBlanks, text));
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(BlanksTest);

}  // namespace
}  // namespace errwatch
