#include "match/literal_matcher.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <random>
#include <set>

#include "unit/allocation_counter.h"

namespace errwatch {
namespace {

using Places = std::set<std::pair<uint32_t, size_t>>;  // literal, offset behind it

// Anything may stand behind the text: here what would complete a literal.
Places Find(const LiteralMatcher& matcher, const std::string& text, std::string_view behind = "        ") {
  const std::string padded = text + std::string(behind) + std::string(LiteralMatcher::kPaddingBytes, ' ');
  Places places;
  matcher.Scan(std::string_view(padded).substr(0, text.size()),
               [&](uint32_t literal, size_t end) { places.emplace(literal, end); });
  return places;
}

Places FindPlainly(const std::vector<std::string>& literals, std::string_view text) {
  Places places;
  for (uint32_t i = 0; i < literals.size(); ++i) {
    for (size_t at = text.find(literals[i]); at != std::string_view::npos;
         at = text.find(literals[i], at + 1))
      places.emplace(i, at + literals[i].size());
  }
  return places;
}

class LiteralMatcherTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LiteralMatcherTest);
  CPPUNIT_TEST(NothingToLookFor);
  CPPUNIT_TEST(FindsEveryPlace);
  CPPUNIT_TEST(EndsOfTheTextCount);
  CPPUNIT_TEST(WhatStandsBehindTheTextDoesNot);
  CPPUNIT_TEST(AnyBytes);
  CPPUNIT_TEST(LongTexts);
  CPPUNIT_TEST(AgreesWithPlainSearch);
  CPPUNIT_TEST(AllocatesNothing);
  CPPUNIT_TEST_SUITE_END();

 public:
  void NothingToLookFor() {
    const LiteralMatcher matcher(std::vector<std::string>{});
    CPPUNIT_ASSERT(Find(matcher, "some text").empty());
    CPPUNIT_ASSERT(Find(LiteralMatcher({"abc"}), "").empty());
    CPPUNIT_ASSERT(Find(LiteralMatcher({"abc"}), "a").empty());
  }

  void FindsEveryPlace() {
    const LiteralMatcher matcher({"union", "select", "sel", "<b", "a literal of more than eight bytes"});
    CPPUNIT_ASSERT((Places{{0, 5}, {1, 12}, {2, 9}, {0, 18}} == Find(matcher, "union select union")));
    CPPUNIT_ASSERT((Places{{3, 2}, {3, 4}} == Find(matcher, "<b<b")));
    CPPUNIT_ASSERT((Places{{4, 35}} == Find(matcher, ">a literal of more than eight bytes<")));
    CPPUNIT_ASSERT(Find(matcher, "a literal of more than eight bytez unio elect").empty());
  }

  void EndsOfTheTextCount() {
    const LiteralMatcher matcher({"abcd", "xyz", "#!"});
    CPPUNIT_ASSERT((Places{{0, 4}} == Find(matcher, "abcd")));
    CPPUNIT_ASSERT((Places{{0, 4}, {1, 7}} == Find(matcher, "abcdxyz")));
    CPPUNIT_ASSERT((Places{{2, 2}, {2, 4}} == Find(matcher, "#!#!")));
  }

  void WhatStandsBehindTheTextDoesNot() {
    const LiteralMatcher matcher({"abcd", "xyz", "#!"});
    CPPUNIT_ASSERT(Find(matcher, "abc", "dxyz").empty());
    CPPUNIT_ASSERT(Find(matcher, "xy", "z").empty());
    CPPUNIT_ASSERT(Find(matcher, "##", "!").empty());
  }

  void AnyBytes() {
    const LiteralMatcher matcher({std::string("x\0y", 3), "\xff\xfe[", "a.c*"});
    CPPUNIT_ASSERT((Places{{0, 4}} == Find(matcher, std::string("-x\0y-", 5))));
    CPPUNIT_ASSERT((Places{{1, 3}} == Find(matcher, "\xff\xfe[")));
    CPPUNIT_ASSERT(Find(matcher, "abccc").empty());
  }

  // Longer than what is looked up at a time, with literals over each border.
  void LongTexts() {
    const std::vector<std::string> literals = {"needle", "#!"};
    const LiteralMatcher matcher(literals);
    for (size_t at = 480; at < 1100; ++at) {
      std::string text(at, '-');
      text += "needle#!";
      text.resize(2000, '-');
      CPPUNIT_ASSERT_MESSAGE(std::to_string(at), (Places{{0, at + 6}, {1, at + 8}} == Find(matcher, text)));
    }
  }

  void AgreesWithPlainSearch() {
    std::mt19937 random(7);
    const auto word = [&](size_t length) {
      std::string text(length, ' ');
      for (char& c : text) c = "abc<"[random() % 4];
      return text;
    };
    for (int round = 0; round < 200; ++round) {
      std::set<std::string> distinct;
      for (size_t n = 1 + random() % 60; n > 0; --n) distinct.insert(word(2 + random() % 11));
      const std::vector<std::string> literals(distinct.begin(), distinct.end());
      const LiteralMatcher matcher(literals);
      for (int i = 0; i < 20; ++i) {
        const std::string text = word(random() % 80);
        CPPUNIT_ASSERT_MESSAGE(text, FindPlainly(literals, text) == Find(matcher, text, word(8)));
      }
    }
  }

  void AllocatesNothing() {
    const LiteralMatcher matcher({"needle", "#!"});
    const std::string text =
        std::string(3000, 'n') + "needle #! " + std::string(LiteralMatcher::kPaddingBytes, ' ');
    size_t found = 0;
    const AllocationCounter counter;
    matcher.Scan(std::string_view(text).substr(0, text.size() - LiteralMatcher::kPaddingBytes),
                 [&](uint32_t, size_t) { ++found; });
    const size_t allocations = counter.count();
    CPPUNIT_ASSERT_EQUAL(size_t{2}, found);
    CPPUNIT_ASSERT_EQUAL(size_t{0}, allocations);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LiteralMatcherTest);

}  // namespace
}  // namespace errwatch
