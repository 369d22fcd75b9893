#include "structure/host_number.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class HostNumberTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HostNumberTest);
  CPPUNIT_TEST(AllFormsAreTheSameNumber);
  CPPUNIT_TEST(OtherNamesAreNone);
  CPPUNIT_TEST(BordersOfTheInside);
  CPPUNIT_TEST(Ipv6OfTheInside);
  CPPUNIT_TEST_SUITE_END();

 public:
  void AllFormsAreTheSameNumber() {
    for (const std::string_view host : {"127.1", "127.0.1", "0x7f.1", "0x7f000001", "017700000001",
                                        "2130706433", "0177.0.0.1", "127.0.0.01", "0x7f.0.0.0x1"}) {
      const HostNumber number = ReadHostNumber(host);
      CPPUNIT_ASSERT_MESSAGE(std::string(host), number.form == NumberForm::kOdd);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(host), 0x7f000001U, number.ipv4);
    }
    CPPUNIT_ASSERT(ReadHostNumber("192.168.1.20").form == NumberForm::kPlain);
    CPPUNIT_ASSERT_EQUAL(0xc0a80114U, ReadHostNumber("192.168.1.20").ipv4);
    CPPUNIT_ASSERT_EQUAL(0x7f000001U, ReadHostNumber("6425673729").ipv4);  // one turn too far
  }

  void OtherNamesAreNone() {
    for (const std::string_view host :
         {"", ".", "a", "1.", "1..2", "1.2.3.4.5", "0x", "0xg", "1a", "-1", "1.2.3.x", "12345678901234567"})
      CPPUNIT_ASSERT_MESSAGE(std::string(host), ReadHostNumber(host).form == NumberForm::kNone);
  }

  void BordersOfTheInside() {
    for (const uint32_t ipv4 :
         {0x7f000000U, 0x7fffffffU, 0x0a000000U, 0x0affffffU, 0xac100000U, 0xac1fffffU, 0xc0a80000U,
          0xc0a8ffffU, 0U, 0x64400000U, 0x647fffffU, 0xa9fe0000U, 0xa9feffffU})
      CPPUNIT_ASSERT_MESSAGE(std::to_string(ipv4), IsInside(ipv4));
    for (const uint32_t ipv4 : {0x7effffffU, 0x80000000U, 0x0b000000U, 0xac0fffffU, 0xac200000U, 0xc0a7ffffU,
                                0xc0a90000U, 0x643fffffU, 0x64800000U, 0xa9fdffffU, 0xa9ff0000U})
      CPPUNIT_ASSERT_MESSAGE(std::to_string(ipv4), !IsInside(ipv4));
    CPPUNIT_ASSERT(IsMetadataService(0xa9fea9fe) && IsMetadataService(0x646464c8) &&
                   IsMetadataService(0xc00000c0));
    CPPUNIT_ASSERT(!IsMetadataService(0x7f000001));
  }

  void Ipv6OfTheInside() {
    for (const std::string_view host :
         {"::1", "::", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "::ffff:a00:1", "::10.0.0.1",
          "fc00::", "fdff::1", "fe80::1", "febf::", "fe80::1%eth0", "64:ff9b::7f00:1", "::ffff:a9fe:a9fe"})
      CPPUNIT_ASSERT_MESSAGE(std::string(host), IsInsideIpv6(host));
    for (const std::string_view host :
         {"", ":", "1", "::ffff:8.8.8.8", "2001:db8::1", "fec0::1", "fb00::", "::1::", "1:2:3:4:5:6:7:8:9",
          "::12345", "::g", "1::2::3", "64:ff9b::808:808", "::1:7f00:1", "::ffff:1.2.3"})
      CPPUNIT_ASSERT_MESSAGE(std::string(host), !IsInsideIpv6(host));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HostNumberTest);

}  // namespace
}  // namespace errwatch
