#include "model/failed_names.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

uint64_t Failed(std::initializer_list<uint32_t> names) {
  uint64_t word = 0;
  for (const uint32_t name : names) word = NoteFailedName(word, name);
  return word;
}

class FailedNamesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(FailedNamesTest);
  CPPUNIT_TEST(ForgivesTheNameAlone);
  CPPUNIT_TEST(RemembersTheLastThree);
  CPPUNIT_TEST(WhatMayHaveFailedDisplacesTheLastOnly);
  CPPUNIT_TEST(StopsCounting);
  CPPUNIT_TEST(HashesAreNeverNone);
  CPPUNIT_TEST_SUITE_END();

 public:
  void ForgivesTheNameAlone() {
    const uint64_t word = Failed({7, 7, 9, 7});
    const ForgivenName owner = ForgiveName(word, 9);
    CPPUNIT_ASSERT_EQUAL(1U, owner.failures);
    CPPUNIT_ASSERT_EQUAL(3U, ForgiveName(owner.word, 7).failures);
    CPPUNIT_ASSERT_EQUAL(0U, ForgiveName(owner.word, 9).failures);
    CPPUNIT_ASSERT_EQUAL(0U, ForgiveName(word, 1234).failures);
    CPPUNIT_ASSERT_EQUAL(word, ForgiveName(word, 1234).word);
  }

  void RemembersTheLastThree() {
    const uint64_t word = Failed({1, 2, 3, 1, 4});
    CPPUNIT_ASSERT_EQUAL(2U, ForgiveName(word, 1).failures);
    CPPUNIT_ASSERT_EQUAL(0U, ForgiveName(word, 2).failures);
    CPPUNIT_ASSERT_EQUAL(1U, ForgiveName(word, 3).failures);
    CPPUNIT_ASSERT_EQUAL(1U, ForgiveName(word, 4).failures);
  }

  void WhatMayHaveFailedDisplacesTheLastOnly() {
    uint64_t word = Failed({1, 2, 2});
    for (const uint32_t tried : {7U, 7U, 8U, 7U}) word = NoteTriedName(word, tried);
    CPPUNIT_ASSERT_EQUAL(2U, FailuresOf(word, 2));
    CPPUNIT_ASSERT_EQUAL(1U, FailuresOf(word, 1));
    CPPUNIT_ASSERT_EQUAL(1U, FailuresOf(word, 7));
    CPPUNIT_ASSERT_EQUAL(0U, FailuresOf(word, 8));
    word = NoteTriedName(NoteTriedName(NoteTriedName(0, 7), 8), 7);
    CPPUNIT_ASSERT_EQUAL(2U, FailuresOf(word, 7));
    CPPUNIT_ASSERT_EQUAL(1U, FailuresOf(word, 8));
    word = ForgiveName(Failed({1, 2, 3}), 2).word;  // a free place between two
    CPPUNIT_ASSERT_EQUAL(2U, FailuresOf(NoteTriedName(word, 1), 1));
    for (int i = 0; i < 500; ++i) word = NoteTriedName(word, 9);
    CPPUNIT_ASSERT_EQUAL(kMostFailures, FailuresOf(word, 9));
  }

  void StopsCounting() {
    uint64_t word = 0;
    for (int i = 0; i < 500; ++i) word = NoteFailedName(word, 0x3FFF);
    CPPUNIT_ASSERT_EQUAL(kMostFailures, ForgiveName(word, 0x3FFF).failures);
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, ForgiveName(word, 0x3FFF).word);
  }

  void HashesAreNeverNone() {
    CPPUNIT_ASSERT_EQUAL(1U, FailedNameHash(0));
    CPPUNIT_ASSERT_EQUAL(0x3FFFU, FailedNameHash(~uint64_t{0}));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(FailedNamesTest);

}  // namespace
}  // namespace errwatch
