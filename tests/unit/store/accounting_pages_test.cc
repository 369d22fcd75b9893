// What a page can have laid for a client (model/provenance.h) in the accounts.
#include <cppunit/extensions/HelperMacros.h>

#include "unit/store/accounting_fixture.h"

namespace errwatch::store {
namespace {

class AccountingPagesTest : public AccountingFixture {
  CPPUNIT_TEST_SUITE(AccountingPagesTest);
  CPPUNIT_TEST(ForeignPagesFillAnAccountOfTheirOwn);
  CPPUNIT_TEST(RealBlockReplacesThatOfForeignPages);
  CPPUNIT_TEST(WhatNoPageCanCauseIsTheClients);
  CPPUNIT_TEST(ForeignPagesLeaveNothingBehind);
  CPPUNIT_TEST(LinksPassUntilTheyAreTheEvidence);
  CPPUNIT_TEST(PicturesInAForumBlockPictures);
  CPPUNIT_TEST(ForeignPicturesMakeNothingNew);
  CPPUNIT_TEST_SUITE_END();

 public:
  void ForeignPagesFillAnAccountOfTheirOwn() {
    FromForeignPage();
    entry_.args = "a=' or 1=1";
    CPPUNIT_ASSERT(!PostNumber(0, What(Category::kSqlInjection, 5)).blocked);
    const Outcome outcome = PostNumber(1, What(Category::kSqlInjection, 5));
    CPPUNIT_ASSERT(outcome.blocked && outcome.limit == TagOf(Category::kSqlInjection));
    CPPUNIT_ASSERT(BlockOf().Active(now_) && BlockOf().foreign_only);
    CPPUNIT_ASSERT(segment_->incidents().Read(segment_->incidents().head() - 1)->incident.foreign_only);
    CPPUNIT_ASSERT(Any() == 0 && LevelOf(Category::kSqlInjection) == 0);
    CPPUNIT_ASSERT(PassageOf(BlockOf(), false, Provenance::kVisitor, now_) == Passage::kFree);
  }

  void RealBlockReplacesThatOfForeignPages() {
    FromForeignPage();
    for (int i = 0; i < 2; ++i) PostNumber(i, What(Category::kSqlInjection, 5));
    CPPUNIT_ASSERT(BlockOf().foreign_only);
    entry_.headers = {};
    entry_.agent = "curl/8";
    CPPUNIT_ASSERT(!PostNumber(2, What(Category::kSqlInjection, 5)).blocked);
    CPPUNIT_ASSERT(PostNumber(3, What(Category::kSqlInjection, 5)).blocked);
    const BlockWord real = BlockOf();
    CPPUNIT_ASSERT(real.Active(now_) && !real.foreign_only);
    FromForeignPage();
    for (int i = 4; i < 8; ++i) CPPUNIT_ASSERT(!PostNumber(i, What(Category::kSqlInjection, 5)).blocked);
    CPPUNIT_ASSERT(BlockOf() == real);
  }

  void WhatNoPageCanCauseIsTheClients() {
    FromForeignPage();
    Classification what = What(Category::kSqlInjection, 5);
    what.client_alone = true;
    for (int i = 0; i < 2; ++i) PostNumber(i, what);
    CPPUNIT_ASSERT(BlockOf().Active(now_) && !BlockOf().foreign_only);
  }

  // Neither the visitor's record nor his log-ins: no page brings him a takeover, or takes credit away.
  void ForeignPagesLeaveNothingBehind() {
    Succeed(8);
    const TrackRecord before = segment_->clients().RecordOf(Key(), now_);
    FromForeignPage();
    entry_.user = "eve";
    for (int i = 0; i < 6; ++i) Post(What(Category::kAuthFailure, 1));
    CPPUNIT_ASSERT(before.succeeded == 8 && segment_->clients().RecordOf(Key(), now_) == before);
    entry_ = Entry();
    entry_.user = "eve";
    entry_.authenticated = true;
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, AccountSuccess(*segment_, entry_, ClientNumber(1), charge_, now_));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, segment_->counters().Sum(Counter::kTakeovers));
  }

  // Hits of search engines and the way back from a log-in elsewhere go on working for whom a page had fetch
  // something.
  void LinksPassUntilTheyAreTheEvidence() {
    FromForeignPage();
    for (int i = 0; i < 2; ++i) PostNumber(i, What(Category::kSqlInjection, 5));
    CPPUNIT_ASSERT(Concerns(BlockOf(), Provenance::kForeignPage));
    CPPUNIT_ASSERT(!Concerns(BlockOf(), Provenance::kForeignLink));
    entry_.headers =
        "Accept: text/html\nAccept-Language: en\nSec-Fetch-Site: cross-site\nSec-Fetch-Dest: document";
    // One of them may be in a class with one before.
    for (int i = 2; i < 5; ++i) PostNumber(i, What(Category::kSqlInjection, 5));
    CPPUNIT_ASSERT(BlockOf().foreign_only && Concerns(BlockOf(), Provenance::kForeignLink));
    CPPUNIT_ASSERT(!Concerns(BlockOf(), Provenance::kVisitor));
    const BlockWord links = BlockOf();
    FromForeignPage();
    for (int i = 5; i < 9; ++i) PostNumber(i, What(Category::kSqlInjection, 5));
    CPPUNIT_ASSERT(BlockOf() == links);
  }

  void PicturesInAForumBlockPictures() {
    FromForeignPage();
    entry_.headers =
        "Accept: image/webp\nAccept-Language: en\nSec-Fetch-Site: same-origin\nSec-Fetch-Dest: image";
    for (int i = 0; i < 2; ++i) PostNumber(i, What(Category::kSqlInjection, 5));
    CPPUNIT_ASSERT(BlockOf().Active(now_) && BlockOf().foreign_only);
    CPPUNIT_ASSERT(Concerns(BlockOf(), Provenance::kOwnPicture));
    for (const Provenance own : {Provenance::kVisitor, Provenance::kOwnPage, Provenance::kForeignLink})
      CPPUNIT_ASSERT(!Concerns(BlockOf(), own));
  }

  // A page with a hundred dead pictures of this site, and then a program that polls what is not there.
  void ForeignPicturesMakeNothingNew() {
    FromForeignPage();
    for (int i = 0; i < 100; ++i) PostNumber(i, What(Category::kVulnScan, 1));
    CPPUNIT_ASSERT(BlockOf().Active(now_) && BlockOf().foreign_only);
    entry_.headers = {};
    entry_.agent = "curl/8";
    for (int i = 0; i < 100; ++i) PostNumber(7, What(Category::kVulnScan, 1));
    CPPUNIT_ASSERT_EQUAL(kQuantaPerUnit, Any());
    CPPUNIT_ASSERT(BlockOf().foreign_only);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AccountingPagesTest);

}  // namespace
}  // namespace errwatch::store
