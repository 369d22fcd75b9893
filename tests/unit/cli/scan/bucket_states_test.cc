#include "cli/scan/bucket_states.h"

#include <cppunit/extensions/HelperMacros.h>

#include "model/bucket_tag.h"

namespace errwatch::cli {
namespace {

class BucketStatesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BucketStatesTest);
  CPPUNIT_TEST(OfItsCategoryAndOfAny);
  CPPUNIT_TEST(LeaksUntilTheEntry);
  CPPUNIT_TEST(WhatElseWasPoured);
  CPPUNIT_TEST(MoreLikeThisByWhatWasPoured);
  CPPUNIT_TEST(TheEntryThatBlocks);
  CPPUNIT_TEST(WhyNothingWasPoured);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    rules_.limits = DefaultLimits();
    rules_.limits.any.shape = {30, 6000};
    rules_.limits[Category::kAuthFailure].shape = {8, 60'000};
    what_.category = Category::kAuthFailure;
    what_.cost = 1;
    entry_.has_record = true;
    entry_.now = Tick{1'000'000};
    entry_.effect.identity = IdentityKind::kClient;
    entry_.after = Client(64, 64);
  }

  void OfItsCategoryAndOfAny() {
    const std::vector<BucketState> states = States();
    CPPUNIT_ASSERT(states.size() == 2 && states[0].name == "auth_failure" && states[1].name == "any");
    CPPUNIT_ASSERT(states[0].before == 0 && states[0].after == 1 && states[0].more == 7 &&
                   states[0].shape.capacity == 8 && !states[0].overflow);
    CPPUNIT_ASSERT(states[1].after == 1 && states[1].more == 29);
    rules_.limits.any.shape = {};
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, States().size());
  }

  void LeaksUntilTheEntry() {
    entry_.before = Client(128, 128);
    entry_.before->any.stamp = Tick{entry_.now.value - 100};  // 32 quanta of 30 units a minute
    entry_.after = Client(192, 160);
    const std::vector<BucketState> states = States();
    CPPUNIT_ASSERT(states[0].before == 2 && states[0].after == 3);
    CPPUNIT_ASSERT_EQUAL(1.5, states[1].before);
  }

  void WhatElseWasPoured() {
    entry_.before = Client(0, 0);
    entry_.before->buckets[1] = {TagOf(Category::kVulnScan), 64, entry_.now};
    entry_.after = Client(64, 64);
    entry_.after->buckets[1] = entry_.before->buckets[1];
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, States().size());
    entry_.after->buckets[1].level = 128;
    entry_.after->buckets[2] = {kForeignTag, 8, entry_.now};
    const std::vector<BucketState> states = States();
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, states.size());
    CPPUNIT_ASSERT(states[1].name == "vuln_scan" && states[1].before == 1 && states[1].after == 2);
    CPPUNIT_ASSERT(states[2].name == "what foreign pages cause" && states[2].after == 0.125);
  }

  void MoreLikeThisByWhatWasPoured() {
    entry_.after = Client(4, 4);  // a sixteenth
    CPPUNIT_ASSERT_EQUAL(112U, States()[0].more);
    what_.cost = 4;
    entry_.after = Client(0, 0);  // nothing: by what it costs
    CPPUNIT_ASSERT_EQUAL(2U, States()[0].more);
  }

  void TheEntryThatBlocks() {
    entry_.before = Client(448, 448);
    entry_.after = Client(0, 512);
    entry_.block.emplace();
    entry_.block->limit = "auth_failure";
    entry_.block->score = 8;
    const std::vector<BucketState> states = States();
    CPPUNIT_ASSERT(states[0].overflow && states[0].before == 7 && states[0].after == 8 &&
                   states[0].more == 0 && states[0].block == rules_.settings.block.value.base);
    CPPUNIT_ASSERT(!states[1].overflow);
  }

  void WhyNothingWasPoured() {
    CPPUNIT_ASSERT_EQUAL(std::string(), Why());
    entry_.after = {};
    CPPUNIT_ASSERT(Has(Why(), "as much before"));
    entry_.effect.outcome.widespread = true;
    CPPUNIT_ASSERT(Has(Why(), "many clients"));
    entry_.effect.untimed = true;
    CPPUNIT_ASSERT(Has(Why(), "no line has a time"));
    entry_.effect.denied = true;
    CPPUNIT_ASSERT(Has(Why(), "is blocked"));
    entry_.effect.identity = IdentityKind::kNone;
    CPPUNIT_ASSERT(Has(Why(), "names no client"));
    entry_.effect.identity = IdentityKind::kAllowed;
    CPPUNIT_ASSERT(Has(Why(), "allow list"));
    entry_.effect.identity = IdentityKind::kOwn;
    CPPUNIT_ASSERT(Has(Why(), "server itself"));
    entry_.effect.identity = IdentityKind::kProxy;
    CPPUNIT_ASSERT(Has(Why(), "proxy"));
    what_.cost = 0;
    CPPUNIT_ASSERT(Has(Why(), "costs the client nothing"));
    what_ = {};
    CPPUNIT_ASSERT_EQUAL(std::string("evidence of nothing"), Why());
  }

 private:
  static bool Has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }
  store::ClientView Client(uint32_t own, uint32_t any) const {
    store::ClientView view;
    view.buckets[0] = {TagOf(Category::kAuthFailure), own, entry_.now};
    view.any = {kAnyTag, any, entry_.now};
    return view;
  }
  std::vector<BucketState> States() const { return BucketStates(rules_, what_, entry_); }
  std::string Why() const { return WhyNotPoured(rules_, what_, entry_, States()); }

  RulesInForce rules_;
  Classification what_;
  EntryInLog entry_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(BucketStatesTest);

}  // namespace
}  // namespace errwatch::cli
