#include "match/form_body.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/match/read_body.h"

namespace errwatch {
namespace {

class FormBodyTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FormBodyTest);
  CPPUNIT_TEST(StaysAsItIs);
  CPPUNIT_TEST(PasswordsAreLeftOut);
  CPPUNIT_TEST_SUITE_END();

 public:
  void StaysAsItIs() {
    for (const std::size_t piece : {1UL, 3UL, 1000UL})
      for (const char* body : {"a=1&b=%27+or+1%3D1--", "a", "a=", "a=b=c&d", "=x", "' or 1", "{\"a\":\"b\"}"})
        CPPUNIT_ASSERT_EQUAL(std::string(body), ReadBody({BodyKind::kForm, {}}, body, piece));
    CPPUNIT_ASSERT_EQUAL(std::string("a=1&b=2"), ReadBody({BodyKind::kForm, {}}, "&&a=1&&b=2&", 1));
  }

  void PasswordsAreLeftOut() {
    for (const std::size_t piece : {1UL, 5UL, 1000UL})
      CPPUNIT_ASSERT_EQUAL(
          std::string("log=bob&pwd=&user%5Bpassword%5D=&to=/"),
          ReadBody({BodyKind::kForm, {}}, "log=bob&pwd=a'b=c&user%5Bpassword%5D=x%26y&to=/", piece));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(FormBodyTest);

}  // namespace
}  // namespace errwatch
