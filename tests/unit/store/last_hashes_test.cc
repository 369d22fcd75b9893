#include "store/last_hashes.h"

#include <cppunit/extensions/HelperMacros.h>

#include <random>
#include <thread>
#include <vector>

namespace errwatch::store {
namespace {

using Hashes = LastHashes<16>;

// The fewer inputs there are, the more often one is asked for that was remembered.
void AskAtRandom(unsigned seed, uint8_t inputs, bool& same) {
  std::mt19937 random(seed);
  for (int i = 0; i < 20'000; ++i) {
    HashKey key{};
    key[15] = static_cast<uint8_t>(random() % 2);
    Hashes::Input input{};
    input[static_cast<std::size_t>(random() % 2) * 15] = static_cast<uint8_t>(random() % inputs);
    same = same && Hashes::Of(key, input) == SipHash(key, input.data(), input.size());
  }
}

class LastHashesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LastHashesTest);
  CPPUNIT_TEST(SaysWhatSipHashSays);
  CPPUNIT_TEST(EachThreadRemembersItsOwn);
  CPPUNIT_TEST(WhatWasNeverAskedForIsNotRemembered);
  CPPUNIT_TEST_SUITE_END();

 public:
  void SaysWhatSipHashSays() {
    for (const uint8_t inputs : std::array<uint8_t, 4>{1, 2, 3, 200}) {
      bool same = true;
      AskAtRandom(inputs, inputs, same);
      CPPUNIT_ASSERT(same);
    }
  }

  void EachThreadRemembersItsOwn() {
    std::array<bool, 4> same = {true, true, true, true};
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < same.size(); ++i)
      threads.emplace_back([&same, i] { AskAtRandom(i, 3, same[i]); });
    for (std::thread& thread : threads) thread.join();
    for (const bool of_thread : same) CPPUNIT_ASSERT(of_thread);
  }

  // A place that is still empty looks like one of a key and an input of nothing but 0.
  void WhatWasNeverAskedForIsNotRemembered() {
    std::thread([] {
      const LastHashes<7>::Input nothing{};
      CPPUNIT_ASSERT_EQUAL(SipHash(HashKey{}, nothing.data(), nothing.size()),
                           LastHashes<7>::Of(HashKey{}, nothing));
    }).join();
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LastHashesTest);

}  // namespace
}  // namespace errwatch::store
