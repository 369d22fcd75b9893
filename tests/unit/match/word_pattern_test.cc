#include "match/word_pattern.h"

#include <cppunit/extensions/HelperMacros.h>

#include "match/match_scratch.h"
#include "match/pattern.h"
#include "match/required_literal.h"
#include "rules/rule_set.h"

namespace errwatch {
namespace {

std::string Expanded(std::string_view pattern, const std::vector<WordList>& lists) {
  const auto text = WithWords(pattern, lists);
  return text ? text.value() : "error: " + text.error();
}

class WordPatternTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WordPatternTest);
  CPPUNIT_TEST(WordsStandWhereTheListIsNamed);
  CPPUNIT_TEST(AGroupStandsWhereOneIsNeeded);
  CPPUNIT_TEST(WordsAreTakenByTheLetter);
  CPPUNIT_TEST(MistakesAreNamed);
  CPPUNIT_TEST(WholeWords);
  CPPUNIT_TEST(LongListsHaveLiterals);
  CPPUNIT_TEST_SUITE_END();

  const WordList tools_{"tools", {"dirb", "nikto", "sqlmap"}};

 public:
  void WordsStandWhereTheListIsNamed() {
    CPPUNIT_ASSERT_EQUAL(std::string("(?:sqlmap|nikto|dirb)/"), Expanded("@tools@/", {tools_}));
    CPPUNIT_ASSERT_EQUAL(std::string("a(?:sqlmap|nikto|dirb)b(?:sqlmap|nikto|dirb)"),
                         Expanded("a@tools@b@tools@", {tools_}));
    CPPUNIT_ASSERT_EQUAL(std::string("(?:x|y)(?:sqlmap|nikto|dirb)"),
                         Expanded("(?:@an_2-d@)@tools@", {{"an_2-d", {"x", "y"}}, tools_}));
    // An address of mail is no list.
    CPPUNIT_ASSERT_EQUAL(std::string("a@b.c@d|sqlmap|nikto|dirb"), Expanded("a@b.c@d|@tools@", {tools_}));
    CPPUNIT_ASSERT_EQUAL(std::string("@@sqlmap|nikto|dirb@"), Expanded("@@sqlmap|nikto|dirb@", {}));
  }

  void AGroupStandsWhereOneIsNeeded() {
    const std::vector<WordList> ab = {{"l", {"a", "b"}}};
    for (const auto& [pattern, expanded] :
         std::vector<std::pair<std::string_view, std::string>>{{"@l@", "a|b"},
                                                               {"(?:@l@|c)", "(?:a|b|c)"},
                                                               {"(?:c|@l@)d", "(?:c|a|b)d"},
                                                               {"(?:@l@c)", "(?:(?:a|b)c)"},
                                                               {"(?:@l@)?", "(?:a|b)?"},
                                                               {"@l@?", "(?:a|b)?"},
                                                               {"c\\|@l@|d", "c\\|(?:a|b)|d"},
                                                               {"c\\\\|@l@|d", "c\\\\|a|b|d"},
                                                               {"\\(?:@l@", "\\(?:(?:a|b)"},
                                                               {"(@l@)", "((?:a|b))"}})
      CPPUNIT_ASSERT_EQUAL(expanded, Expanded(pattern, ab));
  }

  void WordsAreTakenByTheLetter() {
    const std::vector<std::string> words = {"#x",  "$a^", "(b)", ".*", "[c]",
                                            "\\d", "a b", "{1}", "|",  "\xc3\xa9?+"};
    const auto text = WithWords("^@w@$", std::vector<WordList>{{"w", words}});
    CPPUNIT_ASSERT(text.ok());
    const auto pattern = Pattern::Compile(text.value(), false);
    CPPUNIT_ASSERT_MESSAGE(text.value(), pattern.ok());
    MatchScratch scratch;
    CPPUNIT_ASSERT(RuleSet::Build({}).value()->Warm(scratch).ok());
    for (const std::string& word : words)
      CPPUNIT_ASSERT_MESSAGE(word, pattern.value()->Match(word, scratch) == MatchOutcome::kMatch);
    for (const char* other : {"x", "a", "b", "c", "1", "\\", "ab", "\\d1", "##x"})
      CPPUNIT_ASSERT_MESSAGE(other, pattern.value()->Match(other, scratch) == MatchOutcome::kNoMatch);
  }

  void MistakesAreNamed() {
    CPPUNIT_ASSERT_EQUAL(
        std::string(
            "error: the pattern does not say where the words of \"tools\" belong: write @tools@ there"),
        Expanded("nikto", {tools_}));
    CPPUNIT_ASSERT_EQUAL(
        std::string("error: @tool@ stands for the words of a list that words= does not name; "
                    "write \\x40 for @"),
        Expanded("@tools@@tool@", {tools_}));
  }

  void WholeWords() {
    const std::vector<WordList> lists = {tools_, {"more", {"zmap"}}};
    const std::string pattern = WholeWordsPattern(lists);
    CPPUNIT_ASSERT_EQUAL(std::string(R"((?<!\w)(?:@tools@|@more@)(?!\w))"), pattern);
    const auto compiled = Pattern::Compile(Expanded(pattern, lists), false);
    MatchScratch scratch;
    CPPUNIT_ASSERT(RuleSet::Build({}).value()->Warm(scratch).ok());
    for (const char* text : {"nikto", "a nikto/2.1", "(zmap)", "-dirb-"})
      CPPUNIT_ASSERT_MESSAGE(text, compiled.value()->Match(text, scratch) == MatchOutcome::kMatch);
    for (const char* text : {"niktos", "anikto", "dirb_", "zmap2", "_zmap", "nikt o"})
      CPPUNIT_ASSERT_MESSAGE(text, compiled.value()->Match(text, scratch) == MatchOutcome::kNoMatch);
  }

  // More words than a pattern's alternatives are joined of.
  void LongListsHaveLiterals() {
    WordList list{"long", {}};
    for (int i = 1000; i < 2500; ++i) list.words.push_back("w" + std::to_string(i));
    const auto literals = RequiredLiterals(Expanded("/@long@\\.php", {list}));
    CPPUNIT_ASSERT(!literals.empty());
    CPPUNIT_ASSERT(Pattern::Compile(Expanded("/@long@\\.php", {list}), false).ok());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(WordPatternTest);

}  // namespace
}  // namespace errwatch
