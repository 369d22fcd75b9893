#include "match/everyday_text.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "match/normalize.h"

namespace errwatch {
namespace {

class EverydayTextTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(EverydayTextTest);
  CPPUNIT_TEST(WhatSamplesHoldIsCounted);
  CPPUNIT_TEST(CountsWhatASearchFinds);
  CPPUNIT_TEST(WhatTheyDoNotHoldIsGuessed);
  CPPUNIT_TEST(RareBytes);
  CPPUNIT_TEST(SamplesAreFolded);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WhatSamplesHoldIsCounted() {
    const double file = EverydayShare("file does not exist: ");
    CPPUNIT_ASSERT(file > 0.05 && file <= 1);
    CPPUNIT_ASSERT(EverydayShare("php") > EverydayShare("php fatal error: "));
    CPPUNIT_ASSERT_EQUAL(1.0, EverydayShare(""));
    CPPUNIT_ASSERT_EQUAL(1.0, EverydayShare("e"));
  }

  void CountsWhatASearchFinds() {
    const auto samples = EverydaySamples();
    const auto count = [&](std::string_view text) {
      std::size_t found = 0;
      for (const std::string_view sample : samples)
        for (std::size_t at = sample.find(text); at != sample.npos; at = sample.find(text, at + 1)) ++found;
      return static_cast<double>(found);
    };
    for (std::size_t i = 0; i < samples.size(); i += 7) {
      for (std::size_t at = 0; at + 5 <= samples[i].size(); at += 3) {
        for (const std::size_t length : {1U, 2U, 3U, 5U}) {
          const std::string_view text = samples[i].substr(at, length);
          const double share = std::min(1.0, count(text) / static_cast<double>(samples.size()));
          CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(text), share, EverydayShare(text));
        }
      }
    }
  }

  void WhatTheyDoNotHoldIsGuessed() {
    CPPUNIT_ASSERT(EverydayShare("\x80") < 1);
    CPPUNIT_ASSERT_EQUAL(EverydayShare("\xffz"), EverydayShare("z\xff"));
    CPPUNIT_ASSERT(EverydayShare("xqz") > EverydayShare("xqzv"));
    CPPUNIT_ASSERT(EverydayShare("xqz") > EverydayShare("<qz"));
    CPPUNIT_ASSERT(EverydayShare("xqzvk") < EverydayShare("file"));
    CPPUNIT_ASSERT(EverydayShare("xqzvxqzvxqzvxqzvxqzv") > 0);
  }

  void RareBytes() {
    for (const char* text : {"<a", "a'", "$x", "`", "\x80z", ")(", "%%"})
      CPPUNIT_ASSERT_MESSAGE(text, HasRareByte(text));
    for (const char* text : {"ab", "a b", "a/b", "a.b", "a(b", "100%"})
      CPPUNIT_ASSERT_MESSAGE(text, !HasRareByte(text));
  }

  void SamplesAreFolded() {
    for (const std::string_view sample : EverydaySamples()) {
      std::string out(sample.size(), ' ');
      CPPUNIT_ASSERT_EQUAL(std::string(sample), std::string(FoldText(sample, TextKind::kLines, out)));
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(EverydayTextTest);

}  // namespace
}  // namespace errwatch
