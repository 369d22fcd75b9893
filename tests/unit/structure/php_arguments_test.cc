#include "structure/php_arguments.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class PhpArgumentsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PhpArgumentsTest);
  CPPUNIT_TEST(TellsPathsOutside);
  CPPUNIT_TEST(KnowsNamesOfFunctions);
  CPPUNIT_TEST(AsksWhatACallbackRuns);
  CPPUNIT_TEST(PassesWhatComputes);
  CPPUNIT_TEST(PassesDataBesideThePage);
  CPPUNIT_TEST_SUITE_END();

 public:
  void TellsPathsOutside() {
    CPPUNIT_ASSERT(IsIncludedPath("('/tmp/x')", 1));
    CPPUNIT_ASSERT(IsIncludedPath("($x)", 1));
    CPPUNIT_ASSERT(IsIncludedPath("('http://a/b')", 1));
    CPPUNIT_ASSERT(!IsIncludedPath("('header.php')", 1));
  }

  void KnowsNamesOfFunctions() {
    CPPUNIT_ASSERT(HoldsFunctionName("('system')", 0));
    CPPUNIT_ASSERT(!HoldsFunctionName("('systems')", 0));
    CPPUNIT_ASSERT(!HoldsFunctionName("(system)", 0));
  }

  void AsksWhatACallbackRuns() {
    CPPUNIT_ASSERT(TakesRunningCallback("($_get,'x')", 0));
    CPPUNIT_ASSERT(TakesRunningCallback("(['id'],'system')", 0));
    CPPUNIT_ASSERT(TakesRunningCallback("($a,'sys'.'tem')", 0));
    CPPUNIT_ASSERT(!TakesRunningCallback("($a,'strcmp')", 0));
    CPPUNIT_ASSERT(!TakesRunningCallback("($a, fn($x) => $x)", 0));
  }

  void PassesWhatComputes() {
    CPPUNIT_ASSERT(OnlyComputes("json_decode", "($json, true)", 0));
    CPPUNIT_ASSERT(!OnlyComputes("json_decode", "($_get[0])", 0));
    CPPUNIT_ASSERT(!OnlyComputes("system", "($x)", 0));
  }

  void PassesDataBesideThePage() {
    CPPUNIT_ASSERT(ReadsOwnData("readfile", "('a/data.csv')", 0));
    CPPUNIT_ASSERT(!ReadsOwnData("readfile", "('/data.csv')", 0));
    CPPUNIT_ASSERT(!ReadsOwnData("readfile", "('../data.csv')", 0));
    CPPUNIT_ASSERT(!ReadsOwnData("readfile", "('http://a/data.csv')", 0));
    CPPUNIT_ASSERT(!ReadsOwnData("readfile", "('config.php')", 0));
    CPPUNIT_ASSERT(!ReadsOwnData("system", "('a.txt')", 0));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PhpArgumentsTest);

}  // namespace
}  // namespace errwatch
