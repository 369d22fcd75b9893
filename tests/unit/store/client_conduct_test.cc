// What the client table keeps of a client beside its scores (store/client_conduct.cc).
#include <cppunit/extensions/HelperMacros.h>

#include <utility>

#include "model/bucket_tag.h"
#include "model/failed_names.h"
#include "model/known_targets.h"
#include "store/client_table.h"
#include "unit/memory_region.h"
#include "unit/slow_bucket.h"

namespace errwatch::store {
namespace {

// As keyed hashes are: the class of a target comes from the high half.
constexpr uint64_t Hash(uint64_t number) { return number << 32; }

class ClientConductTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ClientConductTest);
  CPPUNIT_TEST(ShapesAndTargetsAreKnownApart);
  CPPUNIT_TEST(OneRequestDoesNotMakeItselfKnown);
  CPPUNIT_TEST(WhatPagesLayIsKnownApart);
  CPPUNIT_TEST(TargetsAreForgottenWithTime);
  CPPUNIT_TEST(ClientsAreApart);
  CPPUNIT_TEST(FailureTellsWhatWasBefore);
  CPPUNIT_TEST(SuccessIsNotedAndShown);
  CPPUNIT_TEST(RecordStandsBesideTheLastRule);
  CPPUNIT_TEST(SuccessForgivesItsOwnName);
  CPPUNIT_TEST(NoMoreIsForgivenThanThereIs);
  CPPUNIT_TEST(WhatTheBucketLacksIsForgivenOfForeignPages);
  CPPUNIT_TEST(ForeignPagesCountInPartsOfTheirBucket);
  CPPUNIT_TEST(NothingIsForgivenOfALimitThatIsOff);
  CPPUNIT_TEST(TakesBackNoMoreThanThereIs);
  CPPUNIT_TEST(TriesOfANameAreCounted);
  CPPUNIT_TEST(AFullSetKnowsNothing);
  CPPUNIT_TEST(ANewcomerInheritsNothing);
  CPPUNIT_TEST_SUITE_END();

  TestSegment segment_{SmallGeometry(1)};
  ClientTable table_ = segment_->clients();
  Tick now_{100'000'000};

  ClientKey Key(uint32_t number) { return table_.KeyOf(ClientNumber(number), 7); }
  Conduct Note(const ClientKey& key, uint64_t shape, uint64_t target, bool laid = false) {
    OwnClasses own;  // a request of its own
    return table_.NoteTarget(key, shape, target, laid, &own, now_);
  }
  uint32_t Level(uint32_t number, uint8_t tag) {
    const ClientView view = *table_.Find(Key(number));
    for (const Bucket& bucket : view.buckets)
      if (bucket.tag == tag) return bucket.level;
    return 0;
  }

 public:
  void ShapesAndTargetsAreKnownApart() {
    Conduct conduct = Note(Key(1), Hash(1), Hash(11));
    CPPUNIT_ASSERT(conduct.new_shape && conduct.new_target);
    conduct = Note(Key(1), Hash(1), Hash(12));
    CPPUNIT_ASSERT(!conduct.new_shape && conduct.new_target);
    conduct = Note(Key(1), Hash(1), Hash(11));
    CPPUNIT_ASSERT(!conduct.new_shape && !conduct.new_target);
    conduct = Note(Key(1), Hash(2), Hash(11));
    CPPUNIT_ASSERT(conduct.new_shape && !conduct.new_target);
    CPPUNIT_ASSERT_EQUAL(uint32_t{1}, segment_.WaysInUse());
  }

  // Two entries of one request may share a class: hashes 1 and 49 do.
  void OneRequestDoesNotMakeItselfKnown() {
    OwnClasses own;
    for (const uint64_t number : {uint64_t{1}, uint64_t{1} + kOwnShapes.count}) {
      const Conduct conduct = table_.NoteTarget(Key(1), Hash(number), Hash(number), false, &own, now_);
      CPPUNIT_ASSERT(conduct.new_shape && conduct.new_target);
    }
    const Conduct next = Note(Key(1), Hash(1), Hash(1));  // of the next request
    CPPUNIT_ASSERT(!next.new_shape && !next.new_target);
    own = {};
    table_.NoteTarget(Key(1), Hash(1), Hash(1), false, &own, now_);  // known before: not its own
    CPPUNIT_ASSERT(!table_.NoteTarget(Key(1), Hash(1), Hash(1), false, &own, now_).new_target);
  }

