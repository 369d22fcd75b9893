#include "cli/config/proxy_check.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/config_reader_fixture.h"

namespace errwatch::cli {
namespace {

constexpr const char* kWatches = "ErrWatchEngine DetectionOnly\n";

class ProxyCheckTest : public ConfigReaderFixture {
  CPPUNIT_TEST_SUITE(ProxyCheckTest);
  CPPUNIT_TEST(NothingToSay);
  CPPUNIT_TEST(TrustedProxiesWithoutNames);
  CPPUNIT_TEST(AProxyOnThisMachine);
  CPPUNIT_TEST(WhoeverWritesTheHeaderIsBelieved);
  CPPUNIT_TEST_SUITE_END();

 public:
  void NothingToSay() {
    for (const char* lines :
         {"", "Listen 80\n", "Listen 127.0.0.1:80\nListen 443\n",
          "RemoteIPHeader X-Forwarded-For\nRemoteIPInternalProxy 192.0.2.1\nErrWatchTrustedProxy 192.0.2.1\n",
          "RemoteIPProxyProtocol On\nErrWatchTrustedProxy 192.0.2.1\n",
          // Only programs of this machine can write the header.
          "Listen 127.0.0.1:80\nRemoteIPHeader X-Forwarded-For\n"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(lines, std::string(), Said(kWatches + std::string(lines)));
    // Who is Off needs to know nobody.
    CPPUNIT_ASSERT_EQUAL(std::string(), Said("ErrWatchEngine Off\nRemoteIPHeader X\n"));
  }

  void TrustedProxiesWithoutNames() {
    const std::string said = Said(std::string(kWatches) + "ErrWatchTrustedProxy 192.0.2.1\n");
    CPPUNIT_ASSERT_MESSAGE(said, said.starts_with("configuration: ErrWatchTrustedProxy names proxies"));
  }

  void AProxyOnThisMachine() {
    for (const char* listen : {"127.0.0.1:80", "localhost:80", "[::1]:80"}) {
      const std::string said = Said(std::string(kWatches) + "Listen " + listen + "\n");
      CPPUNIT_ASSERT_MESSAGE(listen, said.starts_with("configuration: Listen names loopback addresses only"));
    }
    CPPUNIT_ASSERT_EQUAL(std::string(),
                         Said(std::string(kWatches) + "Listen 127.0.0.1:80\nListen 192.0.2.1:80\n"));
  }

  void WhoeverWritesTheHeaderIsBelieved() {
    const std::string said =
        Said(std::string(kWatches) + "RemoteIPHeader X-Forwarded-For\nErrWatchTrustedProxy 192.0.2.1\n");
    CPPUNIT_ASSERT_MESSAGE(said,
                           said.starts_with(directory_.path() + "/httpd.conf:2: RemoteIPHeader, and no "));
    const std::string vhost = "<VirtualHost *:80>\nErrWatchEngine On\nRemoteIPHeader X\n</VirtualHost>\n";
    CPPUNIT_ASSERT_MESSAGE(Said(vhost), Said(vhost).starts_with(directory_.path() + "/httpd.conf:3: "));
    CPPUNIT_ASSERT_EQUAL(std::string(), Said("RemoteIPTrustedProxy 192.0.2.1\n" + vhost));
  }

 private:
  std::string Said(const std::string& configuration) {
    std::string text;
    for (const Finding& finding : CheckProxies(Read(configuration))) {
      CPPUNIT_ASSERT(finding.severity == Severity::kWarning && finding.topic == Topic::kProxy);
      text += finding.where + ": " + finding.text + "\n";
    }
    return text;
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ProxyCheckTest);

}  // namespace
}  // namespace errwatch::cli
