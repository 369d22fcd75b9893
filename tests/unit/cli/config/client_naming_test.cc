#include "cli/config/client_naming.h"

#include <cppunit/extensions/HelperMacros.h>

#include <utility>
#include <vector>

namespace errwatch {
namespace {

using Lines = std::vector<std::pair<const char*, const char*>>;

ClientNaming Of(const Lines& lines, const char* origin = "a.conf:1") {
  ClientNaming naming;
  for (const auto& [directive, argument] : lines) naming.Read(directive, argument, origin);
  return naming;
}

class ClientNamingTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ClientNamingTest);
  CPPUNIT_TEST(WhatNamesClients);
  CPPUNIT_TEST(WithoutAListAnybodyIsBelieved);
  CPPUNIT_TEST(VirtualHostsInherit);
  CPPUNIT_TEST(WhereItStands);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WhatNamesClients() {
    for (const Lines& lines :
         {Lines{{"RemoteIPHeader", "X-Forwarded-For"}}, Lines{{"remoteipheader", "X"}},
          Lines{{"RemoteIPProxyProtocol", "On"}}, Lines{{"RPAF_Enable", "On"}}, Lines{{"RPAFenable", "On"}}})
      CPPUNIT_ASSERT_MESSAGE(lines[0].first, Of(lines).named);
    for (const Lines& lines : {Lines{{"RemoteIPProxyProtocol", "Off"}},
                               Lines{{"RemoteIPInternalProxy", "::1"}}, Lines{{"RequestHeader", "set"}}})
      CPPUNIT_ASSERT_MESSAGE(lines[0].first, !Of(lines).named);
    CPPUNIT_ASSERT(Of({{"RemoteIPProxyProtocol", "On"}, {"RemoteIPProxyProtocol", "Off"}}).named);
  }

  void WithoutAListAnybodyIsBelieved() {
    CPPUNIT_ASSERT(Of({{"RemoteIPHeader", "X-Forwarded-For"}}).BelievesAnybody());
    for (const char* list : {"RemoteIPInternalProxy", "RemoteIPTrustedProxy", "RemoteIPInternalProxyList",
                             "RemoteIPTrustedProxyList", "remoteipinternalproxy"}) {
      CPPUNIT_ASSERT_MESSAGE(list, !Of({{"RemoteIPHeader", "X"}, {list, "192.0.2.1"}}).BelievesAnybody());
      CPPUNIT_ASSERT_MESSAGE(list, !Of({{list, "192.0.2.1"}, {"RemoteIPHeader", "X"}}).BelievesAnybody());
    }
    // These have lists of their own, or none to have.
    CPPUNIT_ASSERT(!Of({{"RemoteIPProxyProtocol", "On"}}).BelievesAnybody());
    CPPUNIT_ASSERT(!Of({{"RPAF_Enable", "On"}}).BelievesAnybody());
  }

  void VirtualHostsInherit() {
    const ClientNaming header = Of({{"RemoteIPHeader", "X"}}, "main.conf:1");
    const ClientNaming list = Of({{"RemoteIPInternalProxy", "192.0.2.1"}}, "vhost.conf:1");
    CPPUNIT_ASSERT(!list.Under(header).BelievesAnybody() && list.Under(header).named);
    CPPUNIT_ASSERT(!header.Under(list).BelievesAnybody());
    CPPUNIT_ASSERT_EQUAL(std::string("main.conf:1"), ClientNaming{}.Under(header).header_origin);
    CPPUNIT_ASSERT_EQUAL(std::string("vhost.conf:3"),
                         Of({{"RemoteIPHeader", "Y"}}, "vhost.conf:3").Under(header).header_origin);
  }

  void WhereItStands() {
    const ClientNaming header = Of({{"RemoteIPHeader", "X"}}, "main.conf:1");
    const ClientNaming good = Of({{"RemoteIPInternalProxy", "192.0.2.1"}}).Under(header);
    const ClientNaming bad = Of({{"RemoteIPHeader", "Y"}}, "vhost.conf:3");
    const auto where = [](const std::vector<ClientNaming>& servers) {
      return WhereAnybodyIsBelieved(servers);
    };
    CPPUNIT_ASSERT_EQUAL(std::string(), where({}));
    CPPUNIT_ASSERT_EQUAL(std::string(), where({ClientNaming{}}));
    CPPUNIT_ASSERT_EQUAL(std::string("main.conf:1"), where({header}));
    CPPUNIT_ASSERT_EQUAL(std::string("main.conf:1"), where({header, header}));
    CPPUNIT_ASSERT_EQUAL(std::string("vhost.conf:3"), where({ClientNaming{}, ClientNaming{}, bad}));
    CPPUNIT_ASSERT_EQUAL(std::string("vhost.conf:3"), where({header, good, bad}));
    // Requests come to the virtual hosts, and those know.
    CPPUNIT_ASSERT_EQUAL(std::string(), where({header, good}));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ClientNamingTest);

}  // namespace
}  // namespace errwatch
