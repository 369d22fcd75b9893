// What another host may fill here, and whether its traces stay.
#include <cppunit/extensions/HelperMacros.h>

#include <atomic>
#include <string>
#include <thread>

#include "unit/cli/exchange/inbox_fixture.h"

namespace errwatch::cli {
namespace {

class InboxBoundsTest : public InboxFixture {
  CPPUNIT_TEST_SUITE(InboxBoundsTest);
  CPPUNIT_TEST(NobodyFillsTheListOfRanges);
  CPPUNIT_TEST(NobodyFillsTheListByManyNames);
  CPPUNIT_TEST(NobodyFillsTheTableOfClients);
  CPPUNIT_TEST(NobodyBuriesWhatItAllowed);
  CPPUNIT_TEST(WhereNobodyTakesThemNobodyIsWaitedFor);
  CPPUNIT_TEST_SUITE_END();

  void NobodyFillsTheListByManyNames() {
    const Tick until = After(Now(), Milliseconds(3'600'000));
    for (int host = 0; host < 20; ++host) {
      std::string all;
      for (int i = 0; i < 256; ++i)
        all += (i == 0 ? "" : ",") +
               Blocked("10." + std::to_string(host) + "." + std::to_string(i) + ".0/24", Now(), until, "");
      Send(all, "name" + std::to_string(host));
    }
    CPPUNIT_ASSERT(Counted(store::ShareCount::kBlocked) <= 2048);
  }

  void NobodyFillsTheTableOfClients() {
    const Tick until = After(Now(), Milliseconds(3'600'000));
    const uint64_t places = file_->segment().clients().capacity();
    for (int host = 0; host < 8; ++host) {
      std::string all;
      for (int i = 0; i < 256; ++i)
        all += (i == 0 ? "" : ",") +
               Blocked("10.0." + std::to_string(host) + "." + std::to_string(i), Now(), until, "");
      Send(all, "name" + std::to_string(host));
    }
    CPPUNIT_ASSERT(Counted(store::ShareCount::kBlocked) >= places / 16);
    CPPUNIT_ASSERT(Counted(store::ShareCount::kBlocked) <= places / 4);
  }

  void NobodyFillsTheListOfRanges() {
    const Tick until = After(Now(), Milliseconds(3'600'000));
    std::string all;
    for (int i = 0; i < 600; ++i)
      all += (i == 0 ? "" : ",") +
             Blocked("10." + std::to_string(i / 250) + "." + std::to_string(i % 250) + ".0/24", Now(), until,
                     "");
    Send(all);
    CPPUNIT_ASSERT(Counted(store::ShareCount::kBlocked) <= 512);
    // Nor does anybody lose his share by what is over, of which a host that joins hears first.
    all.clear();
    for (int i = 0; i < 600; ++i)
      all +=
          (i == 0 ? "" : ",") + Blocked("10.0.0.0/24", Tick{Now().value - 200}, Tick{Now().value - 100}, "");
    Send(all, "web3");
    Send(Blocked("198.51.100.0/24", Now(), until, ""), "web3");
    CPPUNIT_ASSERT(IsBlocked("198.51.100.9"));
  }

  std::string Allowed(const std::string& client) {
    return R"({"client":")" + client + R"(","scope":"server","allow":{"time_ms":)" + TimeOf(Now()) +
           R"(,"until_ms":)" + TimeOf(After(Now(), Milliseconds(3'600'000))) + "}}";
  }
  // More than the ring of incidents has places: one client, again and again, and then blocked.
  std::string ManyDecided() {
    const Tick first = Now(), until = After(first, Milliseconds(3'600'000));
    std::string all;
    for (uint64_t i = 0; i < 5000; i += 2) {
      all += "," + Blocked("198.18.0.1", Tick{first.value + i}, until) + "," +
             Unblocked("198.18.0.1", Tick{first.value + i + 1});
    }
    return all + "," + Blocked("198.18.0.1", Tick{first.value + 5000}, until);
  }

  // Whoever writes the log takes what is there when there is much of it.
  void NobodyBuriesWhatItAllowed() {
    store::IncidentRing incidents = file_->segment().incidents();
    const uint64_t first = incidents.head();
    std::atomic<bool> is_over = false;
    uint64_t lost = 0, allowed = 0;
    std::thread writer([&] {
      while (!is_over) {
        if (incidents.head() - first < 2048) continue;
        while (const auto record = incidents.TakeNext(Now(), &lost))
          if (record->incident.kind == IncidentKind::kAllowed) ++allowed;
      }
    });
    Send(Allowed("192.0.2.7") + ManyDecided());
    is_over = true;
    writer.join();
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, allowed);
  }

  void WhereNobodyTakesThemNobodyIsWaitedFor() {
    Send(Allowed("192.0.2.7") + "," + Allowed("192.0.2.8") + ManyDecided());
    CPPUNIT_ASSERT(IsBlocked("198.18.0.1"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(InboxBoundsTest);

}  // namespace
}  // namespace errwatch::cli
