#include "model/scope_name.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class ScopeNameTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ScopeNameTest);
  CPPUNIT_TEST(LettersDigitsAndThreeSigns);
  CPPUNIT_TEST_SUITE_END();

  void LettersDigitsAndThreeSigns() {
    for (const char* name : {"server", "a", "Shop_1.example-b"})
      CPPUNIT_ASSERT_MESSAGE(name, IsScopeName(name));
    for (const char* name : {"", "a b", "a/b", "a?", "a\x80"})
      CPPUNIT_ASSERT_MESSAGE(name, !IsScopeName(name));
    CPPUNIT_ASSERT(IsScopeName(std::string(kMaxScopeBytes, 'x')));
    CPPUNIT_ASSERT(!IsScopeName(std::string(kMaxScopeBytes + 1, 'x')));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ScopeNameTest);

}  // namespace
}  // namespace errwatch
