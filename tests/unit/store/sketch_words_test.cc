#include "store/sketch_words.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/child_env.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

constexpr uint32_t kAge = 7;
constexpr uint64_t kThings = 400;

class SketchWordsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SketchWordsTest);
  CPPUNIT_TEST(CountsDifferentClients);
  CPPUNIT_TEST(AnotherAgeBeginsAnew);
  CPPUNIT_TEST(ManyNoteAtOnce);
  CPPUNIT_TEST_SUITE_END();

  MemoryRegion region_{sizeof(SketchWords)};
  SketchWords& words_ = *region_.As<SketchWords>();

 public:
  // Fingerprints that differ in their low bits alone are as good as others.
  void CountsDifferentClients() {
    CPPUNIT_ASSERT_EQUAL(0U, CountOf(words_, kAge));
    for (int again = 0; again < 2; ++again)
      for (uint64_t client = 1; client <= 20; ++client) NoteClient(words_, client, kAge);
    const uint32_t counted = CountOf(words_, kAge);
    CPPUNIT_ASSERT(counted >= 16 && counted <= 24);
  }

  void AnotherAgeBeginsAnew() {
    for (uint64_t client = 1; client <= 20; ++client) NoteClient(words_, client, kAge);
    CPPUNIT_ASSERT_EQUAL(0U, CountOf(words_, kAge + 1));
    NoteHash(words_, 1, kAge + 1);
    CPPUNIT_ASSERT_EQUAL(1U, CountOf(words_, kAge + 1));
  }

  // As if one had noted all: who loses a race again and again may leave out one, nobody adds any.
  template <typename Env>
  void NoteAtOnce() {
    SketchWords alone{};
    for (uint64_t client = 1; client <= kThings; ++client) NoteClient(alone, client, kAge);
    for (SharedWord& word : words_) word.store(0, std::memory_order_relaxed);
    CPPUNIT_ASSERT(Env::Run(4, [&](int worker) {
      for (auto client = static_cast<uint64_t>(worker) + 1; client <= kThings; client += 4)
        NoteClient(words_, client, kAge);
      return true;
    }));
    const uint32_t all = CountOf(alone, kAge), counted = CountOf(words_, kAge);
    CPPUNIT_ASSERT(counted <= all && counted >= all * 9 / 10);
  }
  void ManyNoteAtOnce() {
    NoteAtOnce<ThreadEnv>();
    NoteAtOnce<ForkEnv>();
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SketchWordsTest);

}  // namespace
}  // namespace errwatch::store
