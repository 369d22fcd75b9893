#include "anomaly/message_words.h"

#include <cppunit/extensions/HelperMacros.h>

#include <fstream>
#include <set>
#include <string>

namespace errwatch {
namespace {

class MessageWordsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(MessageWordsTest);
  CPPUNIT_TEST(EveryListedWordIsKnownAsItIsMarked);
  CPPUNIT_TEST(WhatIsNotListedIsNotKnown);
  CPPUNIT_TEST(HashIsTheSameEverywhere);
  CPPUNIT_TEST_SUITE_END();

 public:
  void EveryListedWordIsKnownAsItIsMarked() {
    std::ifstream table(ERRWATCH_SOURCE_DIR "/mod_errwatch/anomaly/message_words.tsv");
    std::string line;
    std::string before;
    CPPUNIT_ASSERT(std::getline(table, line) && line == "word\tmark");
    int words = 0;
    for (; std::getline(table, line); ++words) {
      const std::string word = line.substr(0, line.find('\t'));
      const std::string mark = line.substr(line.find('\t') + 1);
      CPPUNIT_ASSERT_MESSAGE(
          line, before < word && (mark.empty() || mark == "key" || mark == "grammar" || mark == "both"));
      std::string capital = word;
      capital[0] = static_cast<char>(capital[0] - ('a' - 'A'));
      for (const std::string& written : {word, capital}) {
        const MessageWord found = FindMessageWord(MessageWordHash(written));
        CPPUNIT_ASSERT_MESSAGE(line, found.known);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(line, mark == "key" || mark == "both", found.key);
        CPPUNIT_ASSERT_EQUAL_MESSAGE(line, mark == "grammar" || mark == "both", found.grammar);
      }
      before = word;
    }
    CPPUNIT_ASSERT(words > 2000);
  }

  // Names that people and sites have; a few of 100,000 may be taken for words.
  void WhatIsNotListedIsNotKnown() {
    int known = 0;
    for (const char* name : {"alice", "bob", "xyzzy", "wordfence", "nikto", "sqlmap", "joomla", "qwertz"})
      known += FindMessageWord(MessageWordHash(name)).known;
    CPPUNIT_ASSERT_EQUAL(0, known);
    for (int number = 0; number < 100'000; ++number) {
      std::string name = "zq";
      for (int left = number; left > 0; left /= 26) name += static_cast<char>('a' + left % 26);
      known += FindMessageWord(MessageWordHash(name)).known;
    }
    CPPUNIT_ASSERT(known < 20);
  }

  // It is part of what is written to state files and told to other hosts.
  void HashIsTheSameEverywhere() {
    static_assert(MessageWordHash("Client") == MessageWordHash("client"));
    static_assert(MessageWordHash("denied") != MessageWordHash("deniee"));
    CPPUNIT_ASSERT_EQUAL(uint64_t{11403261233710976191U}, MessageWordHash("file"));
    CPPUNIT_ASSERT_EQUAL(uint64_t{7175243398110817766U}, MessageWordHash("configuration"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MessageWordsTest);

}  // namespace
}  // namespace errwatch
