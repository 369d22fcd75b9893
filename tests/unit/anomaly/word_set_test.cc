#include "anomaly/word_set.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

constexpr WordSet kWords(std::to_array<std::string_view>({"a", "ab", "Content-Type", "zz"}));

class WordSetTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WordSetTest);
  CPPUNIT_TEST(ItFindsWhatItHas);
  CPPUNIT_TEST(ItFindsNothingElse);
  CPPUNIT_TEST_SUITE_END();

 public:
  void ItFindsWhatItHas() {
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, kWords.IndexOf("A"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, kWords.IndexOf("content-TYPE"));
    CPPUNIT_ASSERT(kWords.Has("ab") && kWords.Has("ZZ"));
  }

  void ItFindsNothingElse() {
    for (const char* word : {"", "b", "abc", "content-typf", "zzz"}) CPPUNIT_ASSERT(!kWords.Has(word));
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, kWords.IndexOf("x"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(WordSetTest);

}  // namespace
}  // namespace errwatch
