#include "model/unnamed_proxy.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class UnnamedProxyTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(UnnamedProxyTest);
  CPPUNIT_TEST(NearIsWhereOnesOwnProxiesStand);
  CPPUNIT_TEST(VoiceIsTheMostExactThatIsKnown);
  CPPUNIT_TEST(ForwardedForIsFound);
  CPPUNIT_TEST(ProxyThatSaysForWhom);
  CPPUNIT_TEST(ProxyThatSaysNothing);
  CPPUNIT_TEST(OneAloneIsNone);
  CPPUNIT_TEST(LittleEvidenceIsEnoughToWait);
  CPPUNIT_TEST(AdviceNamesTheAddress);
  CPPUNIT_TEST_SUITE_END();

  static bool Near(const char* address) { return IsNear(*ClientAddress::Parse(address)); }

  // Of an address that brings everything.
  static PeerTraffic Everything(uint32_t requests, int voices) {
    PeerTraffic traffic;
    traffic.all = traffic.requests = requests;
    traffic.voices = voices;
    return traffic;
  }
  static PeerTraffic Forwarded(uint32_t requests, int voices) {
    PeerTraffic traffic = Everything(requests, voices);
    traffic.forwarded = requests;
    traffic.forwarded_all = requests;
    return traffic;
  }

 public:
  void NearIsWhereOnesOwnProxiesStand() {
    for (const char* address :
         {"127.0.0.1", "127.255.255.255", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
          "100.64.0.1", "169.254.1.1", "::1", "fe80::1", "fd00::1", "fcff::1"})
      CPPUNIT_ASSERT_MESSAGE(address, Near(address));
    for (const char* address :
         {"126.255.255.255", "128.0.0.1", "11.0.0.1", "172.15.0.1", "172.32.0.1", "192.169.0.1",
          "100.128.0.1", "8.8.8.8", "::2", "2001:db8::1", "fec0::1", "fe00::1", "ff02::1"})
      CPPUNIT_ASSERT_MESSAGE(address, !Near(address));
    CPPUNIT_ASSERT(!IsNear(ClientAddress()));
  }

  void VoiceIsTheMostExactThatIsKnown() {
    CPPUNIT_ASSERT(VoiceOf("192.0.2.1", "a", "b") == VoiceOf("192.0.2.1", "c", ""));
    CPPUNIT_ASSERT(VoiceOf("", "a", "b") == VoiceOf("", "a", ""));
    CPPUNIT_ASSERT(VoiceOf("", "", "http://x/a?b") == VoiceOf("", "", "http://x/a?c"));
    CPPUNIT_ASSERT(VoiceOf("", "a", "") != VoiceOf("", "b", ""));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, VoiceOf("", "", ""));
  }

  void ForwardedForIsFound() {
    Entry entry;
    CPPUNIT_ASSERT(ForwardedFor(entry).empty());
    entry.headers = "Accept: */*\nx-forwarded-for: 192.0.2.7\nVia: 1.1 x";
    CPPUNIT_ASSERT_EQUAL(std::string_view("192.0.2.7"), ForwardedFor(entry));
    entry.headers = "X-Forwarded-Fors: 1\nForwarded:for=192.0.2.7";
    CPPUNIT_ASSERT_EQUAL(std::string_view("for=192.0.2.7"), ForwardedFor(entry));
  }

  void ProxyThatSaysForWhom() {
    CPPUNIT_ASSERT(LooksLikeProxy(Forwarded(20, 2)));
    CPPUNIT_ASSERT(!LooksLikeProxy(Forwarded(19, 2)));   // too little is known
    CPPUNIT_ASSERT(!LooksLikeProxy(Forwarded(500, 1)));  // who writes one address into it, to be another
    PeerTraffic failing = Forwarded(500, 2);
    failing.failed = 500;  // a scan through the proxy
    CPPUNIT_ASSERT(LooksLikeProxy(failing));
    PeerTraffic one_of_two = Forwarded(100, 5);
    one_of_two.all = 200;
    one_of_two.forwarded_all = 200;
    CPPUNIT_ASSERT(LooksLikeProxy(one_of_two));
    one_of_two.all = 300;  // a third of all comes from elsewhere
    CPPUNIT_ASSERT(!LooksLikeProxy(one_of_two));
    PeerTraffic seldom = Forwarded(100, 5);
    seldom.forwarded = 80;
    seldom.forwarded_all = 80;
    CPPUNIT_ASSERT(!LooksLikeProxy(seldom));
  }

  void ProxyThatSaysNothing() {
    PeerTraffic traffic = Everything(100, 6);
    CPPUNIT_ASSERT(LooksLikeProxy(traffic));
    traffic.failed = 80;
    CPPUNIT_ASSERT(LooksLikeProxy(traffic));
    traffic.failed = 81;  // nearly all in vain: a scanner that changes its name
    CPPUNIT_ASSERT(!LooksLikeProxy(traffic));
    traffic.failed = 15;
    traffic.denied = 85;  // which would have been in vain, too, for all that is known
    CPPUNIT_ASSERT(!LooksLikeProxy(traffic));
    traffic.failed = 12;
    CPPUNIT_ASSERT(LooksLikeProxy(traffic));
    traffic.failed = 0;
    traffic.denied = 101;  // spoilt
    CPPUNIT_ASSERT(!LooksLikeProxy(traffic));
    traffic.denied = 0;
    traffic.voices = 5;
    CPPUNIT_ASSERT(!LooksLikeProxy(traffic));
    traffic.voices = 64;
    traffic.all = 112;
    CPPUNIT_ASSERT(!LooksLikeProxy(traffic));
    traffic.all = 111;
    CPPUNIT_ASSERT(LooksLikeProxy(traffic));
  }

  void OneAloneIsNone() {
    for (const uint32_t requests : {20U, 1000U, 65'535U}) {
      for (const int voices : {0, 1}) {
        CPPUNIT_ASSERT(!LooksLikeProxy(Everything(requests, voices)));
        CPPUNIT_ASSERT(!LooksLikeProxy(Forwarded(requests, voices)));
      }
    }
  }

  void LittleEvidenceIsEnoughToWait() {
    CPPUNIT_ASSERT(LooksLikeProxy(Forwarded(2, 2), kFirstEvidence));
    CPPUNIT_ASSERT(!LooksLikeProxy(Forwarded(1, 2), kFirstEvidence));
    CPPUNIT_ASSERT(!LooksLikeProxy(Forwarded(500, 1), kFirstEvidence));
    CPPUNIT_ASSERT(LooksLikeProxy(Everything(2, 3), kFirstEvidence));
    CPPUNIT_ASSERT(!LooksLikeProxy(Everything(500, 2), kFirstEvidence));
    PeerTraffic in_vain = Everything(100, 64);
    in_vain.failed = 81;
    CPPUNIT_ASSERT(!LooksLikeProxy(in_vain, kFirstEvidence));
  }

  void AdviceNamesTheAddress() {
    CPPUNIT_ASSERT(UnnamedProxyAdvice("10.0.0.1")
                       .find("RemoteIPInternalProxy 10.0.0.1; ErrWatchTrustedProxy or ErrWatchAllow alone") !=
                   std::string::npos);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(UnnamedProxyTest);

}  // namespace
}  // namespace errwatch
