#include "match/seen_texts.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <memory>
#include <string>

namespace errwatch {
namespace {

class SeenTextsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SeenTextsTest);
  CPPUNIT_TEST(WhatWasNotedIsFound);
  CPPUNIT_TEST(NoTextIsTakenForAnother);
  CPPUNIT_TEST(WhatItStandsForCounts);
  CPPUNIT_TEST(WhatWasUsedLongerAgoGivesWay);
  CPPUNIT_TEST(LengthsThatFit);
  CPPUNIT_TEST_SUITE_END();

  using Seen = SeenTexts<int, 8, 64, 3>;
  std::unique_ptr<Seen> seen_ = std::make_unique<Seen>();
  const std::string agent_ = "Mozilla/5.0 (X11; Linux x86_64)";

 public:
  void WhatWasNotedIsFound() {
    CPPUNIT_ASSERT(seen_->Find(4, agent_) == nullptr);
    seen_->Note(4, agent_, 17);
    int* known = seen_->Find(4, agent_);
    CPPUNIT_ASSERT(known != nullptr && *known == 17);
    seen_->Note(4, agent_, 18);
    known = seen_->Find(4, agent_);
    CPPUNIT_ASSERT(known != nullptr && *known == 18);
  }

  void NoTextIsTakenForAnother() {
    seen_->Note(4, agent_, 17);
    CPPUNIT_ASSERT(seen_->Find(5, agent_) == nullptr);
    CPPUNIT_ASSERT(seen_->Find(4, agent_ + " ") == nullptr);
    for (std::size_t i = 0; i < agent_.size(); ++i) {
      std::string other = agent_;
      other[i] = '<';
      CPPUNIT_ASSERT(seen_->Find(4, other) == nullptr);
    }
  }

  void WhatItStandsForCounts() {
    seen_->Note(4, agent_, 17, "a");
    CPPUNIT_ASSERT(seen_->Find(4, agent_) == nullptr && seen_->Find(4, agent_, "b") == nullptr);
    seen_->Note(4, agent_, 18);
    const int* with = seen_->Find(4, agent_, "a");
    const int* without = seen_->Find(4, agent_);
    CPPUNIT_ASSERT(with != nullptr && *with == 17 && without != nullptr && *without == 18);
    const std::string all = agent_ + "b";
    seen_->Note(5, all, 19);
    CPPUNIT_ASSERT(seen_->Find(5, agent_, "b") == nullptr);
  }

  // All in one place.
  void WhatWasUsedLongerAgoGivesWay() {
    using One = SeenTexts<int, 1, 64, 1>;
    const auto seen = std::make_unique<One>();
    seen->Note(1, "a", 1);
    seen->Note(1, "b", 2);
    CPPUNIT_ASSERT(seen->Find(1, "a") != nullptr);
    seen->Note(1, "c", 3);
    CPPUNIT_ASSERT(seen->Find(1, "a") != nullptr && seen->Find(1, "b") == nullptr &&
                   seen->Find(1, "c") != nullptr);
  }

  void LengthsThatFit() {
    for (const std::size_t bytes : {0UL, 1UL, 7UL, 8UL, 9UL, 32UL, 40UL, 63UL, 64UL, 65UL}) {
      const std::string text(bytes, 'a');
      seen_->Note(1, text, 1);
      CPPUNIT_ASSERT_EQUAL(bytes >= Seen::kShortest && bytes <= Seen::kLongest,
                           seen_->Find(1, text) != nullptr);
    }
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SeenTextsTest);

}  // namespace
}  // namespace errwatch
