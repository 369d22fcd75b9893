#include "store/places.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/temporary_directory.h"

namespace errwatch::store {
namespace {

class PlacesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PlacesTest);
  CPPUNIT_TEST(TellsOfEach);
  CPPUNIT_TEST_SUITE_END();

  void TellsOfEach() {
    TemporaryDirectory files;
    CPPUNIT_ASSERT(FaultsOf({"", 1024, {}}).empty());
    CPPUNIT_ASSERT(FaultsOf({files.Path("state"), 1024, {files.Path("events"), ""}}).empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, FaultsOf({"/no/such/state", 1024, {"", "/no/such/program"}}).size());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PlacesTest);

}  // namespace
}  // namespace errwatch::store