  void WhatPagesLayIsKnownApart() {
    CPPUNIT_ASSERT(Note(Key(1), Hash(1), Hash(11), true).new_target);
    CPPUNIT_ASSERT(!Note(Key(1), Hash(1), Hash(11), true).new_shape);
    for (uint64_t i = 0; i < 200; ++i) Note(Key(1), Hash(i), Hash(i), true);
    const Conduct own = Note(Key(1), Hash(1), Hash(11));
    CPPUNIT_ASSERT(own.new_shape && own.new_target);
    CPPUNIT_ASSERT(!Note(Key(1), Hash(1), Hash(11)).new_target);
  }

  void TargetsAreForgottenWithTime() {
    Note(Key(1), Hash(1), Hash(11));
    now_.value += 2 * kTargetWindow;
    const Conduct conduct = Note(Key(1), Hash(1), Hash(11));
    CPPUNIT_ASSERT(conduct.new_shape && conduct.new_target);
  }

  void ClientsAreApart() {
    Note(Key(1), Hash(1), Hash(11));
    table_.NoteSuccess(Key(1), 0, now_);
    const Conduct conduct = Note(Key(2), Hash(1), Hash(11));
    CPPUNIT_ASSERT(conduct.new_shape && conduct.new_target);
    CPPUNIT_ASSERT(table_.NoteFailure(Key(2), now_) == TrackRecord{});
  }

  void FailureTellsWhatWasBefore() {
    CPPUNIT_ASSERT((table_.NoteFailure(Key(1), now_) == TrackRecord{0, 0}));
    CPPUNIT_ASSERT((table_.NoteFailure(Key(1), now_) == TrackRecord{0, 1}));
    for (int i = 0; i < 4; ++i) table_.NoteSuccess(Key(1), 0, now_);
    CPPUNIT_ASSERT((table_.NoteFailure(Key(1), now_) == TrackRecord{4, 2}));
    now_.value += kRecordWindow;
    CPPUNIT_ASSERT((table_.NoteFailure(Key(1), now_) == TrackRecord{2, 1}));
  }

  void SuccessIsNotedAndShown() {
    table_.NoteSuccess(Key(1), 5, now_);
    const ClientView view = *table_.Find(Key(1));
    CPPUNIT_ASSERT(view.last_seen == now_ && view.scope == 5 && view.address == ClientNumber(1));
    CPPUNIT_ASSERT(view.entries == 0 && view.any.level == 0 && view.block == BlockWord{});
    for (int i = 0; i < 100; ++i) table_.NoteSuccess(Key(1), 5, now_);
    // From here on nothing is written, not even when it was last seen.
    table_.NoteSuccess(Key(1), 6, {now_.value + 1});
    CPPUNIT_ASSERT(table_.Find(Key(1))->last_seen == now_ && table_.Find(Key(1))->scope == 5);
    CPPUNIT_ASSERT((table_.NoteFailure(Key(1), now_) == TrackRecord{TrackRecord::kMostSucceeded, 0}));
  }

  void RecordStandsBesideTheLastRule() {
    table_.NoteSuccess(Key(1), 0, now_);
    table_.Touch(Key(1), 2101, 3, now_);
    table_.NoteSuccess(Key(1), 0, now_);
    CPPUNIT_ASSERT_EQUAL(uint32_t{2101}, table_.Find(Key(1))->last_rule);
    table_.Touch(Key(1), 2102, 3, now_);
    CPPUNIT_ASSERT((table_.NoteFailure(Key(1), now_) == TrackRecord{2, 0}));
    CPPUNIT_ASSERT_EQUAL(uint32_t{2102}, table_.Find(Key(1))->last_rule);
  }

