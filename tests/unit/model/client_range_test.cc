#include "model/client_range.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>
#include <string>
#include <vector>

namespace errwatch {
namespace {

std::vector<std::string> RangeNames(const char* address, ClientPrefix prefix = {}) {
  std::vector<std::string> names;
  for (const ClientRange& range : ClientRanges(ClientAddress::Parse(address)->Masked(prefix), prefix))
    names.push_back(range.address.ToString(PrefixOfRange(range.level->bits)) + " " +
                    std::to_string(range.part));
  return names;
}
using RangeTexts = std::vector<std::string>;

class ClientRangeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ClientRangeTest);
  CPPUNIT_TEST(NarrowestFirst);
  CPPUNIT_TEST(OnlyWhatIsWiderThanAClient);
  CPPUNIT_TEST(AddressesOfOneNetworkAreManyParts);
  CPPUNIT_TEST(HowManyAreEnough);
  CPPUNIT_TEST_SUITE_END();

 public:
  void NarrowestFirst() {
    CPPUNIT_ASSERT(RangeNames("2001:db8:1:203::9") ==
                   (RangeTexts{"2001:db8:1:200::/56 3", "2001:db8:1::/48 2"}));
    CPPUNIT_ASSERT(RangeNames("192.0.2.7") == RangeTexts{"192.0.2.0/24 7"});
    CPPUNIT_ASSERT(RangeNames("::ffff:192.0.2.255") == RangeTexts{"192.0.2.0/24 255"});
  }

  void OnlyWhatIsWiderThanAClient() {
    CPPUNIT_ASSERT(RangeNames("2001:db8:1:203::9", {32, 56}) == RangeTexts{"2001:db8:1::/48 2"});
    CPPUNIT_ASSERT(RangeNames("2001:db8:1:203::9", {32, 48}).empty());
    CPPUNIT_ASSERT(RangeNames("192.0.2.7", {24, 64}).empty());
    CPPUNIT_ASSERT(RangeNames("192.0.2.7", {16, 64}).empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, RangeNames("2001:db8:1:203::9", {32, 128}).size());
  }

  void AddressesOfOneNetworkAreManyParts() {
    std::set<int> parts;
    for (uint64_t i = 1; i <= 256; ++i)
      parts.insert(ClientRanges(ClientAddress::FromWords(0x20010DB8'00000000, i), {32, 128}).begin()->part);
    CPPUNIT_ASSERT(parts.size() > 100);
  }

  void HowManyAreEnough() {
    const RangeLevel level{true, 24, false, 32, 3};
    CPPUNIT_ASSERT(IsEnough(level, 32, 32) && IsEnough(level, 32, 42) && !IsEnough(level, 32, 43));
    CPPUNIT_ASSERT(!IsEnough(level, 31, 31));
    CPPUNIT_ASSERT(IsEnough(level, 256, 256));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ClientRangeTest);

}  // namespace
}  // namespace errwatch
