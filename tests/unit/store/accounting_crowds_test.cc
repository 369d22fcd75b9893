// Attacks that many share, and innocent crowds, in the accounts: who is told of, and what follows.
#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <cstdio>

#include "unit/store/crowd_fixture.h"

namespace errwatch::store {
namespace {

class AccountingCrowdsTest : public CrowdFixture {
  CPPUNIT_TEST_SUITE(AccountingCrowdsTest);
  CPPUNIT_TEST(ABotnetAtOneAccountIsToldSoon);
  CPPUNIT_TEST(AnAttackAtAnAccountIsNotToldOfItsFormToo);
  CPPUNIT_TEST(ASprayOverAccountsIsToldOfTheFormAlone);
  CPPUNIT_TEST(NothingIsLookedForUnlessAsked);
  CPPUNIT_TEST(ReportChangesNoCount);
  CPPUNIT_TEST(WhoTakesPartIsToldInItsStory);
  CPPUNIT_TEST(TightenShutsOutSooner);
  CPPUNIT_TEST(BlockShutsOutWhoJoins);
  CPPUNIT_TEST(ARangeOfJoinersIsBlockedForBeingMany);
  CPPUNIT_TEST(WhoSucceededIsNotShutOut);
  CPPUNIT_TEST(WhoIsLetInBeginsAnew);
  CPPUNIT_TEST(OneHostInItsIpv6NetworkIsNoBotnet);
  CPPUNIT_TEST(DetectionOnlyDeniesNobody);
  CPPUNIT_TEST(AScanThatManyShareIsTold);
  CPPUNIT_TEST(AFleetWithAnOldPassword);
  CPPUNIT_TEST(EverybodysPasswordWasReset);
  CPPUNIT_TEST(OneBadLinkForThousands);
  CPPUNIT_TEST(ABrokenDeployment);
  CPPUNIT_TEST(AFaultThatCostsNobodyAnything);
  CPPUNIT_TEST(ASiteThatIsDown);
  CPPUNIT_TEST(VerifiedCrawlersAreNoCrowd);
  CPPUNIT_TEST_SUITE_END();

  static constexpr uint32_t kBots = 300;
  // Whatever the operator asked for, none of these is told as an attack, and nobody of them is shut out.
  template <typename Crowd>
  void CheckInnocent(Crowd crowd, uint32_t clients) {
    charge_.anomalies = true;
    for (const UnderAttack under :
         {UnderAttack{}, UnderAttack{Joiners::kTighten, 4}, UnderAttack{Joiners::kBlock, 1}}) {
      charge_.under_attack = under;
      for (uint32_t client = 0; client < clients; ++client) {
        CPPUNIT_ASSERT(!crowd(client).blocked);
        now_.value += 7;
        if (client % 16 == 0)
          for (const Anomaly& anomaly : Tell()) CPPUNIT_ASSERT(!IsAttack(anomaly.kind));
      }
      now_.value += 10 * TicksIn(kCrowdTime);
    }
  }

 public:
  // 2,000 clients, three failures each, 15 clients a second.
  void ABotnetAtOneAccountIsToldSoon() {
    charge_.anomalies = true;
    uint32_t told_after = 0;
    for (uint32_t i = 0; i < 6000 && told_after == 0; ++i) {
      CPPUNIT_ASSERT(!FailToLogIn(i % 2000, "alice", "guess" + std::to_string(i)).blocked);
      now_.value += 2;
      if (i % 50 == 0 && ToldAs(AnomalyKind::kBruteForce)) told_after = i;
    }
    CPPUNIT_ASSERT(told_after >= 30 && told_after <= 200);
  }

