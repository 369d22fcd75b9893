#include "cli/server/block_target.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch::cli {
namespace {

class BlockTargetTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BlockTargetTest);
  CPPUNIT_TEST(Clients);
  CPPUNIT_TEST(Ranges);
  CPPUNIT_TEST(OtherSizesAreRefusedWithThoseThatThereAre);
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
    CPPUNIT_ASSERT(wide.address == *ClientAddress::Parse("192.0.2.0") && wide.range == nullptr);
    CPPUNIT_ASSERT(wide.given == *ClientAddress::Parse("192.0.2.77"));
    for (const char* bad : {"", "::", "192.0.2.4/", "192.0.2.4/32x", "192.0.2.4/33", "192.0.2.4:80"})
      CPPUNIT_ASSERT_MESSAGE(bad, !ParseBlockTarget(bad, {}).ok());
  }

  void Ranges() {
    for (const auto& [text, shown] : {std::pair("192.0.2.77/24", "192.0.2.0/24"),
                                      std::pair("2001:db8:0:1ab::1/56", "2001:db8:0:100::/56"),
                                      std::pair("2001:db8:7:1ab::1/48", "2001:db8:7::/48")}) {
      const BlockTarget target = ParseBlockTarget(text, {}).value();
      CPPUNIT_ASSERT_MESSAGE(text, target.range != nullptr);
      CPPUNIT_ASSERT_EQUAL(std::string(shown), target.ToString());
    }
    // Where they are clients themselves they are no ranges.
    CPPUNIT_ASSERT(ParseBlockTarget("192.0.2.0/24", {24, 64}).value().range == nullptr);
    CPPUNIT_ASSERT(ParseBlockTarget("2001:db8::/64", {32, 128}).value().range != nullptr);
  }

  void AnySizeWhereNoServerSaysOne() {
    CPPUNIT_ASSERT(PrefixAsWritten("192.0.2.0/20") == (ClientPrefix{20, 64}));
    CPPUNIT_ASSERT(PrefixAsWritten("2001:db8::/50") == (ClientPrefix{32, 50}));
    for (const char* none : {"192.0.2.1", "192.0.2.0/33", "192.0.2.0/0", "192.0.2.0/", "nobody/8"})
      CPPUNIT_ASSERT_MESSAGE(none, PrefixAsWritten(none) == ClientPrefix());
    CPPUNIT_ASSERT_EQUAL(32, ParseBlockTarget("192.0.2.77", {24, 64}).value().bits);
    CPPUNIT_ASSERT_EQUAL(64, ParseBlockTarget("2001:db8::/64", {}).value().bits);
    CPPUNIT_ASSERT_EQUAL(48, ParseBlockTarget("2001:db8::/48", {}).value().bits);
  }

  void OtherSizesAreRefusedWithThoseThatThereAre() {
    for (const char* bad :
         {"192.0.2.0/16", "192.0.2.0/25", "2001:db8::/32", "2001:db8::/60", "2001:db8::/24"}) {
      const auto target = ParseBlockTarget(bad, {});
      CPPUNIT_ASSERT_MESSAGE(bad, !target);
      CPPUNIT_ASSERT_MESSAGE(
          target.error(),
          target.error().find("can be blocked as a whole are /24 of IPv4, /56 or /48 of IPv6") !=
              std::string::npos);
    }
    CPPUNIT_ASSERT(ParseBlockTarget("192.0.2.0/8", {24, 56}).error().find("as a whole are /48 of IPv6;") !=
                   std::string::npos);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(BlockTargetTest);

}  // namespace
}  // namespace errwatch::cli
