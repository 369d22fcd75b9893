#include "cli/config/address_line.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/temporary_directory.h"

namespace errwatch {
namespace {

class AddressLineTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AddressLineTest);
  CPPUNIT_TEST(KeepsWhereAnAddressStands);
  CPPUNIT_TEST(PassesOverOtherDirectives);
  CPPUNIT_TEST(KnowsThoseOfModRemoteip);
  CPPUNIT_TEST_SUITE_END();

 public:
  void KeepsWhereAnAddressStands() {
    const TemporaryDirectory files;
    files.Write("list", "203.0.113.0/24 # theirs\n");
    std::vector<AddressLine> lines;
    AddAddressLine(*FindDirective("ErrWatchAllow"), "192.0.2.7 @list", "a.conf:3", files.Path(""), lines);
    AddAddressLine(*FindDirective("ErrWatchTrustedProxy"), "10.0.0.0/8", "a.conf:4", "", lines);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, lines.size());
    CPPUNIT_ASSERT(lines[0].directive == "ErrWatchAllow" && lines[0].origin == "a.conf:3");
    CPPUNIT_ASSERT(lines[0].addresses.Contains(*ClientAddress::Parse("192.0.2.7")));
    CPPUNIT_ASSERT(lines[0].addresses.Contains(*ClientAddress::Parse("203.0.113.9")));
    CPPUNIT_ASSERT(!lines[0].addresses.Contains(*ClientAddress::Parse("10.1.1.1")));
    CPPUNIT_ASSERT(lines[1].directive == "ErrWatchTrustedProxy");
  }

  void PassesOverOtherDirectives() {
    std::vector<AddressLine> lines;
    AddAddressLine(*FindDirective("ErrWatchScope"), "192.0.2.7", "a.conf:3", "", lines);
    CPPUNIT_ASSERT(lines.empty());
  }

  // Host names, which it takes as well, are no addresses.
  void KnowsThoseOfModRemoteip() {
    const TemporaryDirectory files;
    files.Write("list", "203.0.113.0/24\n");
    std::vector<AddressLine> lines;
    AddProxyLine("RemoteIPInternalProxy", "10.0.0.0/8 proxy.example.org", "a.conf:3", "", lines);
    AddProxyLine("remoteiptrustedproxylist", "list", "a.conf:4", files.Path(""), lines);
    AddProxyLine("RemoteIPTrustedProxy", "proxy.example.org", "a.conf:5", "", lines);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, lines.size());
    CPPUNIT_ASSERT(lines[0].directive == "RemoteIPInternalProxy" && lines[0].addresses.size() == 1);
    CPPUNIT_ASSERT(lines[1].addresses.Contains(*ClientAddress::Parse("203.0.113.9")));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AddressLineTest);

}  // namespace
}  // namespace errwatch
