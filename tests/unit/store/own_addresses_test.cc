#include "store/own_addresses.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch::store {
namespace {

class OwnAddressesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(OwnAddressesTest);
  CPPUNIT_TEST(EachInterfaceHasItsAddressAlone);
  CPPUNIT_TEST_SUITE_END();

  void EachInterfaceHasItsAddressAlone() {
    const AddressSet own = OwnAddresses();
    CPPUNIT_ASSERT(own.Contains(*ClientAddress::Parse("127.0.0.1")));
    for (const char* address : {"127.77.0.1", "192.0.2.1", "2001:db8::1"})
      CPPUNIT_ASSERT_MESSAGE(address, !own.Contains(*ClientAddress::Parse(address)));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(OwnAddressesTest);

}  // namespace
}  // namespace errwatch::store
