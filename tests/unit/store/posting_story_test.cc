// What accounts tell the stories of clients.
#include <cppunit/extensions/HelperMacros.h>

#include "unit/store/accounting_fixture.h"

namespace errwatch::store {
namespace {

class PostingStoryTest : public AccountingFixture {
  CPPUNIT_TEST_SUITE(PostingStoryTest);
  CPPUNIT_TEST(TellsEachEntryThatCounted);
  CPPUNIT_TEST(WhatAddsNothingIsNotTold);
  CPPUNIT_TEST(TellsOfTheBlockAfterWhatCausedIt);
  CPPUNIT_TEST(TellsWhatWouldBeBlocked);
  CPPUNIT_TEST(TellsWhenABlockRanOut);
  CPPUNIT_TEST(AnAnswerIsToldWhenItComes);
  CPPUNIT_TEST(AnAnswerThatIsThereIsToldAtOnce);
  CPPUNIT_TEST(TellsOfForgivenLogIns);
  CPPUNIT_TEST(AVisitorHasNoStory);
  CPPUNIT_TEST(KeepsNoSecrets);
  CPPUNIT_TEST(TellsWhatForeignPagesCause);
  CPPUNIT_TEST_SUITE_END();

  std::vector<StoryRecord> Told(uint32_t client = 1) {
    const auto story = segment_->stories().Find(Key(client).fingerprint);
    return story ? story->records : std::vector<StoryRecord>();
  }
  void Attack() {
    AskForSomethingElse();
    Post(What(Category::kSqlInjection, 5));
  }

 public:
  void TellsEachEntryThatCounted() {
    entry_.method = "GET";
    entry_.vhost = "www.example.org";
    entry_.uri = "/item.php";
    entry_.args = "id=1'";
    entry_.log_id = 128;
    entry_.status = 404;
    Post(What(Category::kSqlInjection, 5));
    const auto told = Told();
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, told.size());
    const StoryEvent& event = told[0].event;
    CPPUNIT_ASSERT(event.kind == StoryKind::kEntry && event.category == Category::kSqlInjection);
    CPPUNIT_ASSERT(event.rule == 2101 && event.cost == 5 && event.log_id == 128 && event.status == 404);
    CPPUNIT_ASSERT(event.time == now_ && event.flags == 0);
    CPPUNIT_ASSERT(event.method == "GET" && event.vhost == "www.example.org" &&
                   event.uri == "/item.php?id=1'");
    CPPUNIT_ASSERT_EQUAL(LevelOf(Category::kSqlInjection), event.level);
    CPPUNIT_ASSERT_EQUAL(Any(), event.any_level);
    CPPUNIT_ASSERT_EQUAL(event.level, event.poured);
    CPPUNIT_ASSERT(event.limit == TagOf(Category::kSqlInjection));
    CPPUNIT_ASSERT_EQUAL(limits_[Category::kSqlInjection].shape.capacity, event.capacity);
  }

  void WhatAddsNothingIsNotTold() {
    entry_.uri = "/item.php";
    Post(What(Category::kSqlInjection, 5));
    Post(What(Category::kSqlInjection, 5));
    Post(What(Category::kBenign, 0));
    Post(What(Category::kServerFault, 0));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Told().size());
  }

