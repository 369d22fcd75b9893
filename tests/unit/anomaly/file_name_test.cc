#include "anomaly/file_name.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class FileNameTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FileNameTest);
  CPPUNIT_TEST(WhatBrowsersLoadIsNotOdd);
  CPPUNIT_TEST(WhatServersKeepIsOdderThanWhatTheyRun);
  CPPUNIT_TEST(HiddenNamesAreSeen);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WhatBrowsersLoadIsNotOdd() {
    for (const char* file : {"", "list", "a.css", "A.PNG", ".htm", "a.min.js"})
      CPPUNIT_ASSERT_EQUAL(0.0F, FileNameBits(file));
  }

  void WhatServersKeepIsOdderThanWhatTheyRun() {
    CPPUNIT_ASSERT(FileNameBits("a.php") > 0);
    CPPUNIT_ASSERT(FileNameBits("a.sql") > FileNameBits("a.php"));
    CPPUNIT_ASSERT(FileNameBits("a.") > 0);
  }

  void HiddenNamesAreSeen() {
    CPPUNIT_ASSERT(HasHiddenName("/.git/config"));
    CPPUNIT_ASSERT(HasHiddenName("/.well-known/../.env"));
    CPPUNIT_ASSERT(!HasHiddenName("/.well-known/acme") && !HasHiddenName("/a.b"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(FileNameTest);

}  // namespace
}  // namespace errwatch
