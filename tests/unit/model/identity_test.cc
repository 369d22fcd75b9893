#include "model/identity.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class IdentityTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(IdentityTest);
  CPPUNIT_TEST(ClientsAreCharged);
  CPPUNIT_TEST(ProxiesSpeakForOthers);
  CPPUNIT_TEST(NobodyAndBackends);
  CPPUNIT_TEST(ThisMachineIsNoClient);
  CPPUNIT_TEST_SUITE_END();

  AddressSet proxies_, allow_;

  Identity Of(const char* address, bool backend = false, bool speaks = false) const {
    const Source source{*address == '\0' ? ClientAddress() : *ClientAddress::Parse(address), backend, speaks};
    return Identify(source, proxies_, allow_);
  }

 public:
  void setUp() override {
    CPPUNIT_ASSERT(proxies_.Add("192.0.2.0/28") && allow_.Add("192.0.2.8/29") && allow_.Add("2001:db8::/32"));
  }

  void ClientsAreCharged() {
    const Identity client = Of("192.0.2.77");
    CPPUNIT_ASSERT(client.kind == IdentityKind::kClient && client.address.ToString() == "192.0.2.77");
    const Identity allowed = Of("2001:db8::7");
    CPPUNIT_ASSERT(allowed.kind == IdentityKind::kAllowed && allowed.address.ToString() == "2001:db8::7");
    CPPUNIT_ASSERT(IsAccounted(IdentityKind::kClient) && !IsAccounted(IdentityKind::kAllowed));
  }

  // Not even when they are allowed as well: then no client is known.
  void ProxiesSpeakForOthers() {
    for (const char* address : {"192.0.2.1", "192.0.2.9"}) {
      CPPUNIT_ASSERT(Of(address).kind == IdentityKind::kProxy && Of(address).address.empty());
    }
    CPPUNIT_ASSERT(Of("192.0.2.77", false, true).kind == IdentityKind::kProxy);
    CPPUNIT_ASSERT(!IsAccounted(IdentityKind::kProxy));
  }

  void NobodyAndBackends() {
    CPPUNIT_ASSERT(Of("").kind == IdentityKind::kNone && IsAccounted(IdentityKind::kNone));
    CPPUNIT_ASSERT(Of("192.0.2.77", true).kind == IdentityKind::kBackend);
    CPPUNIT_ASSERT(Of("", true).kind == IdentityKind::kBackend && !IsAccounted(IdentityKind::kBackend));
  }

  void ThisMachineIsNoClient() {
    const auto of = [&](bool speaks, bool own) {
      return Identify({*ClientAddress::Parse("192.0.2.77"), false, speaks, own}, proxies_, allow_);
    };
    CPPUNIT_ASSERT(of(false, true).kind == IdentityKind::kOwn && of(false, true).address.empty());
    CPPUNIT_ASSERT(!IsAccounted(IdentityKind::kOwn));
    CPPUNIT_ASSERT(of(true, true).kind == IdentityKind::kProxy);
    for (const char* address : {"127.0.0.1", "::1", "::ffff:127.0.0.1"})
      CPPUNIT_ASSERT_MESSAGE(address, IsLoopbackHost(*ClientAddress::Parse(address)));
    for (const char* address : {"127.0.0.2", "127.1.0.1", "::2", "1::1", "0.0.0.1"})
      CPPUNIT_ASSERT_MESSAGE(address, !IsLoopbackHost(*ClientAddress::Parse(address)));
    CPPUNIT_ASSERT(!IsLoopbackHost(ClientAddress()));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(IdentityTest);

}  // namespace
}  // namespace errwatch
