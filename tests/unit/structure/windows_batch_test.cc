#include "structure/windows_batch.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class WindowsBatchTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WindowsBatchTest);
  CPPUNIT_TEST(Conditions);
  CPPUNIT_TEST(SentencesAreNone);
  CPPUNIT_TEST(Variables);
  CPPUNIT_TEST_SUITE_END();

 public:
  void Conditions() {
    for (const std::string_view text :
         {"if exist c:\\x echo", "if not exist file.txt (", "if defined x (echo)", "if errorlevel 1 goto x",
          "if /i \"%1\"==\"a\" x", "if %x% geq 5 echo", "if 2 lss 15 echo", "if a==b echo x",
          "if \"a\"==\"b\" x", "if (2 geq 15) echo x", "if (a) == (b) echo", "if/i a==b x",
          "if cmdextversion 2 x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), StartsBatch(text, 0));
    CPPUNIT_ASSERT(StartsBatch("x & if exist c:\\x", 4));
  }

  void SentencesAreNone() {
    for (const std::string_view text :
         {"if you exist", "if exist is true", "if defined as such", "if x == y then", "if (a == b) return",
          "iffy", "if3 a==b foo", "if", "if ", "if /", "if a==b:"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !StartsBatch(text, 0));
  }

  void Variables() {
    CPPUNIT_ASSERT(IsBatchVariable("%x:~0,1%", 0));
    CPPUNIT_ASSERT(IsBatchVariable("%comspec%", 0));
    CPPUNIT_ASSERT(IsBatchVariable("for %%i in (a)", 4));
    CPPUNIT_ASSERT(IsBatchVariable("for %~ in(a)", 4));
    CPPUNIT_ASSERT(!IsBatchVariable("50% in (a)", 2));
    CPPUNIT_ASSERT(!IsBatchVariable("%path%", 0));
    CPPUNIT_ASSERT(!IsBatchVariable("%", 0));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(WindowsBatchTest);

}  // namespace
}  // namespace errwatch
