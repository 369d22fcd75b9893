#include "base/word_filter.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

constexpr std::array<std::string_view, 3> kWordsOfTest = {"get", "delete", "x-forwarded-"};

class WordFilterTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WordFilterTest);
  CPPUNIT_TEST(KnowsItsWords);
  CPPUNIT_TEST(SparesMostOthers);
  CPPUNIT_TEST(KnowsBeginnings);
  CPPUNIT_TEST_SUITE_END();

 public:
  void KnowsItsWords() {
    for (const std::string_view word : kWordsOfTest) CPPUNIT_ASSERT(IsOneOf<kWordsOfTest>(word));
    CPPUNIT_ASSERT(IsOneOf<kWordsOfTest>("DELETE"));
    CPPUNIT_ASSERT(!IsOneOf<kWordsOfTest>("gut") && !IsOneOf<kWordsOfTest>(""));
  }
  void SparesMostOthers() {
    CPPUNIT_ASSERT(!kFilterOf<kWordsOfTest>.MayHave("gets") && !kFilterOf<kWordsOfTest>.MayHave("put"));
  }
  void KnowsBeginnings() {
    CPPUNIT_ASSERT(BeginsAsOneOf<kWordsOfTest>("x-forwarded-for") && MayEndAs<kWordsOfTest>("forget"));
    CPPUNIT_ASSERT(!BeginsAsOneOf<kWordsOfTest>("x-forward") && !BeginsAsOneOf<kWordsOfTest>("g"));
    CPPUNIT_ASSERT(!MayBeginAs<kWordsOfTest>("post"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(WordFilterTest);

}  // namespace
}  // namespace errwatch
