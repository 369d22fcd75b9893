#include "cli/server/one_client.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch::cli {
namespace {

class OneClientTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(OneClientTest);
  CPPUNIT_TEST(AClientHasItsRowsAndTheRangesThatItIsIn);
  CPPUNIT_TEST(ARangeHasItsOwn);
  CPPUNIT_TEST(ClientsOfIpv6AreNetworks);
  CPPUNIT_TEST(AParagraphForEachRow);
  CPPUNIT_TEST(WhatIsNotKnownIsLeftOut);
  CPPUNIT_TEST(NothingSteersTheTerminal);
  CPPUNIT_TEST_SUITE_END();

 public:
  void AClientHasItsRowsAndTheRangesThatItIsIn() {
    Snapshot all = Some();
    KeepOnly(Target("192.0.2.4"), all);
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.0/24 server, 192.0.2.4 server, 192.0.2.4 shop"), Rows(all));
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.0/24 1, 192.0.2.4 2"), Incidents(all));
    all = Some();
    KeepOnly(Target("203.0.113.1"), all);
    CPPUNIT_ASSERT(all.clients.empty() && all.incidents.empty());
  }

  void ARangeHasItsOwn() {
    Snapshot all = Some();
    KeepOnly(Target("192.0.2.0/24"), all);
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.0/24 server"), Rows(all));
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.0/24 1"), Incidents(all));
  }

  void ClientsOfIpv6AreNetworks() {
    Snapshot all = Some();
    KeepOnly(Target("2001:db8::77"), all);
    CPPUNIT_ASSERT_EQUAL(std::string("2001:db8::/64 server"), Rows(all));
  }

  void AParagraphForEachRow() {
    Snapshot all = Some();
    KeepOnly(Target("192.0.2.4"), all);
    ClientRow& row = all.clients[1];
    row.blocked = true;
    row.blocked_until = After(90'000);
    row.reason = "xss";
    row.strikes = 2;
    row.entries = 1234;
    row.last_rule = 3201;
    row.scores = {{"xss", 4.5, 12}, {"any", 7, 0}};
    const std::string text = OneClientText(all, false);
    for (const char* part :
         {"192.0.2.0/24\n", "\n\n192.0.2.4\n  state             blocked\n", " UTC (1m 30s)\n",
          "\n  reason            xss\n  strikes           2\n  entries           1,234\n",
          "\n  last rule         3201\n  scores            xss 4.5/12\n                    any 7\n",
          "\n\n192.0.2.4 in scope shop\n  state             not blocked\n", "\n\nIncidents\n"})
      CPPUNIT_ASSERT_MESSAGE(part + ("\nnot in\n" + text), text.find(part) != std::string::npos);
  }

  void WhatIsNotKnownIsLeftOut() {
    Snapshot one;
    one.now = kNow;
    one.clients = {Row("192.0.2.9", "server")};
    const std::string text = OneClientText(one, false);
    for (const char* name : {"until", "reason", "last seen", "last rule", "scores", "Incidents"})
      CPPUNIT_ASSERT_MESSAGE(text, text.find(name) == std::string::npos);
    CPPUNIT_ASSERT_EQUAL(std::string(), OneClientText(Snapshot{}, false));
    // A block that is over says when it ended, and not how long it lasts.
    one.clients[0].blocked_until = After(-1000);
    const std::string over = OneClientText(one, false);
    CPPUNIT_ASSERT_MESSAGE(over,
                           over.find("until") != std::string::npos && over.find('(') == std::string::npos);
  }

  void NothingSteersTheTerminal() {
    Snapshot one;
    one.now = kNow;
    one.clients = {Row("192.0.2.9", "a\x1b[2J")};
    one.clients[0].reason = "b\x1b[2J";
    one.clients[0].scores = {{"c\x1b[2J", 1, 2}};
    CPPUNIT_ASSERT(OneClientText(one, false).find('\x1b') == std::string::npos);
  }

 private:
  static constexpr int64_t kNowUnixMs = 1'795'000'000'000;
  static constexpr Tick kNow = TickFromUnixMs(kNowUnixMs);

  static Tick After(int64_t milliseconds) { return TickFromUnixMs(kNowUnixMs + milliseconds); }

  static BlockTarget Target(const char* text) { return ParseBlockTarget(text, {}).value(); }

  static ClientRow Row(const char* address, const char* scope, uint8_t range_bits = 0) {
    ClientRow row;
    row.address = {*ClientAddress::Parse(address),
                   range_bits != 0 ? PrefixOfRange(range_bits) : ClientPrefix{}};
    row.scope = scope;
    row.range_bits = range_bits;
    return row;
  }

  static IncidentRow Incident(uint64_t number, const ClientRow& row) {
    IncidentRow incident;
    incident.number = number;
    incident.time = kNow;
    incident.client = row.address;
    incident.is_range = row.range_bits != 0;
    return incident;
  }

  static Snapshot Some() {
    Snapshot all;
    all.now = kNow;
    all.clients = {Row("192.0.2.0", "server", kRange24), Row("198.51.100.0", "server", kRange24),
                   Row("192.0.2.4", "server"),           Row("192.0.2.4", "shop"),
                   Row("192.0.2.9", "server"),           Row("2001:db8::", "server")};
    all.incidents = {Incident(1, all.clients[0]), Incident(2, all.clients[2]), Incident(3, all.clients[4])};
    IncidentRow about_the_server;
    about_the_server.number = 4;
    all.incidents.push_back(about_the_server);
    return all;
  }

  static std::string Rows(const Snapshot& snapshot) {
    std::string text;
    for (const ClientRow& row : snapshot.clients)
      text += (text.empty() ? "" : ", ") + row.address.ToString() + " " + row.scope;
    return text;
  }

  static std::string Incidents(const Snapshot& snapshot) {
    std::string text;
    for (const IncidentRow& row : snapshot.incidents)
      text += (text.empty() ? "" : ", ") + row.client.ToString() + " " + std::to_string(row.number);
    return text;
  }

  static constexpr uint8_t kRange24 = 24;
};
CPPUNIT_TEST_SUITE_REGISTRATION(OneClientTest);

}  // namespace
}  // namespace errwatch::cli
