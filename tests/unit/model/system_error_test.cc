#include "model/system_error.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class SystemErrorTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SystemErrorTest);
  CPPUNIT_TEST(NamesAreExact);
  CPPUNIT_TEST_SUITE_END();

 public:
  void NamesAreExact() {
    CPPUNIT_ASSERT(ParseErrno("EACCES") == EACCES && ParseErrno("ESTALE") == ESTALE);
    CPPUNIT_ASSERT(ParseErrno("APR_EPATHWILD") == 20025);
    for (const char* name : {"", "eacces", "EACCES ", "13", "ENOTHING"})
      CPPUNIT_ASSERT_MESSAGE(name, !ParseErrno(name).has_value());
    CPPUNIT_ASSERT(ErrnoNames().starts_with("EACCES, EAGAIN, "));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SystemErrorTest);

}  // namespace
}  // namespace errwatch
