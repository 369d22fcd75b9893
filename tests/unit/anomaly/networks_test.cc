#include "anomaly/networks.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class NetworksTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(NetworksTest);
  CPPUNIT_TEST(NamesWhatMostCameFrom);
  CPPUNIT_TEST(NamesNothingOfTheWholeWorld);
  CPPUNIT_TEST(NeverCountsMoreThanThereWas);
  CPPUNIT_TEST(FullCountsStayWhatTheyAre);
  CPPUNIT_TEST(WildWordsAreHarmless);
  CPPUNIT_TEST_SUITE_END();

  NetworkWords words_{};
  uint32_t entries_ = 0;

  void From(const std::string& address, int times = 1) {
    for (int i = 0; i < times; ++i) {
      const NetworkChange change = NoteNetwork(words_, NetworkWordOf(*ClientAddress::Parse(address)));
      if (change.at < kNetworks) {
        words_[change.at] = change.word;
      } else {
        for (uint64_t& word : words_) word = LessOne(word);
      }
      ++entries_;
    }
  }

  void NamesWhatMostCameFrom() {
    for (int i = 0; i < 100; ++i) {
      From("203.0.113." + std::to_string(i));
      From("203.0.113." + std::to_string(i + 100));
      From("2001:db8:7:" + std::to_string(i) + "::1");
      if (i % 4 == 0) From("198.51." + std::to_string(i) + ".1");
    }
    CPPUNIT_ASSERT_EQUAL(std::string("203.0.113.0/24, 2001:db8:7::/48"), MainNetworks(words_, entries_));
  }

  void NamesNothingOfTheWholeWorld() {
    for (int i = 0; i < 250; ++i) From("198.51." + std::to_string(i) + ".1");
    CPPUNIT_ASSERT_EQUAL(std::string(), MainNetworks(words_, entries_));
    CPPUNIT_ASSERT_EQUAL(std::string(), MainNetworks({}, 0));
  }

  void NeverCountsMoreThanThereWas() {
    From("203.0.113.1", 3);
    for (int i = 0; i < 200; ++i) From("198.51." + std::to_string(i) + ".1");
    for (const uint64_t word : words_) CPPUNIT_ASSERT((word & 0x7FFF) <= 50);
  }

  void FullCountsStayWhatTheyAre() {
    From("203.0.113.1", 40'000);
    CPPUNIT_ASSERT_EQUAL(std::string("203.0.113.0/24"), MainNetworks(words_, entries_));
  }

  void WildWordsAreHarmless() {
    words_.fill(UINT64_MAX);
    CPPUNIT_ASSERT(MainNetworks(words_, 100).find("/48") != std::string::npos);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(NetworksTest);

}  // namespace
}  // namespace errwatch
