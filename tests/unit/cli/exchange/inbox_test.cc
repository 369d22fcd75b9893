#include "cli/exchange/inbox.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "cli/exchange/outbox.h"
#include "unit/cli/exchange/inbox_fixture.h"

namespace errwatch::cli {
namespace {

class InboxTest : public InboxFixture {
  CPPUNIT_TEST_SUITE(InboxTest);
  CPPUNIT_TEST(IsPouredIntoTheSameBucket);
  CPPUNIT_TEST(WhatHasLeakedSinceIsLeaked);
  CPPUNIT_TEST(WhoWasNeverHereIsShownSo);
  CPPUNIT_TEST(EachOnce);
  CPPUNIT_TEST(WhatMayHaveBeenPouredIsNotPouredAgain);
  CPPUNIT_TEST(TwoHostsComeToOneBlock);
  CPPUNIT_TEST(WhoTakesOverANameBeginsAnew);
  CPPUNIT_TEST(NothingReceivedIsSentOn);
  CPPUNIT_TEST(NonsenseIsCounted);
  CPPUNIT_TEST(NothingIsTakenInAtTheEnd);
  CPPUNIT_TEST_SUITE_END();

  void IsPouredIntoTheSameBucket() {
    Send(Poured("192.0.2.7", 3, Now()) + "," + Poured("192.0.2.7", 4, Now()));
    CPPUNIT_ASSERT(LevelOf("192.0.2.7") >= 6 && LevelOf("192.0.2.7") <= 7);
    CPPUNIT_ASSERT(file_->segment().clients().Find(Key("192.0.2.7"))->HasEvidence());
    Send(
        R"({"client":"192.0.2.7","scope":"server","forgive":{"bucket":"auth_failure","quanta":320,"time_ms":)" +
        TimeOf(Now()) + "}}");
    CPPUNIT_ASSERT(LevelOf("192.0.2.7") <= 2);
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, Counted(store::ShareCount::kPoured));
  }