  std::vector<std::string> ToldAbout() {
    TellCrowds(*segment_, now_);
    std::vector<std::string> about;
    for (const IncidentRecord& record : Incidents()) {
      const Incident& incident = record.incident;
      if (incident.anomaly) about.emplace_back(incident.uri.empty() ? incident.message : incident.uri);
    }
    return about;
  }
  // Sixty clients, six tries of each; `accounts` in turn. All that is told, also that it is over.
  std::vector<std::string> ToldOfTries(uint32_t accounts) {
    charge_.anomalies = true;
    std::vector<std::string> told;
    const auto tell = [&] {
      for (std::string& about : ToldAbout()) told.push_back(std::move(about));
    };
    for (uint32_t i = 0; i < 360; ++i) {
      const std::string user = "user" + std::to_string(i % accounts);
      FailToLogIn(i / 6, user.c_str(), "guess" + std::to_string(i));
      now_.value += 7;
      if (i % 14 == 0) tell();
    }
    for (int second = 0; second < 1200; ++second) {
      now_.value += 100;
      tell();
    }
    return told;
  }
  void AnAttackAtAnAccountIsNotToldOfItsFormToo() {
    CPPUNIT_ASSERT((ToldOfTries(1) == std::vector<std::string>{"user0", "user0"}));
  }
  void ASprayOverAccountsIsToldOfTheFormAlone() {
    const std::vector<std::string> told = ToldOfTries(6);
    CPPUNIT_ASSERT(told.size() == 2 && told[0] == told[1] && told[0].starts_with("/private"));
  }

  void NothingIsLookedForUnlessAsked() {
    for (uint32_t bot = 0; bot < kBots; ++bot) FailToLogIn(bot, "alice", "guess" + std::to_string(bot));
    CPPUNIT_ASSERT(Tell().empty());
  }

  void WhoTakesPartIsToldInItsStory() {
    charge_.anomalies = charge_.entry_events = true;
    AttackAlice();
    const Outcome outcome = FailToLogIn(7, "alice", "again");
    CPPUNIT_ASSERT(outcome.joins == AnomalyKind::kBruteForce && !outcome.blocked);
    const auto joined_by = [&](uint32_t client) {
      const ClientKey key = segment_->clients().KeyOf(ClientNumber(client), charge_.scope);
      const std::optional<Story> story = segment_->stories().Find(key.fingerprint);
      return story && story->records.back().event.joined;
    };
    CPPUNIT_ASSERT(joined_by(7) && !joined_by(8));
    bool told = false;
    for (const IncidentRecord& record : Incidents())
      told = told || record.incident.joined == JoinedAttack{AnomalyKind::kBruteForce, UnderAttack{}};
    CPPUNIT_ASSERT(told);
    CPPUNIT_ASSERT(!FailToLogIn(7, "bob", "again").joins);
  }

  int TriesUntilBlocked(uint32_t client) {
    for (int tries = 1; tries <= 20; ++tries)
      if (FailToLogIn(client, "alice", "guess" + std::to_string(client) + "-" + std::to_string(tries))
              .blocked)
        return tries;
    return 0;
  }

  void ReportChangesNoCount() {
    CPPUNIT_ASSERT(TriesUntilBlocked(1) >= 8);
    charge_.anomalies = true;
    AttackAlice();
    CPPUNIT_ASSERT(TriesUntilBlocked(1000) >= 8);
  }

  void TightenShutsOutSooner() {
    charge_.anomalies = true;
    charge_.under_attack = {Joiners::kTighten, 4};
    AttackAlice();
    // One wrong password is everybody's; 1 + 4 + 4 are more than eight.
    CPPUNIT_ASSERT_EQUAL(3, TriesUntilBlocked(1000));
    const JoinedAttack joined{AnomalyKind::kBruteForce, charge_.under_attack};
    CPPUNIT_ASSERT(LastIncident().kind == IncidentKind::kBlock && LastIncident().joined == joined);
    const std::vector<StoryRecord> story = segment_->stories().Find(Key(1000).fingerprint)->records;
    CPPUNIT_ASSERT_EQUAL(size_t{4}, story.size());
    for (const StoryRecord& record : story) CPPUNIT_ASSERT(record.event.joined == joined.kind);
    for (size_t i = 0; i < 3; ++i)
      CPPUNIT_ASSERT_EQUAL((i == 0 ? 1 : 4) * kQuantaPerUnit, uint32_t{story[i].event.poured});
    now_.value += TicksIn(kCrowdTime);
    CPPUNIT_ASSERT(ToldAs(AnomalyKind::kOver));
    CPPUNIT_ASSERT(TriesUntilBlocked(1001) >= 8);
  }

