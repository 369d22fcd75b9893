#include "store/places.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/temporary_directory.h"

namespace errwatch::store {
namespace {

class PlacesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PlacesTest);
  CPPUNIT_TEST(TellsOfEach);
  CPPUNIT_TEST(EachIsAFileOfItsOwn);
  CPPUNIT_TEST_SUITE_END();

  void TellsOfEach() {
    TemporaryDirectory files;
    CPPUNIT_ASSERT(FaultsOf({"", 1024, {}}).empty());
    CPPUNIT_ASSERT(FaultsOf({files.Path("state"), 1024, {files.Path("events"), ""}}).empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, FaultsOf({"/no/such/state", 1024, {"", "/no/such/program"}}).size());
  }

  static std::string WhyNotApart(const Places& places) {
    const Status apart = CheckApart(places);
    return apart ? "" : apart.error();
  }

  void EachIsAFileOfItsOwn() {
    TemporaryDirectory files;
    const std::string log = files.Write("error.log", "");
    const std::string state = files.Path("state");
    const std::string events = files.Path("events");
    CPPUNIT_ASSERT_EQUAL(std::string(), WhyNotApart({state, 0, {events, ""}, {log}}));
    CPPUNIT_ASSERT_EQUAL(std::string(), WhyNotApart({state, 0, {"/dev/stdout", ""}, {log}}));
    CPPUNIT_ASSERT_EQUAL(std::string(), WhyNotApart({"", 0, {"/dev/stderr", ""}, {"/proc/self/fd/2"}}));
    CPPUNIT_ASSERT_EQUAL(std::string(), WhyNotApart({"", 0, {"/dev/null", ""}, {"/dev/null"}}));
    CPPUNIT_ASSERT(!WhyNotApart({state, 0, {events, ""}, {"/other", files.path() + "/./events"}}).empty());
    CPPUNIT_ASSERT(!WhyNotApart({state, 0, {log, ""}, {log}}).empty());
    CPPUNIT_ASSERT(!WhyNotApart({log, 0, {}, {log}}).empty());
    CPPUNIT_ASSERT(!WhyNotApart({state, 0, {state, ""}, {}}).empty());
    CPPUNIT_ASSERT(!WhyNotApart({state, 0, {"/dev/stderr", ""}, {log}}).empty());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PlacesTest);

}  // namespace
}  // namespace errwatch::store