  void WhatHasLeakedSinceIsLeaked() {
    Send(Poured("192.0.2.7", 6, Tick{Now().value - 30'000}));
    CPPUNIT_ASSERT(LevelOf("192.0.2.7") <= 1);
    Send(Poured("192.0.2.8", 6, After(Now(), Milliseconds(3'600'000))));  // a clock that runs ahead
    CPPUNIT_ASSERT(LevelOf("192.0.2.8") >= 5 && LevelOf("192.0.2.8") <= 6);
  }

  // It has a score, and nobody has seen it.
  void WhoWasNeverHereIsShownSo() {
    Send(Poured("192.0.2.7", 3, Now()) + "," +
         Blocked("192.0.2.8", Now(), After(Now(), Milliseconds(3'600'000))) + "," +
         Blocked("192.0.2.9", Now(), After(Now(), Milliseconds(3'600'000)), ""));
    store::ClientTable clients = file_->segment().clients();
    for (const char* client : {"192.0.2.7", "192.0.2.8", "192.0.2.9"}) {
      const auto view = clients.Find(Key(client));
      CPPUNIT_ASSERT_MESSAGE(client, view && view->HasEvidence() && view->entries == 0);
      CPPUNIT_ASSERT_MESSAGE(
          client, view->last_seen == Tick() && file_->segment().ScopeName(view->scope) == "server");
    }
    const Tick came{Now().value - 6000};
    clients.Touch(Key("192.0.2.7"), 2101, 0, came);
    Send(Poured("192.0.2.7", 3, Now()));  // what it does elsewhere later says nothing of here
    const auto view = clients.Find(Key("192.0.2.7"));
    CPPUNIT_ASSERT(view && view->entries == 1 && view->last_seen == came && view->last_rule == 2101);
  }

  void EachOnce() {
    const std::string changes = Poured("192.0.2.7", 2, Now()) + "," + Poured("192.0.2.8", 2, Now());
    Send(changes);
    Apply(changes);
    decisions_ = {};  // it was restarted
    inbox_.emplace(*server_, limits_, decisions_);
    Apply(changes);
    CPPUNIT_ASSERT(LevelOf("192.0.2.7") <= 2 && LevelOf("192.0.2.8") <= 2);
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, Counted(store::ShareCount::kKnown));
    Apply(changes, "web3");
    CPPUNIT_ASSERT(LevelOf("192.0.2.7") >= 3);
  }

  void WhatMayHaveBeenPouredIsNotPouredAgain() {
    file_->segment().journal().WantUntil(After(Now(), Milliseconds(3'600'000)));
    file_->segment().journal().Note(
        {store::JournalKind::kPour, 0, kTag, 0, 64, Now(), {}, *ClientAddress::Parse("192.0.2.9")});
    file_->segment().journal().Resume(Now());  // after a crash
    Send(Poured("192.0.2.7", 4, Now()) + "," +
         Blocked("192.0.2.8", Now(), After(Now(), Milliseconds(60'000))));
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, LevelOf("192.0.2.7"));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Counted(store::ShareCount::kLost));
    CPPUNIT_ASSERT(IsBlocked("192.0.2.8"));
    Send(Poured("192.0.2.7", 4, After(Now(), Milliseconds(6000))));
    CPPUNIT_ASSERT(LevelOf("192.0.2.7") >= 3);
  }

  void TwoHostsComeToOneBlock() {
    Send(Poured("192.0.2.7", 6, Now()));
    CPPUNIT_ASSERT(!IsBlocked("192.0.2.7"));
    Send(Poured("192.0.2.7", 6, Now()), "web3");
    CPPUNIT_ASSERT(IsBlocked("192.0.2.7"));
    uint64_t lost = 0;
    const auto record = file_->segment().incidents().TakeNext(Now(), &lost);
    CPPUNIT_ASSERT(record && record->incident.kind == IncidentKind::kBlock);
    CPPUNIT_ASSERT(record->incident.limit == kTag && record->incident.capacity == 10);
    CPPUNIT_ASSERT_EQUAL(std::string("by what it did on other hosts, web3"),
                         std::string(record->incident.message));
  }

  void WhoTakesOverANameBeginsAnew() {
    number_ += 500'000;
    Send(Poured("192.0.2.7", 2, Now()));
    number_ -= 400'000;
    Send(Poured("192.0.2.7", 2, Now()));
    CPPUNIT_ASSERT(LevelOf("192.0.2.7") <= 2);
    epoch_ = "2";
    Send(Poured("192.0.2.7", 2, Now()));
    CPPUNIT_ASSERT(LevelOf("192.0.2.7") >= 3);
  }

  void NothingReceivedIsSentOn() {
    file_->segment().journal().WantUntil(After(Now(), Milliseconds(3'600'000)));
    Outbox outbox(file_->segment(), limits_, decisions_, Now());
    Send(Poured("192.0.2.7", 30, Now()) + "," +
         Blocked("192.0.2.8", Now(), After(Now(), Milliseconds(3'600'000))));
    CPPUNIT_ASSERT(IsBlocked("192.0.2.7") && IsBlocked("192.0.2.8"));
    CPPUNIT_ASSERT(!outbox.Next(2, Now()));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, file_->segment().journal().head());
  }

  void NonsenseIsCounted() {
    for (const char* message : {"[]", "{}", R"({"host":"web2","seq":1,"shard":0})",
                                R"({"host":"../x","seq":1,"shard":0,"changes":[]})",
                                R"({"host":"web2","seq":-1,"shard":0,"changes":[]})"})
      inbox_->Apply(nlohmann::json::parse(message), Now());
    CPPUNIT_ASSERT_EQUAL(uint64_t{5}, Counted(store::ShareCount::kUnusable));
    Send(
        R"(7,{"client":"x","scope":"server","unblock":{"time_ms":1764432000000}},)"
        R"({"client":"192.0.2.1","scope":"nowhere","pour":{"bucket":"xss","quanta":64,"time_ms":1764432000000}},)" +
        Poured("192.0.2.0/24", 3, Now()));
    CPPUNIT_ASSERT_EQUAL(uint64_t{9}, Counted(store::ShareCount::kUnusable));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Counted(store::ShareCount::kMessages));
  }

  // The next server, which begins with the last copy, is given it again.
  void NothingIsTakenInAtTheEnd() {
    file_->segment().journal().Close();
    Send(Poured("192.0.2.7", 3, Now()));
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, LevelOf("192.0.2.7"));
    CPPUNIT_ASSERT(!server_->Save(Now()).ok());
    file_->segment().journal().Resume(Now());
    CPPUNIT_ASSERT(server_->Save(Now()).ok());
    Apply(Poured("192.0.2.7", 3, Now()));
    CPPUNIT_ASSERT(LevelOf("192.0.2.7") >= 2);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(InboxTest);

}  // namespace
}  // namespace errwatch::cli
