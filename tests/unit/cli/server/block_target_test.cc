#include "cli/server/block_target.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch::cli {
namespace {

class BlockTargetTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BlockTargetTest);
  CPPUNIT_TEST(Clients);
  CPPUNIT_TEST(Ranges);
  CPPUNIT_TEST(NothingIsSmallerThanAClient);
  CPPUNIT_TEST(AnySizeWhereNoServerSaysOne);
  CPPUNIT_TEST_SUITE_END();

 public:
  void Clients() {
    CPPUNIT_ASSERT(ParseBlockTarget("192.0.2.4/32", {}).value().address ==
                   *ClientAddress::Parse("192.0.2.4"));
    CPPUNIT_ASSERT(ParseBlockTarget("[2001:db8::5]", {}).value().address ==
                   *ClientAddress::Parse("2001:db8::"));
    CPPUNIT_ASSERT(ParseBlockTarget("2001:db8::5/64", {}).ok());
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::/64"),
                         ParseBlockTarget("2001:db8::5", {}).value().ToString());
    const BlockTarget wide = ParseBlockTarget("192.0.2.77", {24, 64}).value();
    CPPUNIT_ASSERT(wide.address == *ClientAddress::Parse("192.0.2.0") && !wide.is_range());
    CPPUNIT_ASSERT(wide.given == *ClientAddress::Parse("192.0.2.77"));
    for (const char* bad : {"", "::", "192.0.2.4/", "192.0.2.4/32x", "192.0.2.4/33", "192.0.2.4:80"})
      CPPUNIT_ASSERT_MESSAGE(bad, !ParseBlockTarget(bad, {}).ok());
  }

  void Ranges() {
    for (const auto& [text, shown] :
         {std::pair("192.0.2.77/24", "192.0.2.0/24"), std::pair("192.0.2.77/17", "192.0.0.0/17"),
          std::pair("192.0.2.77/1", "128.0.0.0/1"), std::pair("192.0.2.77/31", "192.0.2.76/31"),
          std::pair("2001:db8:0:1ab::1/56", "2001:db8:0:100::/56"),
          std::pair("2001:db8:7:1ab::1/32", "2001:db8::/32"),
          std::pair("2001:db8:7:1ab::1/63", "2001:db8:7:1aa::/63")}) {
      const BlockTarget target = ParseBlockTarget(text, {}).value();
      CPPUNIT_ASSERT_MESSAGE(text, target.is_range());
      CPPUNIT_ASSERT_EQUAL(std::string(shown), target.ToString());
    }
    // Where they are clients themselves they are no ranges.
    CPPUNIT_ASSERT(!ParseBlockTarget("192.0.2.0/24", {24, 64}).value().is_range());
    CPPUNIT_ASSERT(ParseBlockTarget("2001:db8::/64", {32, 128}).value().is_range());
    CPPUNIT_ASSERT_EQUAL(24, int{ParseBlockTarget("192.0.2.0", {24, 64}).value().bits()});
  }

  void AnySizeWhereNoServerSaysOne() {
    CPPUNIT_ASSERT(PrefixAsWritten("192.0.2.0/20") == (ClientPrefix{20, 64}));
    CPPUNIT_ASSERT(PrefixAsWritten("2001:db8::/50") == (ClientPrefix{32, 50}));
    for (const char* none : {"192.0.2.1", "192.0.2.0/33", "192.0.2.0/0", "192.0.2.0/", "nobody/8"})
      CPPUNIT_ASSERT_MESSAGE(none, PrefixAsWritten(none) == ClientPrefix());
    CPPUNIT_ASSERT_EQUAL(32, ParseBlockTarget("192.0.2.77", {24, 64}).value().written_bits);
    CPPUNIT_ASSERT_EQUAL(64, ParseBlockTarget("2001:db8::/64", {}).value().written_bits);
    CPPUNIT_ASSERT_EQUAL(48, ParseBlockTarget("2001:db8::/48", {}).value().written_bits);
  }

  // A single address is the client that it is of, however it is written.
  void NothingIsSmallerThanAClient() {
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::/64"),
                         ParseBlockTarget("2001:db8::5/128", {}).value().ToString());
    for (const char* bad : {"2001:db8::/65", "2001:db8::/127"})
      CPPUNIT_ASSERT(ParseBlockTarget(bad, {}).error().find("a client is a /64 here (ErrWatchPrefix)") !=
                     std::string::npos);
    CPPUNIT_ASSERT(!ParseBlockTarget("192.0.2.0/25", {24, 64}).ok());
    for (const char* bad : {"192.0.2.0/0", "192.0.2.0/-1", "192.0.2.0/24x", "2001:db8::/129"})
      CPPUNIT_ASSERT(ParseBlockTarget(bad, {}).error().find("must be a number of bits from 1 to ") !=
                     std::string::npos);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(BlockTargetTest);

}  // namespace
}  // namespace errwatch::cli