  void BlockShutsOutWhoJoins() {
    charge_.anomalies = true;
    charge_.under_attack = {Joiners::kBlock, 1};
    AttackAlice();
    // One wrong password is everybody's.
    CPPUNIT_ASSERT_EQUAL(2, TriesUntilBlocked(1000));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Sum(Counter::kJoinersBlocked));
    // What the bucket holds is said as it is, and why that was enough.
    const JoinedAttack joined{AnomalyKind::kBruteForce, charge_.under_attack};
    CPPUNIT_ASSERT(LastIncident().joined == joined);
    CPPUNIT_ASSERT_EQUAL(uint32_t{2}, LastIncident().score);
    // Who takes his time between them is no other.
    CPPUNIT_ASSERT(!FailToLogIn(1003, "alice", "first").blocked);
    now_.value += 300 * 100;
    CPPUNIT_ASSERT(FailToLogIn(1003, "alice", "second").blocked);
    // Somebody else's account, and somebody else's log-in, are no targets of it.
    charge_.under_attack = {};
    CPPUNIT_ASSERT(!FailToLogIn(1002, "bob", "x").blocked);
  }

  // What its last client had joined is that one's matter.
  void ARangeOfJoinersIsBlockedForBeingMany() {
    charge_.anomalies = true;
    charge_.under_attack = {Joiners::kBlock, 1};
    AttackAlice();
    std::vector<Incident> ranges;
    for (uint32_t i = 0; i < 96; ++i) {
      const unsigned char bytes[4] = {198, 51, 100, static_cast<unsigned char>(i / 2)};
      LogIn("alice", "guess" + std::to_string(i));
      RequestLedger request;
      Account(*segment_, entry_, What(Category::kAuthFailure, 1), ClientAddress::FromIpv4(bytes), charge_,
              &request, now_);
      if (LastIncident().range_bits != 0) ranges.push_back(LastIncident());
    }
    CPPUNIT_ASSERT(Sum(Counter::kJoinersBlocked) >= 16 && !ranges.empty());
    for (const Incident& range : ranges)
      CPPUNIT_ASSERT(range.kind == IncidentKind::kRangeBlock && !range.joined);
  }

  // By an administrator, or because the block ran out.
  void WhoIsLetInBeginsAnew() {
    charge_.anomalies = true;
    charge_.under_attack = {Joiners::kBlock, 1};
    AttackAlice();
    for (const bool by_hand : {true, false}) {
      const uint32_t client = by_hand ? 2000 : 2001;
      CPPUNIT_ASSERT_EQUAL(2, TriesUntilBlocked(client));
      by_hand ? static_cast<void>(segment_->clients().Unblock(Key(client), now_))
              : static_cast<void>(now_ = {BlockOf(client).until.value + 1});
      for (uint32_t bot = 100; bot < 200; ++bot)
        FailToLogIn(bot, "alice", std::to_string(client) + " " + std::to_string(bot));
      TellCrowds(*segment_, now_);
      CPPUNIT_ASSERT(!FailToLogIn(client, "alice", "another").blocked);
      CPPUNIT_ASSERT(FailToLogIn(client, "alice", "and another").blocked);
    }
  }

  // The owner, who mistypes while it goes on.
  void WhoSucceededIsNotShutOut() {
    charge_.anomalies = true;
    charge_.under_attack = {Joiners::kBlock, 1};
    AttackAlice();
    entry_.uri = "/";
    entry_.status = 200;
    Succeed(1, 1000);
    now_.value += TicksIn(kCrowdTime) / 2;  // its record has halved to nothing
    for (uint32_t bot = 100; bot < 160; ++bot) FailToLogIn(bot, "alice", "guess" + std::to_string(bot));
    CPPUNIT_ASSERT(!FailToLogIn(1000, "alice", "mistyped").blocked);
    CPPUNIT_ASSERT(!FailToLogIn(1000, "alice", "mistyped again").blocked);
  }

