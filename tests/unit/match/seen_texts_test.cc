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
  CPPUNIT_TEST(LengthsThatFit);
  CPPUNIT_TEST_SUITE_END();

  using Seen = SeenTexts<int, 8, 64, 3>;
  std::unique_ptr<Seen> seen_ = std::make_unique<Seen>();
  const std::string agent_ = "Mozilla/5.0 (X11; Linux x86_64)";

 public:
  void WhatWasNotedIsFound() {
    CPPUNIT_ASSERT(seen_->Find(4, agent_) == nullptr);
    seen_->Note(4, agent_, 17);
    const int* known = seen_->Find(4, agent_);
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
