#include "cli/logs/remote_peer.h"

#include <cppunit/extensions/HelperMacros.h>

#include "cli/logs/log_parser.h"

namespace errwatch::cli {
namespace {

class RemotePeerTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RemotePeerTest);
  CPPUNIT_TEST(RequestsAreOfClients);
  CPPUNIT_TEST(PortAndMessageTell);
  CPPUNIT_TEST_SUITE_END();

 public:
  void RequestsAreOfClients() {
    for (const char* message : {" AH02032: Hostname a", " AH02229: access to /x failed", " AH10158: cannot"})
      CPPUNIT_ASSERT_MESSAGE(message, !IsAboutBackend("ssl", message));
    for (const char* message :
         {" AH02039: Certificate Verification: Error (10)", " AH02008: SSL library error 1",
          " AH02411: SSL Proxy: Peer certificate", " SSL Library Error: x", ""})
      CPPUNIT_ASSERT_MESSAGE(message, IsAboutBackend("ssl", message));
    CPPUNIT_ASSERT(!IsAboutBackend("proxy", " AH01144: No protocol handler") &&
                   !IsAboutBackend("proxy_http", " AH00898: Error reading") &&
                   !IsAboutBackend("core", " AH00128: x"));
    CPPUNIT_ASSERT(IsAboutBackend("proxy", " AH02642: proxy: connection shutdown") &&
                   IsAboutBackend("proxy_http2", " AH03364: x") && IsAboutBackend("proxy", " bytes"));
  }

  // Port and message must both say so: what says it alone is a client's.
  void PortAndMessageTell() {
    const std::string before = "[Sun Nov 22 10:00:00.1 2026] [ssl:error] [pid 1] [remote 192.0.2.4:";
    CPPUNIT_ASSERT(IsPortOfService(":443") && IsPortOfService(":5000") && !IsPortOfService(":51000") &&
                   !IsPortOfService(""));
    for (const char* port : {"443", "5000", "51000"}) {
      const std::string client = before + port + "] AH02032: Hostname a";
      const std::string backend = before + port + "] AH02039: Certificate Verification";
      CPPUNIT_ASSERT_MESSAGE(client, ParseLogLine(client).client == "192.0.2.4");
      CPPUNIT_ASSERT_MESSAGE(backend, ParseLogLine(backend).client ==
                                          (IsPortOfService(std::string(":") + port) ? "" : "192.0.2.4"));
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RemotePeerTest);

}  // namespace
}  // namespace errwatch::cli
