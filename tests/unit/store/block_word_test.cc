#include "store/block_word.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch::store {
namespace {

constexpr Provenance kVisitor = Provenance::kVisitor;
constexpr Provenance kPage = Provenance::kForeignPage;

class BlockWordTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BlockWordTest);
  CPPUNIT_TEST(ComesBackAsItWas);
  CPPUNIT_TEST(FieldsDoNotTouchEachOther);
  CPPUNIT_TEST(EveryWordIsAValue);
  CPPUNIT_TEST(LastsUntilItsEnd);
  CPPUNIT_TEST(WhoMayPass);
  CPPUNIT_TEST(WhatAForeignBlockConcerns);
  CPPUNIT_TEST_SUITE_END();

 public:
  void ComesBackAsItWas() {
    const BlockWord words[] = {
        {},
        {{kMaxTick}, 31, 31, true, true, true, true, true, true, true, true, kMaxGeneration},
        {{123'456'789}, 3, 17, false, true, false, false, true, false, true, false, 77},
        {{1}, 0, 0, true, false, false, false, false, true, false, true, 0},
    };
    for (const BlockWord& word : words) CPPUNIT_ASSERT(UnpackBlock(Pack(word)) == word);
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Pack(BlockWord{}));
  }

  void FieldsDoNotTouchEachOther() {
    const BlockWord alone[] = {
        {{kMaxTick}},
        {{}, 31},
        {{}, 0, 31},
        {{}, 0, 0, true},
        {{}, 0, 0, false, true},
        {{}, 0, 0, false, false, true},
        {{}, 0, 0, false, false, false, true},
        {{}, 0, 0, false, false, false, false, true},
        {{}, 0, 0, false, false, false, false, false, true},
        {{}, 0, 0, false, false, false, false, false, false, true},
        {{}, 0, 0, false, false, false, false, false, false, false, true},
        {{}, 0, 0, false, false, false, false, false, false, false, false, kMaxGeneration}};
    uint64_t all = 0;
    for (const BlockWord& word : alone) {
      CPPUNIT_ASSERT_EQUAL(uint64_t{0}, all & Pack(word));
      all |= Pack(word);
    }
    CPPUNIT_ASSERT_EQUAL(~uint64_t{0}, all);
  }

  // Shared memory may hold anything.
  void EveryWordIsAValue() {
    for (uint64_t word = 0x9E3779B97F4A7C15; word != 0; word <<= 1)
      CPPUNIT_ASSERT_EQUAL(word, Pack(UnpackBlock(word)));
    CPPUNIT_ASSERT_EQUAL(~uint64_t{0}, Pack(UnpackBlock(~uint64_t{0})));
  }

  void LastsUntilItsEnd() {
    const BlockWord block{{100}};
    CPPUNIT_ASSERT(block.Active({99}));
    CPPUNIT_ASSERT(!block.Active({100}));
    CPPUNIT_ASSERT(!BlockWord{}.Active({0}));
  }

  void WhoMayPass() {
    BlockWord block;
    CPPUNIT_ASSERT(PassageOf(block, false, kVisitor, {100}) == Passage::kFree);
    block.until = {200};
    CPPUNIT_ASSERT(PassageOf(block, false, kVisitor, {199}) == Passage::kDenied);
    CPPUNIT_ASSERT(PassageOf(block, false, kVisitor, {200}) == Passage::kFree);
    CPPUNIT_ASSERT(PassageOf(block, true, kVisitor, {199}) == Passage::kWouldBeDenied);
    CPPUNIT_ASSERT(PassageOf(block, true, kVisitor, {200}) == Passage::kFree);
    block.detection_only = true;
    CPPUNIT_ASSERT(PassageOf(block, false, kVisitor, {199}) == Passage::kWouldBeDenied);
    CPPUNIT_ASSERT(PassageOf(block, false, kVisitor, {200}) == Passage::kFree);
    block.detection_only = false;
    block.foreign_only = true;  // the visitor's own requests pass
    CPPUNIT_ASSERT(PassageOf(block, false, kVisitor, {199}) == Passage::kFree);
    CPPUNIT_ASSERT(PassageOf(block, false, kPage, {199}) == Passage::kDenied);
    CPPUNIT_ASSERT(PassageOf(block, true, kPage, {199}) == Passage::kWouldBeDenied);
  }

  // The kinds of request that bring the evidence, and no others.
  void WhatAForeignBlockConcerns() {
    BlockWord block;
    for (const bool foreign_only : {false, true}) {
      block.foreign_only = foreign_only;
      for (const Provenance own : {Provenance::kUnknown, Provenance::kTool, kVisitor, Provenance::kOwnPage})
        CPPUNIT_ASSERT_EQUAL(!foreign_only, Concerns(block, own));
      CPPUNIT_ASSERT(Concerns(block, kPage));
    }
    CPPUNIT_ASSERT(!Concerns(block, Provenance::kForeignLink));
    block.links_too = true;
    CPPUNIT_ASSERT(Concerns(block, Provenance::kForeignLink) && Concerns(block, kPage));
    CPPUNIT_ASSERT(!Concerns(block, Provenance::kOwnPicture));
    block.pictures_too = true;
    CPPUNIT_ASSERT(Concerns(block, Provenance::kOwnPicture));
    CPPUNIT_ASSERT(!Concerns(block, kVisitor));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(BlockWordTest);

}  // namespace
}  // namespace errwatch::store