  void OneHostInItsIpv6NetworkIsNoBotnet() {
    charge_.anomalies = true;
    for (uint32_t part = 0; part < 300; ++part) {
      LogIn("alice", "guess" + std::to_string(part));
      char address[40];
      std::snprintf(address, sizeof address, "2001:db8:7:%x::1", part);
      RequestLedger request;
      store::Account(*segment_, entry_, What(Category::kAuthFailure, 1), *ClientAddress::Parse(address),
                     charge_, &request, now_);
    }
    CPPUNIT_ASSERT(Tell().empty());
  }

  void DetectionOnlyDeniesNobody() {
    charge_.anomalies = true;
    charge_.detection_only = true;
    charge_.under_attack = {Joiners::kBlock, 1};
    AttackAlice();
    CPPUNIT_ASSERT_EQUAL(2, TriesUntilBlocked(1000));
    CPPUNIT_ASSERT(BlockOf(1000).detection_only);
  }

  void AScanThatManyShareIsTold() {
    charge_.anomalies = true;
    for (uint32_t bot = 0; bot < 200; ++bot)
      PostNumber(static_cast<int>(bot), What(Category::kSqlInjection, 5), bot);
    CPPUNIT_ASSERT(ToldAs(AnomalyKind::kScan));
  }

  void AFleetWithAnOldPassword() {
    CheckInnocent([this](uint32_t client) { return FailToLogIn(client, "fleet", "old"); }, 500);
  }

  void EverybodysPasswordWasReset() {
    std::array<char, 16> user{};
    CheckInnocent(
        [&](uint32_t client) {
          std::snprintf(user.data(), user.size(), "user%u", client);
          FailToLogIn(client, user.data(), "old");
          return FailToLogIn(client, user.data(), "old");
        },
        500);
  }

  void OneBadLinkForThousands() {
    CheckInnocent(
        [this](uint32_t client) {
          entry_.uri = "/campaign";
          entry_.args = "x=<script>";
          return Post(What(Category::kXss, 4), 5000 + client);
        },
        500);
  }

  void ABrokenDeployment() {
    CheckInnocent(
        [this](uint32_t client) {
          entry_.uri = "/";
          entry_.status = 200;
          Succeed(5, client);
          entry_.uri = "/app.js";
          entry_.status = 404;
          return Post(What(Category::kVulnScan, 1), client);
        },
        300);
  }

  // A page of an application that ends with an error, for everybody who asks.
  void AFaultThatCostsNobodyAnything() {
    charge_.anomalies = true;
    for (const bool known : {false, true}) {
      for (uint32_t client = 0; client < 60; ++client) {
        entry_.uri = "/";
        entry_.status = 200;
        if (known) Succeed(5, client);
        entry_.uri = "/cart.php";
        entry_.status = 500;
        CPPUNIT_ASSERT(!Post(What(Category::kServerFault, 0), client).blocked);
      }
      CPPUNIT_ASSERT_EQUAL(known, ToldAs(AnomalyKind::kBreakage));
    }
  }

  void ASiteThatIsDown() {
    CheckInnocent(
        [this](uint32_t client) {
          entry_.uri = "/results";
          entry_.status = 503;
          Outcome outcome;
          for (int reload = 0; reload < 4; ++reload)
            outcome = Post(What(Category::kResourceExhaustion, 1), client);
          return outcome;
        },
        300);
  }

  void VerifiedCrawlersAreNoCrowd() {
    entry_.agent = "Mozilla/5.0 (compatible; Googlebot/2.1)";
    CheckInnocent(
        [this](uint32_t client) {
          return PostNumber(static_cast<int>(client), What(Category::kVulnScan, 1), client);
        },
        300);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AccountingCrowdsTest);

}  // namespace
}  // namespace errwatch::store