  void SuccessForgivesItsOwnName() {
    for (int i = 0; i < 3; ++i) table_.NoteFailedName(Key(1), 11, now_);
    for (int i = 0; i < 2; ++i) table_.NoteFailedName(Key(1), 12, now_);
    table_.Pour(Key(1), kXssTag, 5 * kQuantaPerUnit, kSlow, now_);
    table_.Pour(Key(1), 9, 5 * kQuantaPerUnit, kSlow, now_);
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, table_.ForgiveName(Key(1), 13, kXssTag, kSlow, now_));
    CPPUNIT_ASSERT_EQUAL(5 * kQuantaPerUnit, Level(1, kXssTag));
    CPPUNIT_ASSERT_EQUAL(uint32_t{3}, table_.ForgiveName(Key(1), 11, kXssTag, kSlow, now_));
    CPPUNIT_ASSERT_EQUAL(2 * kQuantaPerUnit, Level(1, kXssTag));
    CPPUNIT_ASSERT_EQUAL(5 * kQuantaPerUnit, Level(1, 9));  // another category
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, table_.ForgiveName(Key(1), 11, kXssTag, kSlow, now_));  // once
    CPPUNIT_ASSERT_EQUAL(2 * kQuantaPerUnit, Level(1, kXssTag));
    CPPUNIT_ASSERT_EQUAL(uint32_t{2}, table_.ForgiveName(Key(1), 12, kXssTag, kSlow, now_));
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, Level(1, kXssTag));
  }

  void NoMoreIsForgivenThanThereIs() {
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, table_.ForgiveName(Key(1), 11, kXssTag, kSlow, now_));
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, segment_.WaysInUse());  // nobody is put in for it
    for (int i = 0; i < 6; ++i) table_.NoteFailedName(Key(1), 11, now_);
    table_.Pour(Key(1), kXssTag, 2 * kQuantaPerUnit, kSlow, now_);
    CPPUNIT_ASSERT_EQUAL(uint32_t{6}, table_.ForgiveName(Key(1), 11, kXssTag, kSlow, now_));
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, Level(1, kXssTag));
  }

  void WhatTheBucketLacksIsForgivenOfForeignPages() {
    // Nobody is shown it: told by what another quantum makes of it.
    const auto foreign = [&] { return table_.Pour(Key(1), kForeignTag, 1, kSlow, now_).level; };
    for (int i = 0; i < 4; ++i) table_.NoteFailedName(Key(1), 11, now_);
    table_.Pour(Key(1), kForeignTag, 5 * kQuantaPerUnit, kSlow, now_);
    table_.Pour(Key(1), kXssTag, kQuantaPerUnit, kSlow, now_);
    CPPUNIT_ASSERT_EQUAL(uint32_t{4}, table_.ForgiveName(Key(1), 11, kXssTag, kSlow, now_, 3));
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, Level(1, kXssTag));
    CPPUNIT_ASSERT_EQUAL(3 * kQuantaPerUnit + 1, foreign());
    for (int i = 0; i < 2; ++i) table_.NoteFailedName(Key(1), 11, now_);
    table_.Pour(Key(1), kXssTag, 2 * kQuantaPerUnit, kSlow, now_);
    CPPUNIT_ASSERT_EQUAL(uint32_t{2}, table_.ForgiveName(Key(1), 11, kXssTag, kSlow, now_));
    CPPUNIT_ASSERT_EQUAL(3 * kQuantaPerUnit + 2, foreign());  // the client's own held them all
  }

  // A unit of a limit of 8 is eight units of a bucket of 64; of a limit of one, all of it.
  void ForeignPagesCountInPartsOfTheirBucket() {
    const BucketShape foreign{64, kMaxTick};
    for (const auto& [capacity, left] : {std::pair{8U, 42U}, {1U, 0U}}) {
      const uint32_t client = capacity;
      table_.Pour(Key(client), kForeignTag, 50 * kQuantaPerUnit, foreign, now_);
      table_.NoteFailedName(Key(client), 11, now_);
      const BucketShape shape{capacity, kMaxTick};
      CPPUNIT_ASSERT_EQUAL(1U, table_.ForgiveName(Key(client), 11, kXssTag, shape, now_, 9, foreign));
      CPPUNIT_ASSERT_EQUAL(left * kQuantaPerUnit + 1,
                           table_.Pour(Key(client), kForeignTag, 1, foreign, now_).level);
    }
    // What the category's own holds counts in its own units.
    for (int i = 0; i < 3; ++i) table_.NoteFailedName(Key(8), 12, now_);
    table_.Pour(Key(8), kXssTag, 2 * kQuantaPerUnit, {8, kMaxTick}, now_);
    table_.ForgiveName(Key(8), 12, kXssTag, {8, kMaxTick}, now_, 9, foreign);
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, Level(8, kXssTag));
    CPPUNIT_ASSERT_EQUAL(34 * kQuantaPerUnit + 2, table_.Pour(Key(8), kForeignTag, 1, foreign, now_).level);
  }

  void NothingIsForgivenOfALimitThatIsOff() {
    table_.Pour(Key(1), kXssTag, 5 * kQuantaPerUnit, kSlow, now_);
    table_.NoteFailedName(Key(1), 11, now_);
    CPPUNIT_ASSERT_EQUAL(1U, table_.ForgiveName(Key(1), 11, kXssTag, BucketShape{}, now_));
    CPPUNIT_ASSERT_EQUAL(5 * kQuantaPerUnit, Level(1, kXssTag));
  }

  void TakesBackNoMoreThanThereIs() {
    table_.TakeBack(Key(1), kXssTag, 1, kSlow, now_);  // of nobody
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, segment_.WaysInUse());
    for (const uint8_t tag : {kXssTag, uint8_t{9}, kAnyTag})
      table_.Pour(Key(1), tag, 5 * kQuantaPerUnit, kSlow, now_);
    table_.TakeBack(Key(1), kXssTag, 2 * kQuantaPerUnit, kSlow, now_);
    CPPUNIT_ASSERT_EQUAL(3 * kQuantaPerUnit, Level(1, kXssTag));
    table_.TakeBack(Key(1), kXssTag, 4 * kQuantaPerUnit, kSlow, now_);
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, Level(1, kXssTag));
    CPPUNIT_ASSERT_EQUAL(5 * kQuantaPerUnit, Level(1, 9));
    CPPUNIT_ASSERT_EQUAL(5 * kQuantaPerUnit, table_.Find(Key(1))->any.level);
    table_.TakeBack(Key(1), kAnyTag, 1 * kQuantaPerUnit, kSlow, now_);
    CPPUNIT_ASSERT_EQUAL(4 * kQuantaPerUnit, table_.Find(Key(1))->any.level);
    CPPUNIT_ASSERT_EQUAL(5 * kQuantaPerUnit, Level(1, 9));
  }

  void TriesOfANameAreCounted() {
    for (uint32_t before = 0; before < 3; ++before)
      CPPUNIT_ASSERT_EQUAL(before, table_.NoteTriedName(Key(1), 11, now_));
    CPPUNIT_ASSERT_EQUAL(0U, table_.NoteTriedName(Key(1), 12, now_));
    CPPUNIT_ASSERT_EQUAL(0U, table_.NoteTriedName(Key(2), 11, now_));
  }

  void AFullSetKnowsNothing() {
    for (uint32_t i = 0; i < kWays; ++i)
      CPPUNIT_ASSERT(table_.BlockByHand(Key(i), 0, {now_.value + 1000}, now_));
    for (int i = 0; i < 2; ++i) {
      CPPUNIT_ASSERT_EQUAL(0U, table_.NoteTriedName(Key(99), 11, now_));
      const Conduct conduct = Note(Key(99), Hash(1), Hash(11));
      CPPUNIT_ASSERT(conduct.new_shape && conduct.new_target);
      CPPUNIT_ASSERT(table_.NoteFailure(Key(99), now_) == TrackRecord{});
      table_.NoteSuccess(Key(99), 0, now_);
      table_.NoteFailedName(Key(99), 11, now_);
      CPPUNIT_ASSERT_EQUAL(uint32_t{0}, table_.ForgiveName(Key(99), 11, kXssTag, kSlow, now_));
    }
    CPPUNIT_ASSERT(!table_.Find(Key(99)));
  }

  // Who takes a way over must not find there what the client before did.
  void ANewcomerInheritsNothing() {
    for (uint32_t i = 0; i < kWays; ++i) {
      Note(Key(i), Hash(1), Hash(11));
      for (int j = 0; j < 8; ++j) table_.NoteSuccess(Key(i), 0, now_);
      table_.NoteFailedName(Key(i), 11, now_);
    }
    const Conduct conduct = Note(Key(99), Hash(1), Hash(11));
    CPPUNIT_ASSERT(table_.Find(Key(99)) && !table_.Find(Key(0)));
    CPPUNIT_ASSERT(conduct.new_shape && conduct.new_target);
    CPPUNIT_ASSERT(table_.NoteFailure(Key(99), now_) == TrackRecord{});
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, table_.ForgiveName(Key(99), 11, kXssTag, kSlow, now_));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ClientConductTest);

}  // namespace
}  // namespace errwatch::store