  void TellsOfTheBlockAfterWhatCausedIt() {
    Attack();
    Attack();
    const auto told = Told();
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, told.size());
    const StoryEvent& block = told[2].event;
    CPPUNIT_ASSERT(told[1].event.kind == StoryKind::kEntry && block.kind == StoryKind::kBlock);
    CPPUNIT_ASSERT(block.until == BlockOf().until && block.strikes == 1 && block.time == now_);
    CPPUNIT_ASSERT(block.limit == TagOf(Category::kSqlInjection) && block.rule == 2101);
    CPPUNIT_ASSERT_EQUAL(uint32_t{10} * kQuantaPerUnit, block.level);
  }

  void TellsWhatWouldBeBlocked() {
    charge_.detection_only = true;
    Attack();
    Attack();
    CPPUNIT_ASSERT(Told().back().event.kind == StoryKind::kDetection);
    CPPUNIT_ASSERT(Told().back().event.until == BlockOf().until);
  }

  void TellsWhenABlockRanOut() {
    Attack();
    Attack();
    segment_->stories().CountDenial(Key().fingerprint, now_);
    const Tick until = BlockOf().until;
    now_ = {until.value + 1};
    Attack();
    Attack();
    const auto told = Told();
    CPPUNIT_ASSERT_EQUAL(std::size_t{7}, told.size());
    const StoryEvent& end = told[5].event;
    CPPUNIT_ASSERT(end.kind == StoryKind::kExpired && end.until == until && end.count == 1);
    CPPUNIT_ASSERT(told[6].event.kind == StoryKind::kBlock && told[6].event.strikes == 2);
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, told[6].event.count);
  }

  void AnAnswerIsToldWhenItComes() {
    RequestLedger request;
    AskForSomethingElse();
    Post(What(Category::kSqlInjection, 5), 1, &request);
    CPPUNIT_ASSERT_EQUAL(0, int{Told()[0].event.flags});
    AccountAnswer(*segment_, ClientNumber(1), charge_.scope, request, 200);
    CPPUNIT_ASSERT(Told()[0].event.status == 200 && Told()[0].event.flags == kStoryAnswered);
    AccountAnswer(*segment_, ClientNumber(1), charge_.scope, RequestLedger(), 500);
    CPPUNIT_ASSERT_EQUAL(uint16_t{200}, Told()[0].event.status);

    // What is poured before the answer is told then, too.
    RequestLedger early;
    AskForSomethingElse();
    const Classification what = What(Category::kSqlInjection, 5);
    AccountEarly(*segment_, entry_, what, ClientNumber(2), charge_, early, now_);
    AccountAnswer(*segment_, ClientNumber(2), charge_.scope, early, 302);
    CPPUNIT_ASSERT_EQUAL(uint16_t{302}, Told(2).at(0).event.status);
  }

  void AnAnswerThatIsThereIsToldAtOnce() {
    RequestLedger request;
    request.answer = 206;
    AskForSomethingElse();
    Post(What(Category::kSqlInjection, 5), 1, &request);
    CPPUNIT_ASSERT(Told()[0].event.status == 206 && Told()[0].event.flags == kStoryAnswered);
    CPPUNIT_ASSERT_EQUAL(StoryTicket{0}, request.told[0]);
  }

  void TellsOfForgivenLogIns() {
    entry_.user = "joe";
    entry_.log_id = 1617;
    entry_.uri = "/private/";
    Post(What(Category::kAuthFailure, 1));
    const std::size_t before = Told().size();
    CPPUNIT_ASSERT(before != 0);
    entry_.authenticated = true;
    entry_.status = 200;
    Succeed(1);
    const auto told = Told();
    CPPUNIT_ASSERT_EQUAL(before + 1, told.size());
    const StoryEvent& login = told.back().event;
    CPPUNIT_ASSERT(login.kind == StoryKind::kForgiven && login.count == 1 && login.uri == "/private/");
    CPPUNIT_ASSERT(login.status == 200);
  }

  void AVisitorHasNoStory() {
    Succeed(3);
    CPPUNIT_ASSERT(Told().empty());
  }

  void KeepsNoSecrets() {
    entry_.uri = "/login";
    entry_.args = "user=joe&password=hunter2&id=2'";
    Post(What(Category::kSqlInjection, 5));
    CPPUNIT_ASSERT_EQUAL(std::string("/login?user=joe&password=***&id=2'"),
                         std::string(Told().at(0).event.uri));
  }

  void TellsWhatForeignPagesCause() {
    FromForeignPage();
    entry_.method = "GET";
    AskForSomethingElse();
    Post(What(Category::kSqlInjection, 5));
    CPPUNIT_ASSERT_EQUAL(int{kStoryForeign}, int{Told().at(0).event.flags});
    CPPUNIT_ASSERT_EQUAL(limits_[Category::kSqlInjection].shape.capacity, Told()[0].event.capacity);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PostingStoryTest);

}  // namespace
}  // namespace errwatch::store
